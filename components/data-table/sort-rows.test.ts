import { expect, test } from 'vitest'
import type { Column } from './column.ts'
import { sortRows } from './sort-rows.ts'

interface Row {
  name: string
  lag: bigint | null
}
const columns: Column<Row>[] = [
  { id: 'name', head: 'Name', cell: (row) => row.name, sortValue: (row) => row.name },
  { id: 'lag', head: 'Lag', cell: (row) => String(row.lag), sortValue: (row) => row.lag },
]
const rows: Row[] = [
  { name: 'b', lag: 9223372036854775807n },
  { name: 'c', lag: null },
  { name: 'a', lag: 9223372036854775806n },
]
const names = (sort: string | null) => sortRows(rows, columns, sort).map((row) => row.name)

test('64-bit numbers that differ in the last digit are told apart', () => {
  expect(names('lag')).toEqual(['a', 'b', 'c'])
})

test('what is not known is last in both directions', () => {
  expect(names('-lag')).toEqual(['b', 'a', 'c'])
})

test('without a sort, or by an unknown field, the given order stays', () => {
  expect(names(null)).toEqual(['b', 'c', 'a'])
  expect(names('-nothing')).toEqual(['b', 'c', 'a'])
})
