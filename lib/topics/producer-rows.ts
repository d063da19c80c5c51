import { clientRisk } from '#lib/clients/client-risk.ts'
import type { ProducerClient } from '#lib/rocketmq/admin/clients.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { TracedMessage } from './read-traced.ts'
import type { TopicProducer } from './schema.ts'

/** Who sent one message; nothing else of it is kept. */
export interface SentMessage {
  /** `host:port` of a remoting producer; the host name of a gRPC producer, as its proxy wrote it down. */
  address: string
  protocol: 'remoting' | 'grpc'
  storedAt: Date
  uniqKey: string | null
}

export function sentMessage({ bornHost, properties, storeTimestamp, uniqKey }: StoredMessage): SentMessage {
  const clientHost = properties.get('__BORNHOST')
  return {
    address: clientHost ?? bornHost,
    protocol: clientHost === undefined ? 'remoting' : 'grpc',
    storedAt: storeTimestamp,
    uniqKey,
  }
}

/**
 * One row per producer: the senders of the messages, joined by address with the clients that are connected. A client has one
 * address per broker, and may stand in several producer groups: a message does not say which of them sent it. Traces name the group
 * of who is not connected any more, and producers of whom no message was looked at, by their hosts.
 *
 * @returns by last message, newest first
 */
export function producerRows(
  messages: readonly SentMessage[],
  connected: readonly ProducerClient[],
  traced: readonly TracedMessage[] = [],
): TopicProducer[] {
  const tracedGroups = new Map(traced.map(({ messageId, producerGroup }) => [messageId, producerGroup]))
  const clientsByAddress = Map.groupBy(connected, ({ address }) => address)
  const rows = new Map<string, TopicProducer>()
  const newestFirst = messages.toSorted((a, b) => b.storedAt.getTime() - a.storedAt.getTime())
  for (const { address, protocol, storedAt, uniqKey } of newestFirst) {
    const clients = protocol === 'remoting' ? (clientsByAddress.get(address) ?? []) : []
    const [client] = clients
    const key = client ? client.clientId : `${protocol} ${address}`
    const tracedGroup = client || uniqKey === null ? undefined : tracedGroups.get(uniqKey)
    const row = rows.get(key)
    if (row) {
      row.messagesInSample += 1
      if (tracedGroup !== undefined) addGroup(row, tracedGroup)
      continue
    }
    const risk = client && clientRisk(client.language, client.version)
    const groups = [...new Set(clients.map(({ producerGroup }) => producerGroup))].sort()
    rows.set(key, {
      clientId: client?.clientId ?? null,
      address,
      host: hostOf(address),
      producerGroup: (groups.join(', ') || tracedGroup) ?? null,
      language: client?.language || null,
      version: client?.version || null,
      ...(risk && { risk }),
      protocol,
      lastMessageAt: storedAt,
      messagesInSample: 1,
      source: client ? 'CONNECTION' : tracedGroup === undefined ? 'SAMPLE' : 'TRACE',
    })
  }
  const all = [...rows.values(), ...onlyTraced([...rows.values()], traced)]
  return all.sort((a, b) => b.lastMessageAt.getTime() - a.lastMessageAt.getTime())
}

const groupsOf = ({ producerGroup }: TopicProducer): string[] => producerGroup?.split(', ') ?? []

function addGroup(row: TopicProducer, group: string): void {
  row.producerGroup = [...new Set([...groupsOf(row), group])].sort().join(', ')
  row.source = 'TRACE'
}

/** One row per host with what no other row of that host says: a trace does not tell which process of it sent. */
function onlyTraced(rows: readonly TopicProducer[], traced: readonly TracedMessage[]): TopicProducer[] {
  const known = new Set(rows.flatMap((row) => groupsOf(row).map((group) => `${row.host} ${group}`)))
  const unknown = traced
    .map((message) => ({ ...message, host: hostOf(message.host) }))
    .filter(({ host, producerGroup }) => !known.has(`${host} ${producerGroup}`))
  return [...Map.groupBy(unknown, ({ host }) => host)].map(([host, messages]) => ({
    clientId: null,
    address: host,
    host,
    producerGroup: [...new Set(messages.map(({ producerGroup }) => producerGroup))].sort().join(', '),
    language: null,
    version: null,
    protocol: 'remoting',
    lastMessageAt: new Date(Math.max(...messages.map(({ sentAt }) => sentAt.getTime()))),
    messagesInSample: 0,
    source: 'TRACE',
  }))
}

/** Without the port: `10.0.0.1:4711`, `[::1]:4711`, or a bare name. */
function hostOf(address: string): string {
  return address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
}
