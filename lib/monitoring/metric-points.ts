import { topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import { type BrokerSums, brokerPoints } from './broker-points.ts'
import type { FamilyName } from './exporter/families.ts'
import { addHistograms, quantile } from './exporter/growth.ts'
import { type GroupNumbers, type GroupTopicNumbers, groupPoints } from './group-points.ts'
import { type Bounded, largestShare } from './largest-share.ts'
import { namespacePoints } from './namespace-points.ts'
import type { NodeNumbers } from './node-numbers.ts'
import {
  derived,
  fromAdmin,
  fromExporter,
  joinParts,
  largest,
  type MetricPoint,
  measuredNow,
  PASS_METRIC,
  Points,
  type Sourced,
  smallest,
  sum,
} from './point.ts'
import type { ClusterSample } from './sample.ts'
import type { SamplerState } from './sampler-state.ts'
import type { MetricName } from './schema.ts'
import { sizePoints, topicPoints } from './topic-points.ts'

/** What one pass has found out, beside the sample that pages read. */
export interface Pass {
  sample: ClusterSample
  state: SamplerState
  /** Who holds each topic. */
  brokersByTopic: ReadonlyMap<string, readonly string[]>
  /** By name, as their configs say: NORMAL, FIFO, DELAY, TRANSACTION. */
  typeByTopic: ReadonlyMap<string, string>
  systemTopics: ReadonlySet<string>
}

/** Everything of one pass that charts can draw. */
export function metricPoints(pass: Pass, nodes: NodeNumbers): MetricPoint[] {
  const { sample, state } = pass
  const points = new Points()
  const now = sample.at.getTime()
  points.add(PASS_METRIC, 'cluster', {}, fromAdmin(1))
  const brokerSums = [...nodes.brokers].map(([brokerName, node]) =>
    brokerPoints(points, brokerName, node, state.exporters.get(brokerName), now),
  )
  const averageBytes = averageOf(nodes)
  const normal = new Set<string>()
  for (const topic of sample.topics.values()) {
    const { topicName } = topic
    const isNormal = topicKind(topicName, pass.systemTopics) === 'NORMAL'
    if (isNormal) normal.add(topicName)
    const brokerNames = pass.brokersByTopic.get(topicName) ?? []
    const { exporters, timingByBroker } = state
    topicPoints(points, topic, isNormal, { exporters, timingByBroker, brokerNames, averageBytes })
  }
  const groups = addGroups(points, pass, normal)
  namespacePoints(points, pass, normal, nodes)
  addCluster(points, pass, nodes, { brokerSums, groups, normal })
  return points.all
}

function averageOf({ brokers }: NodeNumbers): number | null {
  const known = [...brokers.values()].filter(({ putBytes, putMessages }) => putBytes !== null && putMessages !== null)
  const messages = sum(known.map(({ putMessages }) => putMessages ?? 0))
  return messages > 0 ? sum(known.map(({ putBytes }) => putBytes ?? 0)) / messages : null
}

/** Points of groups, and what they add up to for their topics. @returns the numbers of each group */
function addGroups(points: Points, pass: Pass, normal: ReadonlySet<string>): GroupNumbers[] {
  const { sample, state, brokersByTopic } = pass
  const context = { state, brokersByTopic, topics: sample.topics, now: sample.at.getTime() }
  const byTopic = new Map<string, GroupTopicNumbers[]>()
  const clientsByTopic = new Map<string, Set<string>>()
  const deadLagByTopic = new Map<string, Sourced[]>()
  const groups: GroupNumbers[] = []
  for (const group of sample.groups.values()) {
    const { ofGroup, ofTopics } = groupPoints(points, group, context)
    groups.push(ofGroup)
    for (const [topicName, numbers] of ofTopics) push(byTopic, topicName, numbers)
    for (const { topicName, kind, lag } of group.topics) {
      if (kind === 'DEAD_SUBSCRIPTION' && lag.state !== 'na') push(deadLagByTopic, topicName, measuredNow(lag))
    }
    for (const client of group.onlineClients) {
      for (const topicName of client.topics) {
        const ids = clientsByTopic.get(topicName) ?? new Set()
        ids.add(`${group.groupName}@${client.clientId}`)
        clientsByTopic.set(topicName, ids)
      }
    }
  }
  for (const [topicName, parts] of byTopic) {
    if (!normal.has(topicName)) continue
    const add = (metric: MetricName, value: Sourced) => points.add(metric, 'topic', { topicName }, value)
    const applying = parts.filter(({ lag }) => lag.value !== null)
    add('lag', joinApplying(applying, 'lag'))
    add('lagTimeMs', joinApplying(applying, 'lagTimeMs', largest))
    add('ready', joinApplying(parts, 'ready'))
    add('inflight', joinApplying(parts, 'inflight'))
    add('queueingTimeMs', joinApplying(parts, 'queueingTimeMs', largest))
    const dead = parts.filter(({ hasDeadLetters }) => hasDeadLetters)
    if (dead.length > 0) add('newDeadLettersPerSecond', joinApplying(dead, 'newDeadLettersPerSecond'))
    for (const metric of ['retryLag', 'deadLetters'] as const) {
      const known = parts.flatMap((part) => part[metric] ?? [])
      if (known.length > 0) add(metric, joinParts(known))
    }
    if (deadLagByTopic.has(topicName)) add('deadSubscriptionLag', joinParts(deadLagByTopic.get(topicName) ?? []))
    const isOnlineKnown = sample.topics.get(topicName)?.onlineGroups.value != null
    add('consumerClients', fromAdmin(isOnlineKnown ? (clientsByTopic.get(topicName)?.size ?? 0) : null))
  }
  return groups
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Of groups to which it does not apply (broadcast, never consumed) there is nothing to add. */
function joinApplying(
  parts: readonly GroupNumbers[],
  key: keyof GroupNumbers,
  join?: (values: readonly number[]) => number,
): Sourced {
  if (parts.length === 0) return fromAdmin(null)
  return joinParts(
    parts.map((part) => part[key]),
    join,
  )
}

interface ClusterParts {
  brokerSums: readonly BrokerSums[]
  groups: readonly GroupNumbers[]
  normal: ReadonlySet<string>
}

function addCluster(points: Points, pass: Pass, nodes: NodeNumbers, parts: ClusterParts): void {
  const { sample, state } = pass
  const { brokerSums, groups, normal } = parts
  const add = (metric: MetricName, value: Sourced, part = '') => points.add(metric, 'cluster', { part }, value)
  const { ofCluster, limits } = nodes
  /** A broker that the sampler knows and whose account nobody has makes a sum partial. */
  const isMissing = [...state.offsetsByBroker.keys()].some((name) => nodes.brokers.get(name)?.isUp !== true)
  const total = (each: readonly Sourced[]) => joinParts(each, sum, isMissing)
  const ofBrokers = (key: keyof BrokerSums, join = sum) => {
    if (brokerSums.length === 0) return fromAdmin(null)
    const values = brokerSums.map((each) => each[key])
    return join === sum ? total(values) : joinParts(values, join)
  }
  const ofGroups = (key: 'retryLag' | 'deadSubscriptionLag' | 'lag' | 'deadLetters') =>
    total([...sample.groups.values()].flatMap((group) => (group[key].state === 'na' ? [] : [measuredNow(group[key])])))
  add('inTps', whole(ofCluster.inTps))
  add('outTps', whole(ofCluster.outTps))
  add('diskUsedRatio', whole(ofCluster.diskUsedRatio))
  // A forecast is always an estimate.
  add('diskFullInDays', measuredNow(ofCluster.diskFullInDays, 'derived'))
  add('topics', whole(ofCluster.topics))
  add('groups', whole(ofCluster.groups))
  const usedOf = (parts: readonly Bounded[]) => derived(largestShare(parts).value)
  add(
    'limitUsedRatio',
    usedOf([
      [ofCluster.topics, limits?.maxTopics],
      [ofCluster.groups, limits?.maxGroups],
    ]),
  )
  add(
    'capacityUsedRatio',
    usedOf([
      [ofCluster.inTps, limits?.capacityInTps],
      [ofCluster.outTps, limits?.capacityOutTps],
    ]),
  )
  for (const metric of [
    'inBytesPerSecond',
    'outBytesPerSecond',
    'storageBytes',
    'rejectedPerSecond',
    'putFailedPerSecond',
    'restarts',
  ] as const) {
    add(metric, ofBrokers(metric))
  }
  add('oldestMessageAgeMs', ofBrokers('oldestMessageAgeMs', smallest))
  addTypes(add, pass, normal)
  const topics = [...sample.topics.values()].filter(({ topicName }) => normal.has(topicName))
  add('retained', total(topics.map(({ retained }) => measuredNow(retained))))
  add('messages24h', total(topics.map(({ messages24h }) => measuredNow(messages24h))))
  const applying = groups.filter(({ lag }) => lag.value !== null)
  for (const metric of ['lag', 'retryLag', 'deadSubscriptionLag', 'deadLetters'] as const) add(metric, ofGroups(metric))
  add('lagTimeMs', joinApplying(applying, 'lagTimeMs', largest))
  add('ready', joinApplying(applying, 'ready'))
  add('inflight', joinApplying(applying, 'inflight'))
  add('queueingTimeMs', joinApplying(groups, 'queueingTimeMs', largest))
  add('newDeadLettersPerSecond', joinApplying(groups, 'newDeadLettersPerSecond'))
  const clients = [...sample.groups.values()].map(({ clients }) => clients.value?.total ?? null)
  add('consumerClients', total(clients.map(fromAdmin)))
  add('producerClients', fromAdmin(sample.producers.length))
  for (const { name, isUp } of nodes.nodes) add('up', fromAdmin(isUp ? 1 : 0), name)
  const timing = [...state.offsetsByBroker.keys()].map((name) => timingOf(name, state))
  if (timing.length > 0) add('timingMessages', total(timing))
  addExporterSums(add, state, isMissing)
}

/** What waits on one broker for its delivery time. */
function timingOf(brokerName: string, { exporters, timingByBroker }: SamplerState): Sourced {
  const exporter = exporters.get(brokerName)
  if (exporter) return fromExporter(exporter.values('timing_messages').get('') ?? 0)
  const counts = timingByBroker.get(brokerName)?.countByTopic
  return fromAdmin(counts ? sum([...counts.values()]) : null)
}

const whole = (measured: Parameters<typeof measuredNow>[0]): Sourced =>
  measured.state === 'ok' ? measuredNow(measured) : fromAdmin(null)

/** Messages by type: as brokers count them, else of each topic by the type in its config. */
function addTypes(
  add: (metric: MetricName, value: Sourced, part?: string) => void,
  { sample, state, typeByTopic }: Pass,
  normal: ReadonlySet<string>,
): void {
  const exporters = [...state.offsetsByBroker.keys()].map((name) => state.exporters.get(name))
  const rates = exporters.map((exporter) => exporter?.rates('messages_in', 'message_type') ?? null)
  if (rates.length > 0 && rates.every((each) => each !== null)) {
    for (const type of new Set(rates.flatMap((each) => [...(each?.keys() ?? [])]))) {
      add('inTpsByType', fromExporter(sum(rates.map((each) => each?.get(type) ?? 0))), type)
    }
    return
  }
  const byType = new Map<string, Sourced[]>()
  for (const topicName of normal) {
    const topic = sample.topics.get(topicName)
    if (topic) push(byType, (typeByTopic.get(topicName) ?? 'NORMAL').toLowerCase(), measuredNow(topic.inTps))
  }
  for (const [type, each] of byType) add('inTpsByType', joinParts(each), type)
}

/** What only metrics endpoints say, of all brokers together. */
function addExporterSums(
  add: (metric: MetricName, value: Sourced, part?: string) => void,
  { exporters, offsetsByBroker }: SamplerState,
  isMissing: boolean,
): void {
  const live = [...exporters.values()]
  if (live.length === 0) return
  /** One without an endpoint makes sums unknown. */
  const each = [...offsetsByBroker.keys()].map((name) => exporters.get(name))
  const total = (parts: readonly Sourced[]) => joinParts(parts, sum, isMissing)
  const gauge = (family: FamilyName) =>
    total(each.map((exporter) => fromExporter(exporter ? (exporter.values(family).get('') ?? 0) : null)))
  const rate = (family: FamilyName) =>
    total(each.map((exporter) => fromExporter(exporter?.hasRates ? (exporter.rates(family)?.get('') ?? 0) : null)))
  add('halfMessages', gauge('half_messages'))
  add('commitTps', rate('commit_messages'))
  add('rollbackTps', rate('rollback_messages'))
  const histogram = (family: FamilyName) =>
    addHistograms(live.flatMap((exporter) => exporter.histograms(family)?.get('') ?? []))
  const sizes = histogram('message_size')
  if (sizes) sizePoints(add, sizes, largest(live.map(({ seconds }) => seconds)))
  const decisions = histogram('finish_message_latency')
  if (decisions) add('decisionMsP95', fromExporter(quantile(0.95, decisions)))
  const slots = new Map<string, number>()
  for (const exporter of live) {
    for (const [seconds, messages] of exporter.values('timer_message_snapshot', 'timer_bound_s')) {
      slots.set(seconds, (slots.get(seconds) ?? 0) + messages)
    }
  }
  for (const [seconds, messages] of slots) add('timerSlots', fromExporter(messages), String(Number(seconds) / 3_600))
}
