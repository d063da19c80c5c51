import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { readServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { GroupConnection } from '#lib/rocketmq/admin/groups.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { ReadScope } from '#lib/users/read-scope.ts'

export interface GroupConnections {
  /** Brokers that answered; null: no client of the group is connected to it. */
  brokers: { server: Server; connection: GroupConnection | null }[]
  /** Proxies that answered. */
  proxies: { name: string; connection: GroupConnection | null }[]
  /** Brokers and proxies that did not. */
  partial: PartialEntry[]
  /** Why the first of the brokers did not answer. */
  brokerError: RocketmqError | null
}

/**
 * Who is online in a group now: every master (or the slave that stands for it) and every registered proxy is asked (203), each
 * with the deadline of a page.
 *
 * @param silent by address: who is known not to answer, and is not asked
 */
export async function findConnections(
  cluster: LiveCluster,
  groupName: string,
  signal: AbortSignal,
  silent: ReadonlyMap<string, PartialEntry> = new Map(),
): Promise<GroupConnections> {
  const { info } = await cluster.getInventory({ signal })
  const { groups } = cluster.admin
  const options = { signal, timeoutMs: cluster.pageTimeoutMs }
  const seen = (connection: GroupConnection | null) => connection && seenConnection(connection, cluster.scope)
  const found: GroupConnections = { brokers: [], proxies: [], partial: [], brokerError: null }
  await Promise.all([
    ...readServers(info, cluster.clusterNames ?? undefined).map(async (server) => {
      const known = silent.get(server.address)
      if (known) return void found.partial.push(known)
      try {
        found.brokers.push({ server, connection: seen(await groups.getConnection(server, groupName, options)) })
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        found.partial.push(toPartialEntry(server, error))
        found.brokerError ??= error
      }
    }),
    ...cluster.proxies.map(async ({ name, remoting }) => {
      const known = silent.get(remoting)
      if (known) return void found.partial.push(known)
      try {
        found.proxies.push({ name, connection: seen(await groups.getConnectionAtProxy(remoting, groupName, options)) })
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        found.partial.push(toPartialEntry({ address: remoting, brokerName: name }, error))
      }
    }),
  ])
  return found
}

/** Without the topics that the actor does not see. */
function seenConnection(connection: GroupConnection, scope: ReadScope): GroupConnection {
  if (scope.isWhole) return connection
  return { ...connection, subscriptions: connection.subscriptions.filter(({ topicName }) => scope.topic(topicName)) }
}
