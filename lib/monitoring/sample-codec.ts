import { type Measured, type MeasuredReason, unknown } from '#lib/api/endpoint.ts'
import type {
  ClientSample,
  ClusterSample,
  GroupSample,
  GroupTopicSample,
  SubscriptionSet,
  TopicSample,
  WorstLagSample,
} from './sample.ts'

/*
 * A sample as it lies in the database: tuples instead of objects, for 10,000 topics are read and written every minute. A measured
 * value that is good and as old as the sample is its bare value. Both sides are always of one version: a part that cannot be read
 * is measured anew.
 */

/** Raised when the layout changes: what an older version wrote is then not read. */
export const SAMPLE_LAYOUT = 3

type Stored<T> = T | null | [value: T | null, state: number, ageMs: number | null, reason?: MeasuredReason]

const states = ['ok', 'estimate', 'stale', 'unknown', 'na'] as const

type Bare = string | number | Record<string, number>

function pack<T, S extends Bare>(measured: Measured<T>, base: number, write: (value: T) => S): Stored<S> {
  const { value, state, at, reason } = measured
  const stored = value === null ? null : write(value)
  if (state === 'ok' && at?.getTime() === base) return stored
  const age = at === null ? null : base - at.getTime()
  return reason === undefined ? [stored, states.indexOf(state), age] : [stored, states.indexOf(state), age, reason]
}

function unpack<T, S extends Bare>(stored: Stored<S>, base: number, read: (value: S) => T): Measured<T> {
  if (!Array.isArray(stored)) {
    return { value: stored === null ? null : read(stored), state: 'ok', at: new Date(base) }
  }
  const [value, state, age, reason] = stored
  return {
    value: value === null ? null : read(value),
    state: states[state] ?? 'unknown',
    at: age === null ? null : new Date(base - age),
    ...(reason !== undefined && { reason }),
  }
}

const big = { write: (value: bigint) => value.toString(), read: (text: string) => BigInt(text) }
const number = { write: (value: number) => value, read: (value: number) => value }
const time = { write: (value: Date) => value.getTime(), read: (value: number) => new Date(value) }

const packBig = (value: Measured<bigint>, base: number) => pack(value, base, big.write)
const unpackBig = (value: Stored<string>, base: number) => unpack(value, base, big.read)
const packNumber = (value: Measured<number>, base: number) => pack(value, base, number.write)
const unpackNumber = (value: Stored<number>, base: number) => unpack(value, base, number.read)
const packTime = (value: Measured<Date>, base: number) => pack(value, base, time.write)
const unpackTime = (value: Stored<number>, base: number) => unpack(value, base, time.read)

/** What only a metrics endpoint tells is unknown of everything where there is none. */
const noExporter: Measured<never> = unknown('NO_EXPORTER')
const packTold = (value: Measured<number>, base: number) =>
  value.reason === 'NO_EXPORTER' ? null : packNumber(value, base)
const unpackTold = (value: Stored<number>, base: number) => (value === null ? noExporter : unpackNumber(value, base))

function packWorst(worst: WorstLagSample | null, base: number) {
  return worst && ([worst.groupName, packBig(worst.lag, base), packNumber(worst.lagTimeMs, base), worst.trend] as const)
}
function unpackWorst(stored: ReturnType<typeof packWorst>, base: number): WorstLagSample | null {
  if (!stored) return null
  const [groupName, lag, lagTimeMs, trend] = stored
  return { groupName, lag: unpackBig(lag, base), lagTimeMs: unpackNumber(lagTimeMs, base), trend }
}

function packTopic(topic: TopicSample, base: number) {
  return [
    topic.topicName,
    packNumber(topic.inTps, base),
    packNumber(topic.outTps, base),
    packTold(topic.inBytesPerSecond, base),
    packBig(topic.messages24h, base),
    packBig(topic.retained, base),
    packTime(topic.lastWriteAt, base),
    topic.groupNames,
    packNumber(topic.onlineGroups, base),
    packWorst(topic.worstLag, base),
  ] as const
}
function unpackTopic(stored: ReturnType<typeof packTopic>, base: number): TopicSample {
  const [topicName, inTps, outTps, inBytes, messages24h, retained, lastWriteAt, groupNames, onlineGroups, worst] =
    stored
  return {
    topicName,
    inTps: unpackNumber(inTps, base),
    outTps: unpackNumber(outTps, base),
    inBytesPerSecond: unpackTold(inBytes, base),
    messages24h: unpackBig(messages24h, base),
    retained: unpackBig(retained, base),
    lastWriteAt: unpackTime(lastWriteAt, base),
    groupNames,
    onlineGroups: unpackNumber(onlineGroups, base),
    worstLag: unpackWorst(worst, base),
  }
}

function packGroupTopic(topic: GroupTopicSample, base: number) {
  const { topicName, kind, isOnline, expressionType, expression, trend } = topic
  return [
    topicName,
    kind,
    isOnline,
    expressionType,
    expression,
    packBig(topic.lag, base),
    packBig(topic.inflight, base),
    packNumber(topic.lagTimeMs, base),
    packNumber(topic.ackTps, base),
    packTime(topic.lastConsumedAt, base),
    trend,
  ] as const
}
function unpackGroupTopic(stored: ReturnType<typeof packGroupTopic>, base: number): GroupTopicSample {
  const [topicName, kind, isOnline, expressionType, expression, lag, inflight, lagTimeMs, ackTps, consumed, trend] =
    stored
  return {
    topicName,
    kind,
    isOnline,
    expressionType,
    expression,
    lag: unpackBig(lag, base),
    inflight: unpackBig(inflight, base),
    lagTimeMs: unpackNumber(lagTimeMs, base),
    ackTps: unpackNumber(ackTps, base),
    lastConsumedAt: unpackTime(consumed, base),
    trend,
  }
}

