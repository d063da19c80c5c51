import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { combine, type Heard, sumOf, sumOfNumbers } from './combine.ts'
import { inBytesOf, inRateOf, isCounted, outRateOf } from './exporter-rates.ts'
import { grow, grownIn24h } from './history.ts'
import type { GroupSample, TopicSample, WorstLagSample } from './sample.ts'
import { earlierTopic, type HeldOffsets, type SamplerState } from './sampler-state.ts'

/** Which brokers hold a topic, as the inventory says. */
export type BrokersByTopic = ReadonlyMap<string, readonly string[]>

export interface ComputeOptions {
  /** Milliseconds since the epoch: when the pass began. */
  now: number
  staleAfterMs: number
}

/**
 * The numbers of every topic out of the last passes over its brokers, and what its groups say. Counts what was written since the
 * last pass into the state's memory.
 */
export function computeTopics(
  state: SamplerState,
  brokersByTopic: BrokersByTopic,
  groups: ReadonlyMap<string, GroupSample>,
  options: ComputeOptions,
): Map<string, TopicSample> {
  const groupsByTopic = groupTopics(groups)
  const topics = new Map<string, TopicSample>()
  for (const [topicName, brokerNames] of brokersByTopic) {
    const held = brokerNames.map((name) => state.offsetsByBroker.get(name))
    const part = <T>(read: (pass: HeldOffsets, brokerName: string) => T | null): Heard<T>[] =>
      held.map((each, index) => heardOf(each, topicName, (pass) => read(pass, brokerNames[index] ?? '')))
    countGrowth(state, topicName, held, options.now)
    const ofTopic = groupsByTopic.get(topicName) ?? []
    topics.set(topicName, {
      topicName,
      inTps: combine(
        part((each, brokerName) => inRateOf(state, brokerName, topicName) ?? rateOf(each, topicName)),
        sumOfNumbers,
        options,
      ),
      outTps: outTpsOf(ofTopic, outRateOf(state, brokerNames, topicName), options),
      inBytesPerSecond: held.some((each) => each?.isSilent)
        ? unknown('NO_ANSWER')
        : inBytesPerSecondOf(state, brokerNames, topicName, options),
      messages24h: messages24hOf(state, topicName, held),
      retained: combine(
        part((each) => {
          const now = each.passes[0]?.topics.get(topicName)
          return now ? now.maxOffset - now.minOffset : null
        }),
        sumOf,
        options,
      ),
      lastWriteAt: lastWriteOf(
        part((each) => each.passes[0]?.topics.get(topicName)?.lastWriteAt ?? NEVER),
        options,
      ),
      groupNames: ofTopic.map(({ group }) => group.groupName).sort(),
      onlineGroups: onlineGroupsOf(ofTopic),
      worstLag: worstLagOf(ofTopic),
    })
  }
  for (const topicName of state.memory.growthByTopic.keys()) {
    if (!brokersByTopic.has(topicName)) state.memory.growthByTopic.delete(topicName)
  }
  return topics
}

interface GroupOfTopic {
  group: GroupSample
  topic: GroupSample['topics'][number]
}

function groupTopics(groups: ReadonlyMap<string, GroupSample>): ReadonlyMap<string, GroupOfTopic[]> {
  const byTopic = new Map<string, GroupOfTopic[]>()
  for (const group of groups.values()) {
    for (const topic of group.topics) {
      const list = byTopic.get(topic.topicName)
      if (list) list.push({ group, topic })
      else byTopic.set(topic.topicName, [{ group, topic }])
    }
  }
  return byTopic
}

/** What one broker says of a topic; silent too when only this topic went unanswered. */
function heardOf<T>(held: HeldOffsets | undefined, topicName: string, read: (held: HeldOffsets) => T | null): Heard<T> {
  const pass = held?.passes[0]
  const offsets = pass?.topics.get(topicName)
  if (!held || !pass || !offsets) return { value: null, at: null, isSilent: held?.isSilent ?? false }
  return { value: read(held), at: offsets.at, isSilent: held.isSilent || offsets.at < pass.at }
}

/** Messages per second since the pass before. Max offsets that went back were reset: no rate, never a negative one. */
function rateOf(held: HeldOffsets, topicName: string): number | null {
  const now = held.passes[0]?.topics.get(topicName)
  const before = earlierTopic(held, topicName, 1_000)
  if (!now || !before || now.maxOffset < before.maxOffset) return null
  return Number(now.maxOffset - before.maxOffset) / ((now.at - before.at) / 1000)
}

