import { csvRecord } from '#lib/api/csv.ts'
import type { ChartRow, DrawnSeries } from './series.ts'

/**
 * The chart as a file: one line per instant in ISO 8601, values as they were measured and not as they are shown. A value that was
 * not measured is empty. A line has its maximum beside it where there is one, and the earlier time that it was compared with.
 */
export function chartCsv(
  series: readonly DrawnSeries[],
  rows: readonly ChartRow[],
  words: { time: string; max: string; before: string; unit?: string | undefined },
): string {
  const columns = series.flatMap(({ id, label }) => {
    const name = words.unit ? `${label} (${words.unit})` : label
    const own = [{ head: name, read: (row: ChartRow) => row[`v.${id}`] }]
    if (rows.some((row) => row[`m.${id}`])) {
      own.push({ head: `${name} ${words.max}`, read: (row) => row[`m.${id}`]?.[1] ?? row[`v.${id}`] })
    }
    if (rows.some((row) => row[`p.${id}`] !== undefined)) {
      own.push({ head: `${name} ${words.before}`, read: (row) => row[`p.${id}`] })
    }
    return own
  })
  const lines = rows.map((row) => [new Date(row.ms).toISOString(), ...columns.map(({ read }) => read(row))])
  return [[words.time, ...columns.map(({ head }) => head)], ...lines].map(csvRecord).join('')
}
