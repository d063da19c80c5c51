import { findConnections } from '#lib/clients/find-connections.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { CannotVerify, VerifyClients } from '../schema.ts'

/**
 * Online clients of a group by id. Those that can be asked to consume a message of a broker come without `cannot`: connected to that
 * very broker, with a listener, and not consuming by broadcast.
 *
 * @throws the signal's reason
 */
export async function findClients(
  cluster: LiveCluster,
  { groupName, storedOn }: { groupName: string; storedOn: Pick<Server, 'brokerName'> },
  signal: AbortSignal,
): Promise<VerifyClients> {
  const { brokers, proxies, partial } = await findConnections(cluster, groupName, signal)
  const found = new Map<string, VerifyClients['items'][number]>()
  const places = [
    ...proxies.map(({ connection }) => ({ connection, cannot: 'PROXY' as const })),
    ...brokers.map(({ server, connection }) => ({
      connection,
      cannot: server.brokerName === storedOn.brokerName ? undefined : ('OTHER_BROKER' as const),
    })),
  ]
  for (const { connection, cannot } of places) {
    for (const { clientId, address, language, version } of connection?.clients ?? []) {
      // A broker knows a client better than a proxy, and the one that stores the message best.
      if (found.has(clientId) && cannot === 'OTHER_BROKER' && found.get(clientId)?.cannot !== 'PROXY') continue
      // Whatever it does, a proxy hands nothing on.
      const why = cannot === 'PROXY' ? cannot : ((connection && cannotOf(connection)) ?? cannot)
      found.set(clientId, { clientId, address, language, version, ...(why && { cannot: why }) })
    }
  }
  return {
    groupName,
    items: [...found.values()].sort((a, b) => (a.clientId < b.clientId ? -1 : 1)),
    ...(partial.length > 0 && { partial }),
  }
}

function cannotOf({ messageModel, consumeType }: { messageModel: string; consumeType: string }): CannotVerify | null {
  if (messageModel === 'BROADCASTING') return 'BROADCAST'
  return consumeType === 'CONSUME_ACTIVELY' ? 'PULL' : null
}