/** Each pass is counted once: what was read in it minus what the pass before had. */
function countGrowth(
  state: SamplerState,
  topicName: string,
  held: readonly (HeldOffsets | undefined)[],
  now: number,
): void {
  const { growthByTopic } = state.memory
  let messages = 0
  for (const each of held) {
    if (!each || each.isSilent) continue
    const latest = each.passes[0]?.topics.get(topicName)
    const before = each.passes[1]?.topics.get(topicName)
    if (latest && before && latest.maxOffset > before.maxOffset) messages += Number(latest.maxOffset - before.maxOffset)
  }
  growthByTopic.set(topicName, grow(growthByTopic.get(topicName), now, messages))
}

function messages24hOf(
  state: SamplerState,
  topicName: string,
  held: readonly (HeldOffsets | undefined)[],
): Measured<bigint> {
  const passes = held.map((each) => each?.passes[0])
  if (passes.some((pass) => pass === undefined)) return unknown('NO_ANSWER')
  const at = Math.min(...passes.map((pass) => pass?.at ?? 0))
  return grownIn24h(state.memory.growthByTopic.get(topicName), at)
}

const NEVER = 0

function lastWriteOf(parts: readonly Heard<number>[], options: ComputeOptions): Measured<Date> {
  const { value, ...rest } = combine(parts, (values) => Math.max(...values), options)
  if (value === null) return { ...rest, value: null }
  if (value === NEVER) return { value: null, state: 'na', at: rest.at }
  return { ...rest, value: new Date(value) }
}

/**
 * What brokers count as handed out. Where they do not tell, what groups commit: broadcast groups commit nothing, so that is an
 * estimate; without any other group it is not known.
 */
function outTpsOf(
  groups: readonly GroupOfTopic[],
  counted: number | null,
  { now }: Pick<ComputeOptions, 'now'>,
): Measured<number> {
  if (counted !== null) return { value: counted, state: 'ok', at: new Date(now) }
  const rates = groups.map(({ topic }) => topic.ackTps).filter(({ state }) => state !== 'na')
  if (groups.length === 0) return { value: 0, state: 'ok', at: null }
  if (rates.length === 0) return unknown('NOT_REPORTED')
  const bad = rates.find(({ value }) => value === null)
  if (bad) return bad
  const times = rates.flatMap(({ at }) => (at ? [at.getTime()] : []))
  return {
    value: sumOfNumbers(rates.map(({ value }) => value ?? 0)),
    state: rates.some(({ state }) => state === 'stale') ? 'stale' : 'estimate',
    at: times.length > 0 ? new Date(Math.min(...times)) : null,
  }
}

const noExporter: Measured<never> = unknown('NO_EXPORTER')

function inBytesPerSecondOf(
  state: SamplerState,
  brokerNames: readonly string[],
  topicName: string,
  { now }: Pick<ComputeOptions, 'now'>,
): Measured<number> {
  const bytes = inBytesOf(state, brokerNames, topicName)
  if (bytes === undefined) return noExporter
  if (!isCounted(topicName)) return unknown('NOT_REPORTED')
  return bytes === null ? unknown('NOT_SAMPLED') : ok(bytes, new Date(now))
}

export function onlineGroupsOf(groups: readonly GroupOfTopic[]): Measured<number> {
  const known = groups.map(({ group, topic }) => ({ clients: group.clients, isOnline: topic.isOnline }))
  const bad = known.find(({ isOnline }) => isOnline === null)
  if (bad) return bad.clients.value === null ? { ...bad.clients, value: null } : unknown('NO_ANSWER')
  const times = known.flatMap(({ clients }) => (clients.at ? [clients.at.getTime()] : []))
  return {
    value: known.filter(({ isOnline }) => isOnline).length,
    state: 'ok',
    at: times.length > 0 ? new Date(Math.min(...times)) : null,
  }
}

/** Largest lag time first; where no lag time is known, the largest lag. */
export function worstLagOf(groups: readonly GroupOfTopic[]): WorstLagSample | null {
  let worst: { timeMs: number; lag: bigint; sample: WorstLagSample } | null = null
  for (const { group, topic } of groups) {
    const lag = topic.lag.value
    if (topic.kind !== 'SUBSCRIBED' || lag === null || lag <= 0n) continue
    const timeMs = topic.lagTimeMs.value ?? -1
    if (worst && (timeMs < worst.timeMs || (timeMs === worst.timeMs && lag <= worst.lag))) continue
    const { lagTimeMs, trend } = topic
    worst = { timeMs, lag, sample: { groupName: group.groupName, lag: topic.lag, lagTimeMs, trend } }
  }
  return worst?.sample ?? null
}
