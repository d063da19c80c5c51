import { expect, test } from 'vitest'
import { foldSeries, toRows } from './series.ts'

const at = (ms: number) => new Date(ms)
const series = (id: string, ...values: (number | null)[]) => ({
  id,
  label: id,
  points: values.map((value, index) => ({ at: at(index), value })),
})

test('six series keep their own colour, the rest is one grey sum', () => {
  const drawn = foldSeries(
    ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => series(id, 1, 2)),
    (count) => `${count} others`,
  )
  expect(drawn.map(({ id, colour }) => [id, colour])).toEqual([
    ['a', '--series-1'],
    ['b', '--series-2'],
    ['c', '--series-3'],
    ['d', '--series-4'],
    ['e', '--series-5'],
    ['f', '--series-6'],
    ['others', '--series-other'],
  ])
  expect(drawn.at(-1)?.label).toBe('2 others')
  expect(drawn.at(-1)?.points.map(({ value }) => value)).toEqual([2, 4])
})

test('a sum with a part that was not measured is not known', () => {
  const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => series(id, 1, 1))
  const drawn = foldSeries([...six, series('g', 1, null), series('h', 1, 1)], String)
  expect(drawn.at(-1)?.points.map(({ value }) => value)).toEqual([2, null])
})

test('rows hold every series at its instants, a gap as null', () => {
  expect(toRows([series('a', 1, null), series('b', 3, 4)])).toEqual([
    { ms: 0, 'v.a': 1, 'v.b': 3 },
    { ms: 1, 'v.a': null, 'v.b': 4 },
  ])
})
