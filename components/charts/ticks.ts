const minute = 60_000
const steps = [1, 2, 5, 10, 15, 30, 60, 180, 360, 720, 1440, 2880, 10_080].map((minutes) => minutes * minute)

/** Round times of the zone between two instants, about `count` of them. */
export function timeTicks(fromMs: number, toMs: number, offsetMinutes: number, count = 5): number[] {
  const span = toMs - fromMs
  if (!(span > 0)) return [fromMs]
  const step =
    steps.find((candidate) => span / candidate <= count) ?? Math.ceil(span / count / (1440 * minute)) * 1440 * minute
  const offset = offsetMinutes * minute
  const ticks: number[] = []
  for (let at = Math.ceil((fromMs + offset) / step) * step - offset; at <= toMs; at += step) ticks.push(at)
  return ticks
}

/** What numbers are round in: tens, units of time from a millisecond on, powers of two. */
export type Roundness = 'decimal' | 'ms' | 'bytes'

const [second, hour, day] = [1000, 3_600_000, 86_400_000]
const timeSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10, 20, 50, 100].map((count) => count * day),
]

/** The smallest round step of which four reach at least as far as `span`. */
function valueStep(span: number, roundness: Roundness): number {
  if (roundness === 'ms' && span > 4) {
    const step = timeSteps.find((candidate) => candidate * 4 >= span)
    if (step !== undefined) return step
  }
  if (roundness === 'bytes' && span > 4) return 2 ** Math.ceil(Math.log2(span / 4))
  const power = 10 ** Math.floor(Math.log10(span / 4))
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate * 4 >= span) ?? power * 10
}

/** From 0, or below it, to a round number at or above the largest: three to five grid lines. */
export function valueTicks(largest: number, roundness: Roundness = 'decimal', smallest = 0): number[] {
  const low = Math.min(0, smallest)
  if (!(largest > 0) && low === 0) return [0, 1]
  const step = valueStep(Math.max(0, largest) - low, roundness)
  const first = Math.floor(low / step + 1e-9)
  const last = Math.ceil(Math.max(0, largest) / step - 1e-9)
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

/** Powers of ten up to the largest, with 0 below them: on a logarithmic axis a zero is still seen. */
export function logTicks(largest: number): number[] {
  const top = Math.max(1, Math.ceil(Math.log10(Math.max(1, largest))))
  const every = Math.ceil(top / 4)
  const powers = Array.from({ length: Math.floor(top / every) + 1 }, (_, index) => 10 ** (index * every))
  const last = powers.at(-1) ?? 1
  return [0, ...powers, ...(last < largest ? [10 ** top] : [])]
}

/** Where a value lies between the bottom (0) and the top (1) of the axis. */
export function placeOf(value: number, ticks: readonly number[], isLog: boolean): number {
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1]
  if (isLog) return Math.log1p(Math.max(0, value)) / Math.log1p(high)
  return (value - low) / (high - low)
}
