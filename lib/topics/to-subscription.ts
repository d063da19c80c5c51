import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { joinOnline, modelOf, type Online, protocolOf, typeOf } from '#lib/monitoring/online.ts'
import type { ClusterSample, GroupSample } from '#lib/monitoring/sample.ts'
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
  const online = live && joinOnline(live.reading.answers, live.at.getTime())
  const subscribed = subscriptionOf(row.topicName, online, group)
  const onlineClients = subscribed ? clientsOf(row.topicName, subscribed, online, group) : []
  const clients = clientCount(onlineClients.length, live, hasProxies, group)
  const configs = fit.configsOf(groupName)
  const isOrdered = fit.isOrdered(groupName)
  const model = (online && modelOf(online)) ?? group?.model ?? null
  // Which remoting consumers were told to POP only the sampler reads.
  const type = (online && typeOf(online, group?.type === 'POP')) ?? group?.type ?? null
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
    trend: group?.topics.find(({ topicName }) => topicName === row.topicName)?.trend ?? null,
    maxRetries: configs.length === 0 ? null : Math.min(...configs.map(({ retryMaxTimes }) => retryMaxTimes)),
    isOrdered,
    isWrongFit: isWrongFit(row, isOrdered),
    clients,
    onlineClients,
  }
}

/** What servers tell now; while none tells anything, what they told the sampler. */
function subscriptionOf(
  topicName: string,
  online: Online | undefined,
  group: GroupSample | undefined,
): { expressionType: string; expression: string } | null {
  if (isTold(online)) return online.subscriptions.get(topicName) ?? null
  const onTopic = group?.topics.find((topic) => topic.topicName === topicName)
  if (online || !onTopic?.isOnline || onTopic.expression === null) return null
  return { expressionType: onTopic.expressionType ?? 'TAG', expression: onTopic.expression }
}

const isTold = (online: Online | undefined): online is Online => online !== undefined && online.clients.length > 0

function clientsOf(
  topicName: string,
  subscribed: { expressionType: string; expression: string },
  online: Online | undefined,
  group: GroupSample | undefined,
): TopicSubscription['onlineClients'] {
  const sampled = group?.onlineClients ?? []
  const clients = online?.clients ?? sampled
  return clients.map((client) => {
    const { clientId, address, language, version } = client
    const set = group?.subscriptionSets.find(({ clientIds }) => clientIds.includes(clientId))
    const told = set?.subscriptions.find((subscription) => subscription.topicName === topicName)
    // What servers tell of a group is that of its only client.
    const own = told ?? (clients.length === 1 ? subscribed : undefined)
    return {
      clientId,
      address,
      language,
      version,
      protocol: protocolOf(client),
      expressionType: own?.expressionType ?? null,
      expression: own?.expression ?? null,
      queues: sampled.find((known) => known.clientId === clientId)?.queues ?? null,
    }
  })
}

function clientCount(
  count: number,
  live: SubscriptionSources['live'],
  hasProxies: boolean,
  group: GroupSample | undefined,
): Measured<number> {
  if (!live) {
    if (!group) return unknown('NOT_SAMPLED')
    const { value, ...rest } = group.clients
    return { ...rest, value: value === null ? null : count }
  }
  const { reading, at } = live
  if (count > 0) return reading.isComplete ? ok(count, at) : { value: count, state: 'estimate', at, reason: 'PARTIAL' }
  if (!reading.isComplete) return unknown('NO_ANSWER')
  const isKnownAnywhere = reading.answers.some(({ connection }) => connection)
  return hasProxies || isKnownAnywhere ? ok(0, at) : unknown('NO_PROXY')
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
