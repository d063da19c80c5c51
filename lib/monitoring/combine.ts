import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'

/** What one server said of a number, and when. */
export interface Heard<T> {
  /** Null: it answered without it. */
  value: T | null
  /** Milliseconds since the epoch; null = never heard. */
  at: number | null
  /** It did not answer the last time: `value` is older. */
  isSilent: boolean
}

export interface CombineOptions {
  now: number
  /** What a silent server said last counts for so long. */
  staleAfterMs: number
  /** A sum without a silent server is still worth showing, as "at least". */
  isAtLeast?: boolean
}

/**
 * One number out of those of several servers. A silent server counts with what it said last while that is young (`stale`); after
 * that the number is unknown, or with `isAtLeast` an estimate without its part. A server that has no value yet (the first sample
 * of a rate) makes it unknown too.
 */
export function combine<T>(
  parts: readonly Heard<T>[],
  join: (values: T[]) => T,
  { now, staleAfterMs, isAtLeast = false }: CombineOptions,
): Measured<T> {
  const isGone = ({ isSilent, at }: Heard<T>) => isSilent && (at === null || now - at > staleAfterMs)
  const heard = parts.filter((part) => !isGone(part))
  if (heard.length === 0) return unknown(parts.length > 0 ? 'NO_ANSWER' : 'NOT_SAMPLED')
  if (heard.length < parts.length && !isAtLeast) return unknown('NO_ANSWER')
  const values = heard.flatMap(({ value }) => (value === null ? [] : [value]))
  if (values.length < heard.length) return unknown('NOT_SAMPLED')
  const value = join(values)
  const at = new Date(Math.min(...heard.map((part) => part.at ?? now)))
  if (heard.length < parts.length) return { value, state: 'estimate', at, reason: 'PARTIAL' }
  return parts.some(({ isSilent }) => isSilent) ? { value, state: 'stale', at, reason: 'OLD' } : ok(value, at)
}

export const sumOf = (values: bigint[]) => values.reduce((a, b) => a + b, 0n)
export const sumOfNumbers = (values: number[]) => values.reduce((a, b) => a + b, 0)

const doubt = { ok: 0, estimate: 1, stale: 2, na: 3, unknown: 4 }

/**
 * A number made of several that are themselves measured: as doubtful as the most doubtful of them, and as old as the oldest.
 * Those that do not apply are left out; when none applies the result does not either.
 */
export function joinMeasured<T>(parts: readonly Measured<T>[], join: (values: T[]) => T): Measured<T> {
  const applying = parts.filter(({ state }) => state !== 'na')
  const [first] = parts
  if (applying.length === 0) return first ?? { value: null, state: 'na', at: null }
  const worst = applying.reduce((a, b) => (doubt[b.state] > doubt[a.state] ? b : a))
  if (worst.state === 'unknown') return worst
  const values = applying.flatMap(({ value }) => (value === null ? [] : [value]))
  const times = applying.flatMap(({ at }) => (at ? [at.getTime()] : []))
  return {
    value: join(values),
    state: worst.state,
    at: times.length > 0 ? new Date(Math.min(...times)) : null,
    ...(worst.reason && { reason: worst.reason }),
  }
}

/** The same value, known less well. */
export function asEstimate<T>(value: Measured<T>): Measured<T> {
  return value.state === 'ok' ? { ...value, state: 'estimate' } : value
}
