import { type Measured, unknown } from '#lib/api/endpoint.ts'
import type { Trend } from './sample.ts'

/** One remembered reading: milliseconds since the epoch, and the value then. Oldest first in lists. */
export type Reading = readonly [at: number, value: number]

const MINUTE_MS = 60_000
const TREND_MS = 10 * MINUTE_MS
const KEPT_MS = TREND_MS + 2 * MINUTE_MS
const HOUR_MS = 3_600_000
const DAY_HOURS = 24

/** Adds a reading, at most one per minute, and forgets those that no trend looks back to. */
export function remember(readings: readonly Reading[], now: number, value: number): readonly Reading[] {
  const last = readings.at(-1)
  if (last && now - last[0] < MINUTE_MS - 5_000) return readings
  const kept = readings.filter(([at]) => now - at <= KEPT_MS)
  return [...kept, [now, value]]
}

/** The reading closest to `agoMs` ago, at least `leastMs` old. */
function readingAt(readings: readonly Reading[], now: number, agoMs: number, leastMs: number): Reading | null {
  const old = readings.filter(([at]) => now - at >= leastMs)
  const distance = ([at]: Reading) => Math.abs(now - at - agoMs)
  return old.reduce<Reading | null>((best, each) => (best && distance(best) <= distance(each) ? best : each), null)
}

/** Change below this share, or below this many messages, is no trend. */
const NOISE_SHARE = 0.05
const NOISE_MESSAGES = 10

const noiseOf = (lag: number, before: number) => Math.max(NOISE_MESSAGES, NOISE_SHARE * Math.max(lag, before))

/** Where lag went in the last ten minutes; null when there is none, or it has not been watched for two minutes. */
export function trendOf(readings: readonly Reading[], now: number, lag: number): Trend | null {
  if (lag <= 0) return null
  const before = readingAt(readings, now, TREND_MS, 2 * MINUTE_MS)
  if (!before) return null
  const change = lag - before[1]
  if (Math.abs(change) <= noiseOf(lag, before[1])) return 'FLAT'
  return change > 0 ? 'UP' : 'DOWN'
}

/** How far back the rate of draining looks: long enough for steps of a commit, short enough to follow a burst. */
const DRAIN_MS = 3 * MINUTE_MS
/** Over less than this a rate would jump. */
const LEAST_DRAIN_MS = MINUTE_MS - 5_000
/** Lag that the group consumes in so many seconds is what is under way, not a backlog. */
const UNDER_WAY_SEC = 30

/** Where draining is counted from: three minutes ago, or the highest reading since, where lag has turned from rising to falling. */
function drainStart(readings: readonly Reading[], now: number): Reading | null {
  const before = readingAt(readings, now, DRAIN_MS, LEAST_DRAIN_MS)
  if (!before) return null
  const since = readings.filter(([at]) => at >= before[0] && now - at >= LEAST_DRAIN_MS)
  const highest = since.reduce((best, each) => (each[1] > best[1] ? each : best), before)
  return highest[1] - before[1] > noiseOf(highest[1], before[1]) ? highest : before
}

/**
 * Seconds until there is no lag, at the rate of the last minutes: lag / (out − in). `na` with NEVER_DRAINS when out ≤ in; `na`
 * without a reason when there is no backlog, or when it stands still because what comes in is consumed.
 */
export function drainOf(
  readings: readonly Reading[],
  now: number,
  lag: number,
  ackTps: number | null,
): Measured<number> {
  if (lag <= 0) return { value: null, state: 'na', at: null }
  if (ackTps !== null && lag <= ackTps * UNDER_WAY_SEC) return { value: null, state: 'na', at: null }
  const before = drainStart(readings, now)
  if (!before) return unknown('NOT_SAMPLED')
  const drained = before[1] - lag
  const isNoise = Math.abs(drained) <= noiseOf(lag, before[1])
  if (isNoise && ackTps !== null && ackTps > 0) return { value: null, state: 'na', at: null }
  if (drained <= 0) return { value: null, state: 'na', at: new Date(now), reason: 'NEVER_DRAINS' }
  const ratePerSec = drained / ((now - before[0]) / 1000)
  return { value: Math.round(lag / ratePerSec), state: 'estimate', at: new Date(now) }
}

/** Growth of lag per second over the last minutes, negative while it drains; null while it has not been watched for a minute. */
export function growthPerSecond(readings: readonly Reading[], now: number, lag: number): number | null {
  const before = readingAt(readings, now, DRAIN_MS, LEAST_DRAIN_MS)
  return before ? (lag - before[1]) / ((now - before[0]) / 1000) : null
}

/** Messages written per hour of the clock, for the last 24 h, and since when they have been counted. */
export interface Growth {
  /** Milliseconds since the epoch. */
  since: number
  /** `[hour, messages]`, hours since the epoch, oldest first; hours without any are absent. */
  hours: readonly (readonly [hour: number, messages: number])[]
}

/** Adds what was written since the last reading to its hour. */
export function grow(growth: Growth | undefined, now: number, messages: number): Growth {
  const { since, hours } = growth ?? { since: now, hours: [] }
  const hour = Math.floor(now / HOUR_MS)
  const kept = hours.filter(([each]) => hour - each <= DAY_HOURS)
  if (messages <= 0) return kept.length === hours.length && growth ? growth : { since, hours: kept }
  const last = kept.at(-1)
  if (last && last[0] === hour) return { since, hours: [...kept.slice(0, -1), [hour, last[1] + messages]] }
  return { since, hours: [...kept, [hour, messages]] }
}

/** Of the last 24 h; `estimate` with PARTIAL ("at least") while it has been counted for less. */
export function grownIn24h(growth: Growth | undefined, now: number): Measured<bigint> {
  if (!growth) return unknown('NOT_SAMPLED')
  const hour = Math.floor(now / HOUR_MS)
  // Of the hour that began more than 24 h ago, the part that has not passed yet: spread evenly, which is why it is rounded.
  const restOfOldest = 1 - (now / HOUR_MS - hour)
  const messages = growth.hours.reduce((sum, [each, count]) => {
    if (hour - each > DAY_HOURS) return sum
    return sum + (hour - each === DAY_HOURS ? count * restOfOldest : count)
  }, 0)
  const value = BigInt(Math.round(messages))
  const at = new Date(now)
  if (now - growth.since < DAY_HOURS * HOUR_MS) return { value, state: 'estimate', at, reason: 'PARTIAL' }
  return { value, state: 'ok', at }
}
