/** One figure of a benchmark. */
export interface BenchResult {
  what: string
  /** With its unit, as printed. */
  figure: string
  /** What we promise, or null for a figure that is only watched. */
  goal: string | null
  isMet: boolean | null
  /** The Java dashboard's figure for the same question on the same data and a machine of this size, where there is one. */
  peer?: string
}

/** Value at `share` of the sorted times, in milliseconds. */
export function percentile(timesMs: readonly number[], share: number): number {
  const sorted = [...timesMs].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`

export async function timeMs(run: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}
