import { z } from 'zod'
import { type Measured, MeasuredReason, MeasuredState, unknown } from '#lib/api/endpoint.ts'
import { type BehindGroup, BehindState, type ClusterItem } from './schema.ts'

/** Numbers of one cluster that the node check learns, as they stand in `cluster_health.facts`. Times are ISO 8601. */
export interface HealthFacts {
  versionLowest: string | null
  versionHighest: string | null
  /** Known weaknesses of any of its brokers' versions. */
  cves: string[]
  topics: Measured<number>
  groups: Measured<number>
  inTps: Measured<number>
  outTps: Measured<number>
  diskUsedRatio: Measured<number>
  diskFullInDays: Measured<number>
  oldestMessageAt: Measured<Date>
  worstLag: ClusterItem['worstLag']
  groupsBehind: Measured<number>
  worstBehind: BehindGroup | null
}

const stored = <T extends z.ZodType>(value: T) =>
  z
    .object({
      value: value.nullable(),
      state: MeasuredState,
      at: z.coerce.date().nullable(),
      reason: MeasuredReason.optional(),
    })
    .catch(unknown('NOT_SAMPLED'))
const StoredLag = z.object({
  groupName: z.string(),
  lag: stored(z.coerce.bigint()),
  lagTimeMs: stored(z.number()),
  trend: z.enum(['UP', 'FLAT', 'DOWN']).nullable(),
})
const StoredBehind = StoredLag.extend({ state: BehindState, since: z.coerce.date().nullable() })
const StoredFacts = z.object({
  versionLowest: z.string().nullable().catch(null),
  versionHighest: z.string().nullable().catch(null),
  cves: z.array(z.string()).catch([]),
  topics: stored(z.number()),
  groups: stored(z.number()),
  inTps: stored(z.number()),
  outTps: stored(z.number()),
  diskUsedRatio: stored(z.number()),
  diskFullInDays: stored(z.number()),
  oldestMessageAt: stored(z.coerce.date()),
  worstLag: StoredLag.nullable().catch(null),
  groupsBehind: stored(z.number()),
  worstBehind: StoredBehind.nullable().catch(null),
})

/** A value older than this is marked stale: several node checks have not brought a newer one. */
export const STALE_AFTER_MS = 45_000
/** Names are counted less often than nodes are asked: their configs are megabytes. */
export const COUNT_PERIOD_MS = 60_000
/** What was sampled carries its own age; this is for a check that has stopped. */
const SAMPLE_STALE_MS = 3 * COUNT_PERIOD_MS
/** A forecast over days is made anew so often. */
export const FORECAST_PERIOD_MS = 10 * 60_000

/** The facts as they are stored. */
export const toStoredFacts = (facts: HealthFacts) =>
  JSON.parse(JSON.stringify(facts, (_key, value) => (typeof value === 'bigint' ? value.toString() : value)))

/** The stored facts as they may be shown now. What was never learned is unknown, not 0. */
export function readHealthFacts(json: unknown, now: Date): HealthFacts {
  const facts = StoredFacts.parse(json ?? {})
  return {
    versionLowest: facts.versionLowest,
    versionHighest: facts.versionHighest,
    cves: facts.cves,
    topics: aged(facts.topics, now, 3 * COUNT_PERIOD_MS),
    groups: aged(facts.groups, now, 3 * COUNT_PERIOD_MS),
    inTps: aged(facts.inTps, now),
    outTps: aged(facts.outTps, now),
    diskUsedRatio: aged(facts.diskUsedRatio, now),
    diskFullInDays: aged(facts.diskFullInDays, now, 3 * FORECAST_PERIOD_MS),
    oldestMessageAt: aged(facts.oldestMessageAt, now),
    worstLag: facts.worstLag && agedLag(facts.worstLag, now),
    groupsBehind: aged(facts.groupsBehind, now, SAMPLE_STALE_MS),
    worstBehind: facts.worstBehind && agedLag(facts.worstBehind, now),
  }
}

const agedLag = <T extends NonNullable<ClusterItem['worstLag']>>(worst: T, now: Date): T => ({
  ...worst,
  lag: aged(worst.lag, now, SAMPLE_STALE_MS),
  lagTimeMs: aged(worst.lagTimeMs, now, SAMPLE_STALE_MS),
})

/** Marks a value that is older than it should be. */
function aged<T>(value: Measured<T>, now: Date, staleAfterMs = STALE_AFTER_MS): Measured<T> {
  const isFresh = value.state === 'ok' || value.state === 'estimate'
  if (!isFresh || !value.at || now.getTime() - value.at.getTime() <= staleAfterMs) return value
  return { ...value, state: 'stale', reason: 'OLD' }
}
