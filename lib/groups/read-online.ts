import type { PartialEntry } from '#lib/api/endpoint.ts'
import { findConnections } from '#lib/clients/find-connections.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { joinOnline, modelOf, type Online, type OnlineClient, typeOf } from '#lib/monitoring/online.ts'
import type { GroupConnection } from '#lib/rocketmq/admin/groups.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { GroupModel, GroupType } from './schema.ts'

/** Clients of a group, and through whom each can be asked. */
export interface ReachableClients {
  online: Online
  /** Brokers that hold a client's connection, by clientId: they hand questions on to it. */
  serversOf: ReadonlyMap<string, readonly Server[]>
}

/** Who is online in a group now. */
export interface LiveOnline extends ReachableClients {
  type: GroupType | null
  model: GroupModel | null
  /** Brokers and proxies that did not answer: they may hold more. */
  partial: PartialEntry[]
}

/**
 * Asks every broker and proxy for the clients of a group (203), each with the deadline of a page.
 *
 * @param silent by address: who is known not to answer, and is not asked
 */
export async function readOnline(
  cluster: LiveCluster,
  groupName: string,
  signal: AbortSignal,
  silent?: ReadonlyMap<string, PartialEntry>,
): Promise<LiveOnline> {
  const { brokers, proxies, partial } = await findConnections(cluster, groupName, signal, silent)
  const unanswered = partial.map(({ brokerName, address }) => ({
    name: brokerName ?? address,
    kind: 'broker' as const,
    connection: undefined,
  }))
  const online = joinOnline(
    [
      ...brokers.map(({ server, connection }) => ({ name: server.brokerName, kind: 'broker' as const, connection })),
      ...proxies.map(({ name, connection }) => ({ name, kind: 'proxy' as const, connection })),
      ...unanswered,
    ],
    Date.now(),
  )
  const serversOf = serversByClient(brokers)
  return { online, type: typeOf(online, false), model: modelOf(online), serversOf, partial }
}

/** Brokers that hold a client's connection, by clientId. */
export function serversByClient(
  answers: readonly { server: Server; connection: GroupConnection | null }[],
): Map<string, Server[]> {
  const servers = new Map<string, Server[]>()
  for (const { server, connection } of answers) {
    for (const { clientId } of connection?.clients ?? []) {
      servers.set(clientId, [...(servers.get(clientId) ?? []), server])
    }
  }
  return servers
}

/** Clients that can be asked themselves: gRPC ones mostly never answer, and cost the broker 10 s each. */
export const askableClients = ({ online, serversOf }: ReachableClients): OnlineClient[] =>
  online.clients.filter(({ clientId, protocol }) => protocol === 'remoting' && serversOf.has(clientId))
