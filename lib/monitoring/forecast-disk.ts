import { type Measured, unknown } from '#lib/api/endpoint.ts'
import type { DiskPoint } from './read-disk-history.ts'

const DAY_MS = 24 * 3_600_000
/** A broker refuses writes above this share (`diskSpaceWarningLevelRatio`, as it is shipped). */
const FULL_RATIO = 0.9
/** What fills slower than this does not fill. */
const MAX_DAYS = 3_650

/**
 * In how many days a disk takes no more writes, at the pace of its history: a straight line through it, from what is used now.
 *
 * @param points oldest first
 * @returns an estimate; `na` while it does not fill; unknown with less than 24 h of history
 */
export function forecastDisk(points: readonly DiskPoint[], now: Date): Measured<number> {
  const [first] = points
  const last = points.at(-1)
  if (!first || !last || last[0] - first[0] < DAY_MS) return unknown('NOT_SAMPLED', now)
  const perDay = slope(points.map(([atMs, usedRatio]) => [(atMs - first[0]) / DAY_MS, usedRatio]))
  const days = Math.max(0, FULL_RATIO - last[1]) / perDay
  if (last[1] >= FULL_RATIO) return { value: 0, state: 'estimate', at: now }
  if (perDay <= 0 || days > MAX_DAYS) return { value: null, state: 'na', at: now }
  return { value: days, state: 'estimate', at: now }
}

/** Least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)]
  const covariance = mean(([x, y]) => (x - meanX) * (y - meanY))
  return covariance / mean(([x]) => (x - meanX) ** 2)
}

/** The first disk of a cluster to be full. What is not known of one leaves the others a guess at best. */
export function firstFull(forecasts: readonly Measured<number>[]): Measured<number> {
  const known = forecasts.filter(({ value }) => value !== null)
  const [soonest] = known.sort((a, b) => (a.value ?? 0) - (b.value ?? 0))
  return soonest ?? forecasts.find(({ state }) => state === 'unknown') ?? forecasts[0] ?? unknown('NOT_SAMPLED')
}
