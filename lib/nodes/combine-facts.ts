import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { STALE_AFTER_MS } from '#lib/clusters/health-facts.ts'

/** What one master said, and when it was last heard. */
export interface HeardFact<T> {
  value: T | null
  heardAt: Date | null
  /** In this check. */
  hasAnswered: boolean
}

/**
 * A number of the cluster out of those of its masters. One that is silent counts with what it last said until that is three
 * periods old; from then on the number is not known, for a sum without it would be a lie.
 */
export function combineFacts<T>(facts: readonly HeardFact<T>[], combine: (values: T[]) => T, now: Date): Measured<T> {
  if (facts.length === 0) return unknown('NO_ANSWER')
  const isOld = ({ heardAt }: HeardFact<T>) => !heardAt || now.getTime() - heardAt.getTime() > STALE_AFTER_MS
  if (facts.some((fact) => !fact.hasAnswered && isOld(fact))) return unknown('NO_ANSWER')
  const values = facts.flatMap(({ value }) => (value === null ? [] : [value]))
  if (values.length < facts.length) return unknown('NOT_REPORTED')
  const value = combine(values)
  if (facts.every(({ hasAnswered }) => hasAnswered)) return ok(value, now)
  const heard = facts.flatMap(({ heardAt }) => heardAt?.getTime() ?? [])
  return { value, state: 'stale', at: new Date(Math.min(...heard)), reason: 'OLD' }
}