function packClient(client: ClientSample, base: number) {
  const { firstSeenAt, lastSeenAt, lag, ...rest } = client
  return [rest, firstSeenAt.getTime(), lastSeenAt.getTime(), packBig(lag, base)] as const
}
function unpackClient(stored: ReturnType<typeof packClient>, base: number): ClientSample {
  const [rest, firstSeen, lastSeen, lag] = stored
  return {
    ...rest,
    firstSeenAt: new Date(firstSeen),
    lastSeenAt: new Date(lastSeen),
    lag: unpackBig(lag, base),
  }
}

const packSet = ({ since, ...rest }: SubscriptionSet) => [rest, since.getTime()] as const
const unpackSet = ([rest, since]: ReturnType<typeof packSet>): SubscriptionSet => ({ ...rest, since: new Date(since) })

type Clients = NonNullable<GroupSample['clients']['value']>

function packGroup(group: GroupSample, base: number) {
  const { groupName, type, model, isOrdered, trend, consistency, consistencyReason, inconsistentClients } = group
  const reason = consistencyReason && { consistencyReason }
  return [
    { groupName, type, model, isOrdered, trend, consistency, ...reason, inconsistentClients },
    pack<Clients, Clients>(group.clients, base, (value) => value),
    packBig(group.lag, base),
    packBig(group.retryLag, base),
    packBig(group.deadSubscriptionLag, base),
    packBig(group.ready, base),
    packBig(group.inflight, base),
    packNumber(group.lagTimeMs, base),
    packTold(group.queueingTimeMs, base),
    packNumber(group.drainSeconds, base),
    packNumber(group.ackTps, base),
    packBig(group.deadLetters, base),
    packBig(group.newDeadLetters24h, base),
    packTime(group.lastConsumedAt, base),
    group.inconsistentSince?.getTime() ?? null,
    group.subscriptionSets.map(packSet),
    group.topics.map((topic) => packGroupTopic(topic, base)),
    group.onlineClients.map((client) => packClient(client, base)),
  ] as const
}
function unpackGroup(stored: ReturnType<typeof packGroup>, base: number): GroupSample {
  const [
    plain,
    clients,
    lag,
    retryLag,
    deadSubscriptionLag,
    ready,
    inflight,
    lagTimeMs,
    queueingTimeMs,
    drainSeconds,
    ackTps,
    deadLetters,
    newDeadLetters24h,
    lastConsumedAt,
    inconsistentSince,
    sets,
    topics,
    onlineClients,
  ] = stored
  return {
    ...plain,
    clients: unpack<Clients, Clients>(clients, base, (value) => value),
    lag: unpackBig(lag, base),
    retryLag: unpackBig(retryLag, base),
    deadSubscriptionLag: unpackBig(deadSubscriptionLag, base),
    ready: unpackBig(ready, base),
    inflight: unpackBig(inflight, base),
    lagTimeMs: unpackNumber(lagTimeMs, base),
    queueingTimeMs: unpackTold(queueingTimeMs, base),
    drainSeconds: unpackNumber(drainSeconds, base),
    ackTps: unpackNumber(ackTps, base),
    deadLetters: unpackBig(deadLetters, base),
    newDeadLetters24h: unpackBig(newDeadLetters24h, base),
    lastConsumedAt: unpackTime(lastConsumedAt, base),
    inconsistentSince: inconsistentSince === null ? null : new Date(inconsistentSince),
    subscriptionSets: sets.map(unpackSet),
    topics: topics.map((topic) => unpackGroupTopic(topic, base)),
    onlineClients: onlineClients.map((client) => unpackClient(client, base)),
  }
}

/** A sample as JSON text. */
export function encodeSample(sample: ClusterSample): string {
  const base = sample.at.getTime()
  return JSON.stringify([
    SAMPLE_LAYOUT,
    base,
    sample.periodMs,
    sample.partial,
    [...sample.topics.values()].map((topic) => packTopic(topic, base)),
    [...sample.groups.values()].map((group) => packGroup(group, base)),
    sample.producers.map((client) => packClient(client, base)),
  ])
}

/** @returns null for what another version wrote */
export function decodeSample(clusterId: string, text: string): ClusterSample | null {
  const stored = JSON.parse(text)
  if (!Array.isArray(stored) || stored[0] !== SAMPLE_LAYOUT) return null
  // Written by `encodeSample` of this layout.
  const [, base, periodMs, partial, topics, groups, producers] = stored as [
    number,
    number,
    number,
    ClusterSample['partial'],
    ReturnType<typeof packTopic>[],
    ReturnType<typeof packGroup>[],
    ReturnType<typeof packClient>[],
  ]
  return {
    clusterId,
    at: new Date(base),
    periodMs,
    partial,
    topics: new Map(topics.map((topic) => [topic[0], unpackTopic(topic, base)])),
    groups: new Map(groups.map((group) => [group[0].groupName, unpackGroup(group, base)])),
    producers: producers.map((client) => unpackClient(client, base)),
  }
}
