/** One stored sample: milliseconds since the epoch, and the value from then on; null = not known from then on. */
export type StoredPoint = readonly [at: number, value: number | null]

/**
 * Spreads samples that were stored on change over even steps: each step is the mean of the minutes in which the cluster was
 * sampled and the value was known.
 *
 * @param points of one series, oldest first, from far enough before `from` to hold its value then
 * @param passes minutes in which the cluster was sampled, oldest first
 * @returns one point per step from `from` (cut down to a whole step) to `to`; null = no known value in it
 */
export function drawPoints(
  points: readonly StoredPoint[],
  passes: readonly number[],
  { from, to, stepMs }: { from: Date; to: Date; stepMs: number },
): [at: number, value: number | null][] {
  const first = Math.floor(from.getTime() / stepMs) * stepMs
  const count = Math.floor((to.getTime() - first) / stepMs) + 1
  const sums = new Array<number>(count).fill(0)
  const counts = new Array<number>(count).fill(0)
  let next = 0
  let value: number | null = null
  for (const at of passes) {
    for (let point = points[next]; point && point[0] <= at; point = points[next]) {
      value = point[1]
      next += 1
    }
    const step = Math.floor((at - first) / stepMs)
    if (value === null || step < 0 || step >= count) continue
    sums[step] = (sums[step] ?? 0) + value
    counts[step] = (counts[step] ?? 0) + 1
  }
  return sums.map((sum, step) => {
    const known = counts[step] ?? 0
    return [first + step * stepMs, known === 0 ? null : sum / known]
  })
}
