export interface Point {
  at: Date
  /** null = not measured: a gap, never 0. */
  value: number | null
  /** The largest value of the step, where `value` is its mean. */
  max?: number | null
}

export interface Series {
  id: string
  label: string
  points: readonly Point[]
  /** The same an earlier time, moved onto this one; drawn dashed. */
  before?: readonly Point[]
  isEstimate?: boolean
  /** Why there is nothing, where there is nothing. */
  reason?: string
}

export interface DrawnSeries extends Series {
  /** Custom property of the tokens. */
  colour: string
}

/** How the lines beyond the last are joined: times and ratios of many do not add up, so the worst of them stands for all. */
export type Fold = 'sum' | 'max'

const COLOURS = 6
export const MOST_LINES = 20

/**
 * Gives each series its colour in the fixed order; after the sixth all are grey, and a click in the legend tells them apart. Beyond
 * twenty the rest is one line named by `othersLabel`; where one of them is not measured, neither is the sum.
 */
export function foldSeries(
  series: readonly Series[],
  othersLabel: (count: number) => string,
  fold: Fold = 'sum',
): DrawnSeries[] {
  const colourOf = (index: number) => (index < COLOURS ? `--series-${index + 1}` : '--series-other')
  const drawn = series.slice(0, MOST_LINES).map((each, index) => ({ ...each, colour: colourOf(index) }))
  const rest = series.slice(MOST_LINES)
  if (rest.length === 0) return drawn
  const joined = new Map<number, number | null>()
  for (const { points } of rest) {
    for (const { at, value } of points) {
      const ms = at.getTime()
      const known = joined.get(ms)
      joined.set(ms, join(known, value, fold))
    }
  }
  const points = [...joined].sort(([a], [b]) => a - b).map(([ms, value]) => ({ at: new Date(ms), value }))
  return [...drawn, { id: 'others', label: othersLabel(rest.length), points, colour: '--series-other' }]
}

function join(known: number | null | undefined, value: number | null, fold: Fold): number | null {
  if (fold === 'max') return value === null ? (known ?? null) : Math.max(known ?? value, value)
  return known === null || value === null ? null : (known ?? 0) + value
}

/** `ms` and, per series: its value under `v.<id>`, mean to maximum under `m.<id>`, the earlier time under `p.<id>`. */
export type ChartRow = { ms: number } & { [key: `v.${string}` | `p.${string}`]: number | null } & {
  [key: `m.${string}`]: [number, number] | null
}

/** One row per instant; the series are sampled at the same instants. */
export function toRows(series: readonly Series[]): ChartRow[] {
  const rows = new Map<number, ChartRow>()
  const rowAt = (ms: number): ChartRow => {
    const row: ChartRow = rows.get(ms) ?? { ms }
    rows.set(ms, row)
    return row
  }
  for (const { id, points, before = [] } of series) {
    for (const { at, value, max } of points) {
      const row = rowAt(at.getTime())
      row[`v.${id}`] = value
      if (max !== undefined && max !== null && value !== null && max > value) row[`m.${id}`] = [value, max]
    }
    for (const { at, value } of before) rowAt(at.getTime())[`p.${id}`] = value
  }
  return [...rows.values()].sort((a, b) => a.ms - b.ms)
}

/** The newest rounds are still under way: that they are missing says nothing. */
const ROUNDS_UNDER_WAY = 2

/** Times in which no series was measured, from the last known instant to the next. */
export function findGaps(series: readonly Series[], rows: readonly ChartRow[]): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = []
  const isEmpty = (row: ChartRow) => series.every(({ id }) => row[`v.${id}`] === null || row[`v.${id}`] === undefined)
  for (let start = 0; start < rows.length; start += 1) {
    const first = rows[start]
    if (!first || !isEmpty(first)) continue
    let end = start
    for (let next = rows[end + 1]; next && isEmpty(next); next = rows[end + 1]) end += 1
    const isNewest = end === rows.length - 1
    if (!isNewest || end - start >= ROUNDS_UNDER_WAY) {
      gaps.push({ from: (rows[start - 1] ?? first).ms, to: (rows[end + 1] ?? rows[end] ?? first).ms })
    }
    start = end
  }
  return gaps
}

/** The row nearest to an instant; null when it is further away than one step. */
export function nearestRow(rows: readonly ChartRow[], ms: number): ChartRow | null {
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((rows[middle]?.ms ?? 0) < ms) low = middle + 1
    else high = middle
  }
  const after = rows[low]
  const before = rows[low - 1]
  const nearest = before && after && ms - before.ms < after.ms - ms ? before : after
  if (!nearest) return null
  const step = rows.length < 2 ? Number.POSITIVE_INFINITY : ((rows[1]?.ms ?? 0) - (rows[0]?.ms ?? 0)) * 1.01
  return Math.abs(nearest.ms - ms) <= step ? nearest : null
}
