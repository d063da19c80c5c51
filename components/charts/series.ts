export interface Point {
  at: Date
  /** null = not measured: a gap, never 0. */
  value: number | null
}

export interface Series {
  id: string
  label: string
  points: readonly Point[]
  isEstimate?: boolean
}

export interface DrawnSeries extends Series {
  /** Custom property of the tokens. */
  colour: string
}

const most = 6

/**
 * Gives each series its colour in the fixed order. Of more than six the rest is summed into one grey line named by `othersLabel`;
 * where one of them is not measured, neither is the sum.
 */
export function foldSeries(series: readonly Series[], othersLabel: (count: number) => string): DrawnSeries[] {
  const drawn = series.slice(0, most).map((each, index) => ({ ...each, colour: `--series-${index + 1}` }))
  const rest = series.slice(most)
  if (rest.length === 0) return drawn
  const sums = new Map<number, number | null>()
  for (const { points } of rest) {
    for (const { at, value } of points) {
      const sum = sums.get(at.getTime())
      sums.set(at.getTime(), sum === null || value === null ? null : (sum ?? 0) + value)
    }
  }
  const points = [...sums].sort(([a], [b]) => a - b).map(([ms, value]) => ({ at: new Date(ms), value }))
  return [...drawn, { id: 'others', label: othersLabel(rest.length), points, colour: '--series-other' }]
}

/** `ms` and, per series, its value under `v.<id>`. */
export type ChartRow = { ms: number } & { [key: `v.${string}`]: number | null }

/** One row per instant, with the value of each series under its id; the series are sampled at the same instants. */
export function toRows(series: readonly Series[]): ChartRow[] {
  const rows = new Map<number, ChartRow>()
  for (const { id, points } of series) {
    for (const { at, value } of points) {
      const ms = at.getTime()
      const row: ChartRow = rows.get(ms) ?? { ms }
      row[`v.${id}`] = value
      rows.set(ms, row)
    }
  }
  return [...rows.values()].sort((a, b) => a.ms - b.ms)
}
