import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { readServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { ConsumeStats, ConsumeTimeSpan, GroupConnection } from '#lib/rocketmq/admin/groups.ts'
import { askEach, type Question } from './ask-each.ts'
import type { TopicRow } from './topic-rows.ts'

/** What the servers say of one group now. */
export interface GroupReading {
  groupName: string
  /** Of the servers that know a client of it (203). */
  connections: GroupConnection[]
  /** Every broker and proxy has said whether it knows one. */
  isComplete: boolean
  /** By brokerName, of the brokers that hold the topic and answered (208, 303). */
  statsByBroker: Map<string, ConsumeStats>
  spansByBroker: Map<string, ConsumeTimeSpan[]>
}

/**
 * Asks every broker and every proxy for the clients of some groups, and the brokers of a topic where the groups stand: at most
 * eight questions at once, each with the deadline of a page.
 *
 * @param options.silentAddresses who did not answer a moment ago: not asked again
 */
export async function readGroups(
  cluster: LiveCluster,
  { topicName, brokers }: TopicRow,
  groupNames: readonly string[],
  { signal, silentAddresses }: { signal: AbortSignal; silentAddresses: ReadonlySet<string> },
): Promise<{ readings: Map<string, GroupReading>; partial: PartialEntry[] }> {
  const { admin, proxies, pageTimeoutMs, clusterNames } = cluster
  const inventory = await cluster.getInventory({ signal })
  const options = { signal, timeoutMs: pageTimeoutMs }
  const servers = readServers(inventory.info, clusterNames ?? undefined)
  const readings = new Map<string, GroupReading>()
  const questions: Question[] = []
  for (const groupName of groupNames) {
    const reading: GroupReading = {
      groupName,
      connections: [],
      isComplete: false,
      statsByBroker: new Map(),
      spansByBroker: new Map(),
    }
    readings.set(groupName, reading)
    let unasked = servers.length + proxies.length
    const keep = (connection: GroupConnection | null) => {
      if (connection) reading.connections.push(connection)
      unasked -= 1
      reading.isComplete = unasked === 0 && inventory.partial.length === 0
    }
    for (const server of servers) {
      questions.push({ server, ask: async () => keep(await admin.groups.getConnection(server, groupName, options)) })
    }
    for (const { remoting } of proxies) {
      const ask = async () => keep(await admin.groups.getConnectionAtProxy(remoting, groupName, options))
      questions.push({ server: { address: remoting }, ask })
    }
    for (const { server } of brokers) {
      const query = { groupName, topicName }
      questions.push({
        server,
        ask: async () =>
          void reading.statsByBroker.set(server.brokerName, await admin.groups.getConsumeStats(server, query, options)),
      })
      questions.push({
        server,
        ask: async () =>
          void reading.spansByBroker.set(
            server.brokerName,
            await admin.groups.getConsumeTimeSpans(server, query, options),
          ),
      })
    }
  }
  return { readings, partial: await askEach(questions, silentAddresses) }
}
