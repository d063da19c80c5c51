import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import type { ClusterSample, GroupSample } from '#lib/monitoring/sample.ts'
import type { GroupConnection } from '#lib/rocketmq/admin/groups.ts'
import { type GroupFit, isWrongFit } from './group-fit.ts'
import { groupProgress, hasConsumedNothing } from './group-progress.ts'
import type { GroupReading } from './read-groups.ts'
import type { BrokerStats } from './read-stats.ts'
import type { TopicSubscription } from './schema.ts'
import type { TopicRow } from './topic-rows.ts'

export interface SubscriptionSources {
  row: TopicRow
  groupName: string
  sample: ClusterSample | null
  fit: GroupFit
  /** A registered proxy could know gRPC clients that no broker knows. */
  hasProxies: boolean
  /** What the servers say now; absent where nobody was asked yet. */
  live?: { reading: GroupReading; brokers: readonly BrokerStats[]; at: Date }
}

const typeOf = new Map<string, TopicSubscription['type']>([
  ['CONSUME_PASSIVELY', 'PUSH'],
  ['CONSUME_ACTIVELY', 'PULL'],
  ['CONSUME_POP', 'POP'],
])

/** A group as it stands to a topic: what its servers say now, else what was sampled last, else not known. */
export function toSubscription({
  row,
  groupName,
  sample,
  fit,
  hasProxies,
  live,
}: SubscriptionSources): TopicSubscription {
  const group = sample?.groups.get(groupName)
  const connections = live?.reading.connections ?? []
  const [connection] = connections
  const subscribed = subscriptionOf(row.topicName, connections, group)
  const onlineClients = subscribed ? clientsOf(row.topicName, connections, group) : []
  const clients = clientCount(onlineClients.length, live?.reading, hasProxies, group)
  const configs = fit.configsOf(groupName)
  const isOrdered = fit.isOrdered(groupName)
  const model = connection ? modelOf(connection) : (group?.model ?? null)
  // A remoting POP consumer calls itself a push consumer: the sampler asks the clients themselves.
  const type = group?.type ?? (connection ? (typeOf.get(connection.consumeType) ?? null) : null)
  return {
    topicName: row.topicName,
    groupName,
    isOnline: clients.value === null ? null : clients.value > 0,
    type,
    model,
    expressionType: subscribed?.expressionType === 'SQL92' ? 'SQL92' : subscribed ? 'TAG' : null,
    expression: subscribed?.expression ?? null,
    consistency: group?.consistency ?? 'UNKNOWN',
    inconsistentClients: group?.inconsistentClients ?? 0,
    ...progressOf(row.topicName, group, live, { isBroadcast: model === 'BROADCASTING', isPop: type === 'POP' }),
    maxRetries: configs.length === 0 ? null : Math.min(...configs.map(({ retryMaxTimes }) => retryMaxTimes)),
    isOrdered,
    isWrongFit: isWrongFit(row, isOrdered),
    clients,
    onlineClients,
  }
}

const modelOf = ({ messageModel }: GroupConnection): TopicSubscription['model'] =>
  messageModel === 'BROADCASTING' || messageModel === 'CLUSTERING' ? messageModel : null

function subscriptionOf(
  topicName: string,
  connections: readonly GroupConnection[],
  group: GroupSample | undefined,
): { expressionType: string; expression: string } | null {
  const said = connections.flatMap(({ subscriptions }) => subscriptions).find((one) => one.topicName === topicName)
  if (said) return said
  if (connections.length > 0) return null
  const onTopic = group?.topics.find((topic) => topic.topicName === topicName)
  if (!onTopic?.isOnline || onTopic.expression === null) return null
  return { expressionType: onTopic.expressionType ?? 'TAG', expression: onTopic.expression }
}

function clientsOf(
  topicName: string,
  connections: readonly GroupConnection[],
  group: GroupSample | undefined,
): TopicSubscription['onlineClients'] {
  const sampled = group?.onlineClients ?? []
  // Without a live answer those that were online a moment ago.
  const online = connections.length > 0 ? connections.flatMap(({ clients }) => clients) : sampled
  const byId = new Map(online.map((client) => [client.clientId, client]))
  return [...byId.values()]
    .map(({ clientId, address, language, version }) => {
      const known = sampled.find((client) => client.clientId === clientId)
      const set = group?.subscriptionSets.find(({ clientIds }) => clientIds.includes(clientId))
      const own = set?.subscriptions.find((subscription) => subscription.topicName === topicName)
      return {
        clientId,
        address,
        language,
        version,
        protocol: known?.protocol ?? null,
        expressionType: own?.expressionType ?? null,
        expression: own?.expression ?? null,
        queues: known?.queues ?? null,
      }
    })
    .sort((a, b) => (a.clientId < b.clientId ? -1 : 1))
}

function clientCount(
  count: number,
  reading: GroupReading | undefined,
  hasProxies: boolean,
  group: GroupSample | undefined,
): Measured<number> {
  if (!reading) {
    if (!group) return unknown('NOT_SAMPLED')
    const { value, ...rest } = group.clients
    return { ...rest, value: value === null ? null : count }
  }
  const at = new Date()
  if (count > 0) return reading.isComplete ? ok(count, at) : { value: count, state: 'estimate', at, reason: 'PARTIAL' }
  if (!reading.isComplete) return unknown('NO_ANSWER')
  return hasProxies || reading.connections.length > 0 ? ok(0, at) : unknown('NO_PROXY')
}

type Progress = Pick<TopicSubscription, 'lag' | 'lagTimeMs' | 'inflight' | 'lastConsumedAt' | 'queues'>

function progressOf(
  topicName: string,
  group: GroupSample | undefined,
  live: SubscriptionSources['live'],
  { isBroadcast, isPop }: { isBroadcast: boolean; isPop: boolean },
): Progress {
  if (isBroadcast) return notApplicable('BROADCAST')
  const sampled = group?.topics.find((topic) => topic.topicName === topicName)
  const progress = live && groupProgress(live)
  if (!progress) {
    const { lag, lagTimeMs, inflight, lastConsumedAt } = sampled ?? allUnknown(live ? 'NO_ANSWER' : 'NOT_SAMPLED')
    return { lag, lagTimeMs, inflight, lastConsumedAt, queues: [] }
  }
  // Only the sampler sees the difference between a commit of 0 and none.
  if (hasConsumedNothing(progress) && (!sampled || sampled.lag.state === 'na')) {
    return { ...notApplicable('NEVER_CONSUMED'), queues: progress.queues }
  }
  return isPop ? { ...progress, lag: asEstimate(progress.lag), lagTimeMs: asEstimate(progress.lagTimeMs) } : progress
}

function notApplicable(reason: 'BROADCAST' | 'NEVER_CONSUMED'): Progress {
  const na = { value: null, state: 'na', at: null, reason } as const
  return { lag: na, lagTimeMs: na, inflight: na, lastConsumedAt: na, queues: [] }
}

const allUnknown = (reason: 'NO_ANSWER' | 'NOT_SAMPLED') => {
  const value = unknown(reason)
  return { lag: value, lagTimeMs: value, inflight: value, lastConsumedAt: value }
}

/** POP commits in bursts, and what is handed out counts or not by version. */
const asEstimate = <T>(measured: Measured<T>): Measured<T> =>
  measured.state === 'ok' ? { ...measured, state: 'estimate' } : measured
