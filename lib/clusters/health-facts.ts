import { z } from 'zod'
import { type Measured, MeasuredReason, MeasuredState, unknown } from '#lib/api/endpoint.ts'

/** Numbers of one cluster that the node check learns, as they stand in `cluster_health.facts`. Times are ISO 8601. */
export interface HealthFacts {
  versionLowest: string | null
  versionHighest: string | null
  topics: Measured<number>
  inTps: Measured<number>
  outTps: Measured<number>
  diskUsedRatio: Measured<number>
  oldestMessageAt: Measured<Date>
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
const StoredFacts = z.object({
  versionLowest: z.string().nullable().catch(null),
  versionHighest: z.string().nullable().catch(null),
  topics: stored(z.number()),
  inTps: stored(z.number()),
  outTps: stored(z.number()),
  diskUsedRatio: stored(z.number()),
  oldestMessageAt: stored(z.coerce.date()),
})

/** Period of the node check. */
const CHECK_PERIOD_MS = 15_000
/** A value older than this is marked stale: three periods. */
export const STALE_AFTER_MS = 3 * CHECK_PERIOD_MS

/** The stored facts as they may be shown now. What was never learned is unknown, not 0. */
export function readHealthFacts(json: unknown, now: Date): HealthFacts {
  const facts = StoredFacts.parse(json ?? {})
  return {
    versionLowest: facts.versionLowest,
    versionHighest: facts.versionHighest,
    topics: aged(facts.topics, now),
    inTps: aged(facts.inTps, now),
    outTps: aged(facts.outTps, now),
    diskUsedRatio: aged(facts.diskUsedRatio, now),
    oldestMessageAt: aged(facts.oldestMessageAt, now),
  }
}

/** Marks a value that is older than three periods. */
function aged<T>(value: Measured<T>, now: Date): Measured<T> {
  const isFresh = value.state === 'ok' || value.state === 'estimate'
  if (!isFresh || !value.at || now.getTime() - value.at.getTime() <= STALE_AFTER_MS) return value
  return { ...value, state: 'stale', reason: 'OLD' }
}
