import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { DLQ_PREFIX, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { asEstimate, combine, type Heard, joinMeasured, sumOf, sumOfNumbers } from './combine.ts'
import type { BrokersByTopic, ComputeOptions } from './compute-topics.ts'
import { gaugeOf, queueingTimeOf } from './exporter-rates.ts'
import { groupConsistency } from './group-consistency.ts'
import { drainOf, grownIn24h, remember, trendOf } from './history.ts'
import { modelOf, type Online, typeOf } from './online.ts'
import { positionOf } from './position-of.ts'
import type { GroupSample, GroupTopicSample } from './sample.ts'
import { groupTopicKey } from './sampler-memory.ts'
import { earlierGroup, type HeldOffsets, positionKey, type SamplerState, spanKey } from './sampler-state.ts'
import { toClientSamples } from './to-client-samples.ts'

/** Commits come in steps of some seconds: a rate over less than this would jump. */
const ACK_WINDOW_MS = 28_000

export interface GroupsInput extends ComputeOptions {
  brokersByTopic: BrokersByTopic
  /** Of which a broker has a config; those with offsets or clients only are added. */
  groupNames: Iterable<string>
  /** Of groups with a config: does any broker's ask for ordered delivery? */
  isOrderedByGroup: ReadonlyMap<string, boolean>
  /** Names of the registered proxies. */
  proxyNames: readonly string[]
  /** False where all brokers are older than 5.0: there are no proxies then. */
  canHaveProxies: boolean
}

/** The numbers of every group. Remembers lag for trends, and since when subscriptions differ. */
export function computeGroups(state: SamplerState, input: GroupsInput): Map<string, GroupSample> {
  const names = new Set(input.groupNames)
  for (const { passes } of state.offsetsByBroker.values()) {
    for (const name of passes[0]?.groups.keys() ?? []) names.add(name)
  }
  for (const [name, { clients }] of state.onlineByGroup) if (clients.length > 0) names.add(name)
  const groups = new Map<string, GroupSample>()
  for (const name of [...names].sort()) groups.set(name, computeGroup(state, name, input))
  forget(state, groups)
  return groups
}

function computeGroup(state: SamplerState, groupName: string, input: GroupsInput): GroupSample {
  const online = state.onlineByGroup.get(groupName)
  const clients = clientsOf(online, input)
  const model = (online && modelOf(online)) ?? null
  if (model) state.memory.modelByGroup.set(groupName, model)
  const isBroadcast = (model ?? state.memory.modelByGroup.get(groupName)) === 'BROADCASTING'
  const isToldToPop = [...(online?.subscriptions.keys() ?? [])].some((topicName) =>
    state.popGroupTopics.has(groupTopicKey(groupName, topicName)),
  )
  const type = online ? typeOf(online, isToldToPop) : null
  const isPop = type === 'POP'
  const topics = topicNamesOf(state, groupName, online).map((topicName) =>
    computeTopic(state, { groupName, topicName, online, clients, isBroadcast, isPop }, input),
  )
  const ofKind = (kind: GroupTopicSample['kind']) => topics.filter((topic) => topic.kind === kind)
  const subscribed = ofKind('SUBSCRIBED')
  const lag = isBroadcast ? broadcast : lagOf(subscribed, input.now)
  const ackTps = isBroadcast ? broadcast : joinMeasured(withNone(topics, 'ackTps', 0, input.now), sumOfNumbers)
  const readings =
    lag.value === null ? undefined : rememberLag(state.memory.lagByGroup, groupName, lag.value, input.now)
  const lagNumber = Number(lag.value ?? 0n)
  return {
    groupName,
    clients,
    type,
    model,
    isOrdered: input.isOrderedByGroup.get(groupName) ?? null,
    lag,
    retryLag: isBroadcast ? broadcast : sumLag(ofKind('RETRY'), input.now),
    deadSubscriptionLag: isBroadcast ? broadcast : sumLag(ofKind('DEAD_SUBSCRIPTION'), input.now),
    ...positionsOf(state, groupName, subscribed, { isBroadcast, isPop }, input),
    lagTimeMs: isBroadcast
      ? broadcast
      : joinMeasured(
          subscribed.map((topic) => topic.lagTimeMs),
          maxOf,
        ),
    queueingTimeMs: isBroadcast ? broadcast : longestQueueing(state, groupName, subscribed, input),
    trend: readings ? trendOf(readings, input.now, lagNumber) : null,
    drainSeconds: readings ? drainOf(readings, input.now, lagNumber, ackTps.value) : withoutLag(lag),
    ackTps,
    ...deadLettersOf(state, groupName, input),
    ...groupConsistency(state, groupName, online, input.now),
    lastConsumedAt: lastConsumedOf(topics),
    topics,
    onlineClients: online ? toClientSamples(state, groupName, online) : [],
  }
}

const noExporter: Measured<never> = unknown('NO_EXPORTER')

/** Of all its topics. Where the endpoint of some brokers is not read it is at least so much. */
function longestQueueing(
  { exporters }: SamplerState,
  groupName: string,
  subscribed: readonly GroupTopicSample[],
  { brokersByTopic, now }: GroupsInput,
): Measured<number> {
  if (subscribed.length === 0) return { value: null, state: 'na', at: null }
  const brokers = subscribed.map(({ topicName }) => ({ topicName, names: brokersByTopic.get(topicName) ?? [] }))
  const names = new Set(brokers.flatMap(({ names }) => names))
  const read = [...names].filter((name) => exporters.has(name))
  if (read.length === 0) return noExporter
  const times = brokers.map(({ topicName, names }) => queueingTimeOf({ exporters }, names, { groupName, topicName }))
  const known = times.filter((time) => time !== null)
  if (known.length === 0) return unknown('NOT_REPORTED')
  const longest = ok(Math.max(...known), new Date(now))
  return read.length < names.size ? { ...longest, state: 'estimate', reason: 'PARTIAL' } : longest
}

const broadcast: Measured<never> = { value: null, state: 'na', at: null, reason: 'BROADCAST' }
const neverConsumed = (at: number): Measured<never> => ({
  value: null,
  state: 'na',
  at: new Date(at),
  reason: 'NEVER_CONSUMED',
})
const maxOf = (values: number[]) => Math.max(...values)

function clientsOf(online: Online | undefined, input: GroupsInput): GroupSample['clients'] {
  if (!online) return unknown('NOT_SAMPLED')
  const at = new Date(online.askedAt)
  const total = online.clients.length
  const grpc = online.clients.filter(({ protocol }) => protocol === 'grpc').length
  const value = { total, remoting: total - grpc, grpc }
  if (online.silent.length > 0) {
    return total === 0 ? unknown('NO_ANSWER', at) : { value, state: 'estimate', at, reason: 'PARTIAL' }
  }
  if (total === 0 && input.proxyNames.length === 0 && input.canHaveProxies) return unknown('NO_PROXY', at)
  return ok(value, at)
}

/** What it subscribes to now, and what it ever committed. */
function topicNamesOf(state: SamplerState, groupName: string, online: Online | undefined): string[] {
  const names = new Set(online?.subscriptions.keys() ?? [])
  for (const { passes } of state.offsetsByBroker.values()) {
    for (const name of passes[0]?.groups.get(groupName)?.keys() ?? []) names.add(name)
  }
  return [...names].sort()
}

interface TopicOfGroup {
  groupName: string
  topicName: string
  online: Online | undefined
  clients: GroupSample['clients']
  isBroadcast: boolean
  isPop: boolean
}

function computeTopic(state: SamplerState, of: TopicOfGroup, input: GroupsInput): GroupTopicSample {
  const { groupName, topicName, online, clients, isBroadcast, isPop } = of
  const isOnline = clients.value === null ? null : online?.subscriptions.has(topicName) === true
  const subscription = online?.subscriptions.get(topicName)
  const brokerNames = (input.brokersByTopic.get(topicName) ?? []).filter((name) => state.offsetsByBroker.has(name))
  const held = brokerNames.map((name) => state.offsetsByBroker.get(name) as HeldOffsets) // filtered by `has`
  const isCommitted = held.some(({ passes }) => passes[0]?.groups.get(groupName)?.has(topicName))
  const base = {
    topicName,
    kind: kindOf(topicName, clients, online),
    isOnline,
    expressionType: subscription?.expressionType ?? null,
    expression: subscription?.expression ?? null,
  }
  if (isBroadcast) {
    return {
      ...base,
      lag: broadcast,
      inflight: broadcast,
      lagTimeMs: broadcast,
      ackTps: broadcast,
      lastConsumedAt: broadcast,
      trend: null,
    }
  }
  const options = { ...input, isAtLeast: true }
  const lagParts = held.map((each) => groupPart(each, groupName, topicName, isCommitted))
  // Of POP offsets tell roughly, and the metrics endpoint exactly: it knows what was handed out and is not acknowledged.
  const told = brokerNames.map((name) => (isPop ? gaugeOf(state, name, 'consumer_lag_messages', of) : null))
  const parts = lagParts.map((part, i): Heard<bigint> => {
    const gauge = told[i]
    return gauge ? { value: BigInt(Math.round(gauge.value)), at: gauge.at, isSilent: false } : part
  })
  const isRough = isPop && told.some((each) => each === null)
  const counted = isCommitted ? combine(parts, sumOf, options) : null
  const lag = counted === null ? notCommitted(base.kind, held, input) : isRough ? asEstimate(counted) : counted
  const key = groupTopicKey(groupName, topicName)
  const readings =
    lag.value !== null && lag.value > 0n
      ? rememberLag(state.memory.lagByGroupTopic, key, lag.value, input.now)
      : state.memory.lagByGroupTopic.get(key)
  return {
    ...base,
    lag,
    inflight: inflightOf(state, groupName, topicName, brokerNames, isPop),
    lagTimeMs: lagTimeOf(state, groupName, topicName, brokerNames, lag, input),
    ackTps: combine(
      held.map((each) => ackPart(each, groupName, topicName)),
      sumOfNumbers,
      options,
    ),
    lastConsumedAt: newestConsumed(state, groupName, topicName, brokerNames),
    trend: readings ? trendOf(readings, input.now, Number(lag.value ?? 0n)) : null,
  }
}

function kindOf(
  topicName: string,
  clients: GroupSample['clients'],
  online: Online | undefined,
): GroupTopicSample['kind'] {
  if (topicName.startsWith(RETRY_PREFIX)) return 'RETRY'
  const isDead = (clients.value?.total ?? 0) > 0 && online?.subscriptions.has(topicName) !== true
  return isDead ? 'DEAD_SUBSCRIPTION' : 'SUBSCRIBED'
}

/** A retry topic that was never read holds what waits in it; any other topic has no place to count from. */
function notCommitted(
  kind: GroupTopicSample['kind'],
  held: readonly HeldOffsets[],
  input: GroupsInput,
): Measured<bigint> {
  if (held.length === 0 && kind !== 'SUBSCRIBED') return ok(0n, new Date(input.now))
  return neverConsumed(input.now)
}

/** Lag on one broker. Of a broker on which it committed nothing, while it did on others: nothing known to be missing there. */
function groupPart(held: HeldOffsets, groupName: string, topicName: string, isCommitted: boolean): Heard<bigint> {
  const pass = held.passes[0]
  const offsets = pass?.groups.get(groupName)?.get(topicName)
  const topic = pass?.topics.get(topicName)
  if (!pass || !topic) return { value: null, at: null, isSilent: true }
  const isSilent = held.isSilent || topic.at < pass.at
  // No commit on this broker's queues: counted from their beginning, as for a single queue without one.
  const lag = offsets?.lag ?? (isCommitted ? topic.maxOffset - topic.minOffset : 0n)
  return { value: lag, at: topic.at, isSilent }
}

/** Growth of what was committed. Offsets that went back were reset: nothing was consumed backwards. */
function ackPart(held: HeldOffsets, groupName: string, topicName: string): Heard<number> {
  const pass = held.passes[0]
  const now = pass?.groups.get(groupName)?.get(topicName)
  if (!pass) return { value: null, at: null, isSilent: true }
  const isSilent = held.isSilent
  if (!now) return { value: 0, at: pass.at, isSilent }
  const before = earlierGroup(held, groupName, topicName, ACK_WINDOW_MS)
  if (!before) return { value: null, at: now.at, isSilent }
  const acked = now.committed - before.committed
  return { value: acked < 0n ? 0 : Number(acked) / ((now.at - before.at) / 1000), at: now.at, isSilent }
}

function lagOf(subscribed: readonly GroupTopicSample[], now: number): Measured<bigint> {
  if (subscribed.length === 0 || subscribed.every(({ lag }) => lag.reason === 'NEVER_CONSUMED'))
    return neverConsumed(now)
  return joinMeasured(
    subscribed.map(({ lag }) => lag),
    sumOf,
  )
}

const sumLag = (topics: readonly GroupTopicSample[], now: number) =>
  joinMeasured(withNone(topics, 'lag', 0n, now), sumOf)

/** Of no topics the sum is 0, not something that does not apply. */
function withNone<K extends 'lag' | 'ackTps'>(
  topics: readonly GroupTopicSample[],
  key: K,
  none: NonNullable<GroupTopicSample[K]['value']>,
  now: number,
): GroupTopicSample[K][] {
  const values = topics.map((topic) => topic[key]).filter(({ state }) => state !== 'na')
  return values.length > 0 ? values : [{ value: none, state: 'ok', at: new Date(now) } as GroupTopicSample[K]] // `none` is of that type
}

function withoutLag(lag: Measured<bigint>): Measured<number> {
  return { ...lag, value: null }
}

function rememberLag(
  map: Map<string, readonly (readonly [number, number])[]>,
  key: string,
  lag: bigint,
  now: number,
): readonly (readonly [number, number])[] {
  const readings = remember(map.get(key) ?? [], now, Number(lag))
  map.set(key, readings)
  return readings
}

/** Age of the oldest message not consumed, now: the message stays the same while nothing is committed. */
function lagTimeOf(
  state: SamplerState,
  groupName: string,
  topicName: string,
  brokerNames: readonly string[],
  lag: Measured<bigint>,
  { now, staleAfterMs }: GroupsInput,
): Measured<number> {
  if (lag.value === null) return { ...lag, value: null }
  if (lag.value <= 0n) return { value: 0, state: lag.state, at: lag.at, ...(lag.reason && { reason: lag.reason }) }
  const parts = brokerNames.flatMap((brokerName): Measured<number>[] => {
    const held = state.offsetsByBroker.get(brokerName)
    const offsets = held?.passes[0]?.groups.get(groupName)?.get(topicName)
    const topic = held?.passes[0]?.topics.get(topicName)
    // Consumed elsewhere and never here: what is stored here waits, and nobody tells since when.
    if (!offsets && topic && topic.maxOffset > topic.minOffset) return [unknown('NOT_REPORTED')]
    if (!held || !offsets || offsets.lag <= 0n) return []
    const known = state.oldestUnconsumed.get(spanKey(groupName, topicName, brokerName))
    if (!known) return [unknown('NOT_SAMPLED')]
    if (known.oldestAt === undefined) return [unknown('NOT_REPORTED')]
    // Caught up when it was asked; what the lag counts has come since.
    if (known.oldestAt === null) return [ok(0, new Date(known.askedAt))]
    const isSame = known.committed === offsets.committed
    const at = isSame ? now : known.askedAt
    const value = Math.max(0, at - known.oldestAt)
    if (held.isSilent || now - at > staleAfterMs) return [{ value, state: 'stale', at: new Date(at), reason: 'OLD' }]
    return [ok(value, new Date(at))]
  })
  if (parts.length === 0) return unknown('NOT_SAMPLED')
  const joined = joinMeasured(parts, maxOf)
  return lag.state === 'estimate' && joined.state === 'ok'
    ? { ...joined, state: 'estimate', ...(lag.reason && { reason: lag.reason }) }
    : joined
}

function inflightOf(
  state: SamplerState,
  groupName: string,
  topicName: string,
  brokerNames: readonly string[],
  isPop: boolean,
): Measured<bigint> {
  return positionOf(state, groupName, [topicName], brokerNames, 'inflight', isPop)
}

function positionsOf(
  state: SamplerState,
  groupName: string,
  subscribed: readonly GroupTopicSample[],
  { isBroadcast, isPop }: { isBroadcast: boolean; isPop: boolean },
  input: GroupsInput,
): Pick<GroupSample, 'ready' | 'inflight'> {
  if (isBroadcast) return { ready: broadcast, inflight: broadcast }
  const topicNames = subscribed.map(({ topicName }) => topicName)
  const brokerNames = [...new Set(topicNames.flatMap((name) => input.brokersByTopic.get(name) ?? []))].filter((name) =>
    state.offsetsByBroker.has(name),
  )
  if (topicNames.length === 0) return { ready: neverConsumed(input.now), inflight: neverConsumed(input.now) }
  return {
    ready: positionOf(state, groupName, topicNames, brokerNames, 'ready', isPop),
    inflight: positionOf(state, groupName, topicNames, brokerNames, 'inflight', isPop),
  }
}

function newestConsumed(
  state: SamplerState,
  groupName: string,
  topicName: string,
  brokerNames: readonly string[],
): Measured<Date> {
  const positions = brokerNames.flatMap((name) => state.positions.get(positionKey(groupName, name)) ?? [])
  if (positions.length === 0) return unknown('NOT_SAMPLED')
  const times = positions.flatMap(({ topics }) => topics.get(topicName)?.lastConsumedAt ?? [])
  const at = new Date(Math.min(...positions.map(({ askedAt }) => askedAt)))
  return times.length === 0 ? { value: null, state: 'na', at } : ok(new Date(Math.max(...times)), at)
}

function lastConsumedOf(topics: readonly GroupTopicSample[]): Measured<Date> {
  const values = topics.map(({ lastConsumedAt }) => lastConsumedAt)
  if (values.length === 0) return { value: null, state: 'na', at: null, reason: 'NEVER_CONSUMED' }
  return joinMeasured(values, (times) => new Date(Math.max(...times.map((time) => time.getTime()))))
}

function deadLettersOf(
  state: SamplerState,
  groupName: string,
  input: GroupsInput,
): Pick<GroupSample, 'deadLetters' | 'newDeadLetters24h'> {
  const topicName = DLQ_PREFIX + groupName
  const brokerNames = input.brokersByTopic.get(topicName)
  if (!brokerNames) {
    // RocketMQ makes the topic with the first dead letter. While a broker is silent, it may have it.
    const isComplete = [...state.offsetsByBroker.values()].every(({ isSilent }) => !isSilent)
    const none: Measured<bigint> = isComplete ? ok(0n, new Date(input.now)) : unknown('NO_ANSWER')
    return { deadLetters: none, newDeadLetters24h: none }
  }
  const parts = brokerNames.map((name): Heard<bigint> => {
    const held = state.offsetsByBroker.get(name)
    const topic = held?.passes[0]?.topics.get(topicName)
    return {
      value: topic ? topic.maxOffset - topic.minOffset : null,
      at: topic?.at ?? null,
      isSilent: held?.isSilent ?? true,
    }
  })
  return {
    deadLetters: combine(parts, sumOf, { ...input, isAtLeast: true }),
    newDeadLetters24h: grownIn24h(state.memory.growthByTopic.get(topicName), input.now),
  }
}

/** What is remembered of groups, topics and clients that are gone. */
function forget({ memory, ...state }: SamplerState, groups: ReadonlyMap<string, GroupSample>): void {
  const groupTopics = new Set<string>()
  for (const [groupName, { topics }] of groups) {
    for (const { topicName } of topics) groupTopics.add(groupTopicKey(groupName, topicName))
  }
  for (const key of memory.lagByGroupTopic.keys()) if (!groupTopics.has(key)) memory.lagByGroupTopic.delete(key)
  const { lagByGroup, modelByGroup, inconsistentSinceByGroup, toldSetsByGroup } = memory
  for (const map of [lagByGroup, modelByGroup, inconsistentSinceByGroup, toldSetsByGroup]) {
    for (const name of map.keys()) if (!groups.has(name)) map.delete(name)
  }
  for (const name of state.onlineByGroup.keys()) if (!groups.has(name)) state.onlineByGroup.delete(name)
  // Their keys end with the broker's name.
  const withoutBroker = (key: string) => key.slice(0, key.lastIndexOf('@'))
  for (const key of state.oldestUnconsumed.keys()) {
    if (!groupTopics.has(withoutBroker(key))) state.oldestUnconsumed.delete(key)
  }
  for (const key of state.positions.keys()) if (!groups.has(withoutBroker(key))) state.positions.delete(key)
}
