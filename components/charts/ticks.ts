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

/** From 0 to a round number at or above the largest: three to five grid lines. */
export function valueTicks(largest: number): number[] {
  if (!(largest > 0)) return [0, 1]
  const power = 10 ** Math.floor(Math.log10(largest / 4))
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate * 4 >= largest) ?? power * 10
  const lines = Math.ceil(largest / step - 1e-9)
  return Array.from({ length: lines + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}
