import { DLQ_PREFIX, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import type { FamilyName } from './exporter/families.ts'
import type { LiveExporter } from './exporter/live-exporter.ts'
import { joinKey } from './exporter/read-exporter.ts'
import { queueingTimeOf } from './exporter-rates.ts'
import { drainOf, growthPerSecond, type Reading } from './history.ts'
import {
  derived,
  firstKnown,
  fromAdmin,
  fromExporter,
  joinParts,
  joinSources,
  largest,
  measuredNow,
  type Points,
  type Sourced,
} from './point.ts'
import { positionOf } from './position-of.ts'
import type { GroupSample, GroupTopicSample, TopicSample } from './sample.ts'
import { groupTopicKey } from './sampler-memory.ts'
import { type SamplerState, spanKey } from './sampler-state.ts'
import type { MetricName } from './schema.ts'

export interface GroupContext {
  state: SamplerState
  brokersByTopic: ReadonlyMap<string, readonly string[]>
  topics: ReadonlyMap<string, TopicSample>
  now: number
}

/** What a group adds to its topic and to the whole cluster. */
export interface GroupNumbers {
  ready: Sourced
  inflight: Sourced
  lag: Sourced
  lagTimeMs: Sourced
  queueingTimeMs: Sourced
  newDeadLettersPerSecond: Sourced
}

/** The same of one topic of a group. */
export interface GroupTopicNumbers extends GroupNumbers {
  /** It has given up messages: from then on there is a series of them. */
  hasDeadLetters: boolean
  /** Null where there never were any: series of zeros would be as many as groups. */
  retryLag: Sourced | null
  deadLetters: Sourced | null
}

/** All points of one group and of its topics. */
export function groupPoints(
  points: Points,
  group: GroupSample,
  context: GroupContext,
): { ofGroup: GroupNumbers; ofTopics: ReadonlyMap<string, GroupTopicNumbers> } {
  const { groupName } = group
  const { state, now } = context
  const add = (metric: MetricName, value: Sourced) => points.add(metric, 'group', { groupName }, value)
  const newDead = newDeadLetters(group, context)
  const ofTopics = new Map<string, GroupTopicNumbers>()
  for (const topic of group.topics) {
    const { topicName, kind } = topic
    if (kind === 'DEAD_SUBSCRIPTION')
      points.add('deadSubscriptionLag', 'groupTopic', { groupName, topicName }, measuredNow(topic.lag))
    if (kind !== 'SUBSCRIBED') continue
    ofTopics.set(topicName, groupTopicPoints(points, group, { topic, newDead }, context))
  }
  const parts = [...ofTopics.values()]
  const worst = (key: 'queueingTimeMs') => {
    const known = parts.map((part) => part[key])
    return known.some(({ value }) => value !== null) ? joinParts(known, largest) : fromExporter(null)
  }
  const ofGroup = {
    lag: { ...measuredNow(group.lag), source: joinSources(parts.map(({ lag }) => lag.source)) },
    lagTimeMs: { ...measuredNow(group.lagTimeMs), source: joinSources(parts.map(({ lagTimeMs }) => lagTimeMs.source)) },
    ready: { ...measuredNow(group.ready), source: joinSources(parts.map(({ ready }) => ready.source)) },
    inflight: { ...measuredNow(group.inflight), source: joinSources(parts.map(({ inflight }) => inflight.source)) },
    queueingTimeMs: worst('queueingTimeMs'),
    newDeadLettersPerSecond: newDead,
  } satisfies GroupNumbers
  for (const metric of Object.keys(ofGroup) as (keyof GroupNumbers)[]) add(metric, ofGroup[metric]) // its own keys
  add('retryLag', measuredNow(group.retryLag))
  add('deadSubscriptionLag', measuredNow(group.deadSubscriptionLag))
  add('ackTps', measuredNow(group.ackTps))
  add('deadLetters', measuredNow(group.deadLetters))
  add('consumerClients', measuredNow(clientsOf(group)))
  add('retryTps', retryTps(group, context))
  const out = (family: FamilyName) =>
    sumOfBrokers(context, ofTopics.keys(), (exporter, topicName) => {
      return exporter.rates(family, 'topic', 'consumer_group')?.get(joinKey(topicName, groupName)) ?? 0
    })
  add('outTps', out('messages_out'))
  add('outBytesPerSecond', out('throughput_out'))
  const readings = state.memory.lagByGroup.get(groupName)
  add('lagGrowthPerSecond', growth(readings, now, ofGroup.lag))
  add('drainSeconds', derived(measuredNow(group.drainSeconds).value))
  return { ofGroup, ofTopics }
}

function groupTopicPoints(
  points: Points,
  group: GroupSample,
  { topic, newDead }: { topic: GroupTopicSample; newDead: Sourced },
  context: GroupContext,
): GroupTopicNumbers {
  const { state, brokersByTopic, now } = context
  const { groupName } = group
  const { topicName } = topic
  const brokerNames = (brokersByTopic.get(topicName) ?? []).filter((name) => state.offsetsByBroker.has(name))
  const add = (metric: MetricName, value: Sourced) => points.add(metric, 'groupTopic', { groupName, topicName }, value)
  const isPop = group.type === 'POP'
  const sourceOf = (has: (exporter: LiveExporter) => boolean) => gaugeSource(context, brokerNames, has)
  const hasGauge = (family: FamilyName) => (exporter: LiveExporter) =>
    exporter.values(family, 'consumer_group', 'topic', 'is_retry').has(joinKey(groupName, topicName, 'false'))
  const isBroadcast = topic.lag.reason === 'BROADCAST'
  const ready = isBroadcast
    ? measuredNow(topic.lag)
    : measuredNow(positionOf(state, groupName, [topicName], brokerNames, 'ready', isPop))
  const numbers: GroupNumbers = {
    lag: { ...measuredNow(topic.lag), source: isPop ? sourceOf(hasGauge('consumer_lag_messages')) : 'admin' },
    lagTimeMs: { ...measuredNow(topic.lagTimeMs), source: lagTimeSource(context, groupName, topicName, brokerNames) },
    ready: { ...ready, source: sourceOf(hasGauge('consumer_ready_messages')) },
    inflight: { ...measuredNow(topic.inflight), source: sourceOf(hasGauge('consumer_inflight_messages')) },
    queueingTimeMs: fromExporter(queueingTimeOf(state, brokerNames, { groupName, topicName })),
    newDeadLettersPerSecond: firstKnown(
      sumOfBrokers(context, [topicName], (exporter) => {
        return exporter.rates('send_to_dlq_messages', 'consumer_group', 'topic')?.get(joinKey(groupName, topicName))
      }),
      shareOf(newDead, group),
    ),
  }
  const hasDead = hasDeadLetters(context, groupName, topicName)
  for (const metric of Object.keys(numbers) as (keyof GroupNumbers)[]) {
    // Of what nobody ever gave up a series of zeros would tell nothing, and there are as many as groups.
    if (metric !== 'newDeadLettersPerSecond' || hasDead) add(metric, numbers[metric])
  }
  add('ackTps', measuredNow(topic.ackTps))
  const clients = group.onlineClients.filter(({ topics }) => topics.includes(topicName)).length
  add('consumerClients', { ...measuredNow(clientsOf(group)), ...(group.clients.value && { value: clients }) })
  const out = (family: FamilyName) =>
    sumOfBrokers(context, [topicName], (exporter) => {
      return exporter.rates(family, 'topic', 'consumer_group')?.get(joinKey(topicName, groupName))
    })
  add('outTps', out('messages_out'))
  add('outBytesPerSecond', out('throughput_out'))
  const readings = state.memory.lagByGroupTopic.get(groupTopicKey(groupName, topicName))
  add('lagGrowthPerSecond', growth(readings, now, numbers.lag))
  const drain =
    readings && topic.lag.value !== null ? drainOf(readings, now, Number(topic.lag.value), topic.ackTps.value) : null
  add('drainSeconds', derived(drain && measuredNow(drain).value))
  const retryLag = retryLagOf(group, topicName, context)
  const deadLetters = hasDead ? shareOf(measuredNow(group.deadLetters), group) : null
  if (retryLag) add('retryLag', retryLag)
  if (deadLetters) add('deadLetters', deadLetters)
  return { ...numbers, hasDeadLetters: hasDead, retryLag, deadLetters }
}

/** POP groups have a retry topic for each of their topics, others one for all of them. Null while nothing was ever retried. */
function retryLagOf(group: GroupSample, topicName: string, { topics }: GroupContext): Sourced | null {
  const { groupName } = group
  const prefix = RETRY_PREFIX + groupName
  const own = [`${prefix}+${topicName}`, `${prefix}_${topicName}`]
  const retried = group.topics.filter(
    ({ topicName: name, kind, lag }) =>
      kind === 'RETRY' &&
      (name === prefix || own.includes(name)) &&
      lag.state !== 'na' &&
      topics.get(name)?.lastWriteAt.state !== 'na',
  )
  if (retried.length === 0) return null
  return joinParts(
    retried.map(({ topicName: name, lag }) => (name === prefix ? shareOf(measuredNow(lag), group) : measuredNow(lag))),
  )
}

/** RocketMQ makes the topic with the first dead letter. It stays when the counters of a broker begin anew. */
const hasDeadLetters = (
  { state: { exporters }, topics }: GroupContext,
  groupName: string,
  topicName: string,
): boolean =>
  topics.has(DLQ_PREFIX + groupName) ||
  [...exporters.values()].some((exporter) =>
    exporter.values('send_to_dlq_messages', 'consumer_group', 'topic').has(joinKey(groupName, topicName)),
  )

/** What is counted of a whole group is that of its one topic; of several nobody tells whose it is, unless it is nothing. */
function shareOf(ofGroup: Sourced, { topics }: GroupSample): Sourced {
  const isOfOne = topics.filter(({ kind }) => kind !== 'RETRY').length === 1
  return isOfOne || ofGroup.value === 0 ? ofGroup : { ...ofGroup, value: null }
}

const clientsOf = ({ clients }: GroupSample) => ({ ...clients, value: clients.value?.total ?? null })

function growth(readings: readonly Reading[] | undefined, now: number, lag: Sourced): Sourced {
  if (lag.value === null) return derived(null)
  // Of what has no lag and had none nothing is remembered.
  if (!readings) return derived(lag.value === 0 ? 0 : null)
  return derived(growthPerSecond(readings, now, lag.value))
}

/** Of what brokers count with each message that goes out; unknown where one of them does not tell. */
function sumOfBrokers(
  { state: { exporters }, brokersByTopic }: GroupContext,
  topicNames: Iterable<string>,
  read: (exporter: LiveExporter, topicName: string) => number | undefined,
): Sourced {
  const parts: Sourced[] = []
  for (const topicName of topicNames) {
    for (const brokerName of brokersByTopic.get(topicName) ?? []) {
      const exporter = exporters.get(brokerName)
      parts.push(fromExporter(exporter?.hasRates ? (read(exporter, topicName) ?? 0) : null))
    }
  }
  return parts.length === 0 ? fromExporter(null) : joinParts(parts)
}

function gaugeSource(
  { state: { exporters } }: GroupContext,
  brokerNames: readonly string[],
  has: (exporter: LiveExporter) => boolean,
): Sourced['source'] {
  return joinSources(
    brokerNames.map((name) => {
      const exporter = exporters.get(name)
      return exporter && has(exporter) ? 'exporter' : 'admin'
    }),
  )
}

function lagTimeSource(
  { state }: GroupContext,
  groupName: string,
  topicName: string,
  brokerNames: readonly string[],
): Sourced['source'] {
  const sources = brokerNames.map((brokerName): Sourced['source'] => {
    const lag = state.offsetsByBroker.get(brokerName)?.passes[0]?.groups.get(groupName)?.get(topicName)?.lag ?? 0n
    // Without lag both say the same.
    if (lag <= 0n) return state.exporters.has(brokerName) ? 'exporter' : 'admin'
    const known = state.oldestUnconsumed.get(spanKey(groupName, topicName, brokerName))
    return known?.isFromExporter ? 'exporter' : 'admin'
  })
  return joinSources(sources)
}

/** As brokers count them, else the growth of the dead-letter topic. */
function newDeadLetters(group: GroupSample, context: GroupContext): Sourced {
  const { groupName } = group
  const { exporters, offsetsByBroker } = context.state
  const brokerNames = [...offsetsByBroker.keys()]
  if (brokerNames.length > 0 && brokerNames.every((name) => exporters.get(name)?.hasRates)) {
    const parts = brokerNames.map((name) => {
      const rate = exporters.get(name)?.rates('send_to_dlq_messages', 'consumer_group')?.get(groupName)
      return fromExporter(rate ?? 0)
    })
    return joinParts(parts)
  }
  const topic = context.topics.get(DLQ_PREFIX + groupName)
  if (topic) return measuredNow(topic.inTps)
  // No such topic: none was ever written. While a broker is silent, it may have it.
  return fromAdmin(group.deadLetters.value === null ? null : 0)
}

/** What consumers gave back: what came into its retry topics. */
function retryTps(group: GroupSample, { topics }: GroupContext): Sourced {
  const retry = group.topics.filter(({ kind }) => kind === 'RETRY').map(({ topicName }) => topicName)
  const names = new Set([...retry, `%RETRY%${group.groupName}`])
  const rates = [...names].flatMap((name) => {
    const topic = topics.get(name)
    return topic ? [measuredNow(topic.inTps)] : []
  })
  return rates.length === 0 ? fromAdmin(0) : joinParts(rates)
}
