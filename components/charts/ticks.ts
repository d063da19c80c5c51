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

/** Marks of a logarithmic axis: milliseconds, seconds, minutes, hours, days; powers of 2^10; else of ten. */
const logMarks: Record<Roundness, readonly number[]> = {
  decimal: Array.from({ length: 18 }, (_, index) => 10 ** (index + 1)),
  ms: [10, 100, second, 10 * second, minute, 10 * minute, hour, 10 * hour, day, 10 * day, 100 * day],
  bytes: Array.from({ length: 6 }, (_, index) => [32 * 1024 ** index, 1024 ** (index + 1)]).flat(),
}

/** 0, up to four round marks in equal distances, and one at or above the largest: on a logarithmic axis a zero is still seen. */
export function logTicks(largest: number, roundness: Roundness = 'decimal'): number[] {
  const all = logMarks[roundness]
  const count =
    1 +
    Math.max(
      0,
      all.findIndex((mark) => mark >= largest),
    )
  const every = Math.ceil(count / 4)
  return [0, ...all.slice(0, count).filter((_, index) => (count - 1 - index) % every === 0)]
}

/** Where a value lies between the bottom (0) and the top (1) of the axis. */
export function placeOf(value: number, ticks: readonly number[], isLog: boolean): number {
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1]
  if (isLog) return Math.log1p(Math.max(0, value)) / Math.log1p(high)
  return (value - low) / (high - low)
}
