import type { Measured } from '#lib/api/endpoint.ts'

/** What is used, and what it is bounded by; no bound = nobody has said one. */
export type Bounded = readonly [used: Measured<number>, bound: number | null | undefined]

/**
 * Of what is bounded, the share that is nearest to its bound, 1 = all of it.
 *
 * @returns `na` when nothing is bounded; `unknown` as soon as one part is not known now: it might be the nearest
 */
export function largestShare(parts: readonly Bounded[]): { value: number | null; state: 'known' | 'unknown' | 'na' } {
  const bounded = parts.flatMap(([used, bound]) => (bound == null ? [] : [{ used, bound }]))
  if (bounded.length === 0) return { value: null, state: 'na' }
  const shares = bounded.flatMap(({ used: { value, state }, bound }) =>
    value !== null && state === 'ok' ? [bound === 0 ? 1 : value / bound] : [],
  )
  return shares.length < bounded.length
    ? { value: null, state: 'unknown' }
    : { value: Math.max(...shares), state: 'known' }
}
