import type { Column } from './column.ts'

type Value = string | number | bigint | null

/** Numbers by size, words by their code points as names are compared everywhere here; what is not known comes last either way. */
function compare(a: Value, b: Value, isDescending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const order = a < b ? -1 : a > b ? 1 : 0
  return isDescending ? -order : order
}

/** A sorted copy; the given order breaks ties. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: string | null,
): readonly Row[] {
  if (sort === null) return rows
  const isDescending = sort.startsWith('-')
  const sortValue = columns.find((column) => column.id === sort.replace(/^-/, ''))?.sortValue
  if (!sortValue) return rows
  return rows.toSorted((a, b) => compare(sortValue(a), sortValue(b), isDescending))
}
