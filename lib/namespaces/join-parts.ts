import { type Measured, unknown } from '#lib/api/endpoint.ts'
import { joinMeasured } from '#lib/monitoring/combine.ts'

/**
 * One number out of those of several topics or groups. Parts that do not apply are left out. Where some are not known, the others
 * are still "at least" (an estimate with PARTIAL); where none is, neither is the result.
 */
export function joinParts<T>(parts: readonly Measured<T>[], join: (values: T[]) => T): Measured<T> {
  const known = parts.filter(({ state }) => state !== 'unknown')
  const missing = parts.find(({ state }) => state === 'unknown')
  const joined = joinMeasured(known, join)
  if (!missing) return joined
  if (joined.value === null) return unknown(missing.reason ?? 'NOT_SAMPLED')
  return joined.state === 'stale' ? joined : { ...joined, state: 'estimate', reason: 'PARTIAL' }
}
