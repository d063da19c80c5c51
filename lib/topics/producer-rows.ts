import { clientRisk } from '#lib/clients/client-risk.ts'
import type { ProducerClient } from '#lib/rocketmq/admin/clients.ts'
import type { SentMessage } from './read-newest.ts'
import type { TopicProducer } from './schema.ts'

/**
 * One row per producer: the senders of the messages, joined by address with the clients that are connected. A client has one
 * address per broker, and may stand in several producer groups: a message does not say which of them sent it.
 *
 * @returns by last message, newest first
 */
export function producerRows(messages: readonly SentMessage[], connected: readonly ProducerClient[]): TopicProducer[] {
  const clientsByAddress = Map.groupBy(connected, ({ address }) => address)
  const rows = new Map<string, TopicProducer>()
  const newestFirst = messages.toSorted((a, b) => b.storedAt.getTime() - a.storedAt.getTime())
  for (const { address, protocol, storedAt } of newestFirst) {
    const clients = protocol === 'remoting' ? (clientsByAddress.get(address) ?? []) : []
    const [client] = clients
    const key = client ? client.clientId : `${protocol} ${address}`
    const row = rows.get(key)
    if (row) {
      row.messagesInSample += 1
      continue
    }
    const risk = client && clientRisk(client.language, client.version)
    const groups = [...new Set(clients.map(({ producerGroup }) => producerGroup))].sort()
    rows.set(key, {
      clientId: client?.clientId ?? null,
      address,
      host: hostOf(address),
      producerGroup: groups.join(', ') || null,
      language: client?.language || null,
      version: client?.version || null,
      ...(risk && { risk }),
      protocol,
      lastMessageAt: storedAt,
      messagesInSample: 1,
      source: client ? 'CONNECTION' : 'SAMPLE',
    })
  }
  return [...rows.values()]
}

/** Without the port: `10.0.0.1:4711`, `[::1]:4711`, or a bare name. */
function hostOf(address: string): string {
  return address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
}
