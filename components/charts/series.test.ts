import { expect, test } from 'vitest'
import { findGaps, foldSeries, nearestRow, toRows } from './series.ts'

const at = (ms: number) => new Date(ms)
const series = (id: string, ...values: (number | null)[]) => ({
  id,
  label: id,
  points: values.map((value, index) => ({ at: at(index), value })),
})
const many = (count: number, ...values: (number | null)[]) =>
  Array.from({ length: count }, (_, index) => series(`s${index}`, ...values))

test('six series keep their own colour, the others are grey lines of their own', () => {
  expect(foldSeries(many(8, 1, 2), (count) => `${count} others`).map(({ id, colour }) => [id, colour])).toEqual([
    ['s0', '--series-1'],
    ['s1', '--series-2'],
    ['s2', '--series-3'],
    ['s3', '--series-4'],
    ['s4', '--series-5'],
    ['s5', '--series-6'],
    ['s6', '--series-other'],
    ['s7', '--series-other'],
  ])
})

test('beyond twenty the rest is one sum', () => {
  const drawn = foldSeries(many(23, 1, 2), (count) => `${count} others`)
  expect(drawn).toHaveLength(21)
  expect(drawn.at(-1)?.label).toBe('3 others')
  expect(drawn.at(-1)?.points.map(({ value }) => value)).toEqual([3, 6])
})

test('a sum with a part that was not measured is not known; of times the worst known one stands for all', () => {
  const all = [...many(20, 1, 1), series('g', 1, null), series('h', 4, 7)]
  const last = (fold: 'sum' | 'max') =>
    foldSeries(all, String, fold)
      .at(-1)
      ?.points.map(({ value }) => value)
  expect(last('sum')).toEqual([5, null])
  expect(last('max')).toEqual([4, 7])
})

test('rows hold every series at its instants, a gap as null, and the band up to the maximum where there is one', () => {
  expect(toRows([series('a', 1, null), series('b', 3, 4)])).toEqual([
    { ms: 0, 'v.a': 1, 'v.b': 3 },
    { ms: 1, 'v.a': null, 'v.b': 4 },
  ])
  const banded = { id: 'a', label: 'a', points: [{ at: at(0), value: 2, max: 5 }], before: [{ at: at(0), value: 1 }] }
  expect(toRows([banded])).toEqual([{ ms: 0, 'v.a': 2, 'm.a': [2, 5], 'p.a': 1 }])
})

test('a gap is where nobody was measured, from the last known instant to the next', () => {
  const pair = [series('a', 1, null, null, 4, null), series('b', 1, null, null, null, null)]
  expect(findGaps(pair, toRows(pair))).toEqual([{ from: 0, to: 3 }])
})

test('one of two that is missing is no gap of both, nor is a newest round that is under way', () => {
  const pair = [series('a', 1, null, 3, null), series('b', 1, 2, 3, null)]
  expect(findGaps(pair, toRows(pair))).toEqual([])
  const silent = [series('a', 1, 2, null, null, null, null)]
  expect(findGaps(silent, toRows(silent))).toEqual([{ from: 1, to: 5 }])
})

test('the cursor finds the row nearest to it, and none further away than a step', () => {
  const rows = toRows([{ id: 'a', label: 'a', points: [0, 60, 120].map((ms) => ({ at: at(ms), value: ms })) }])
  expect(nearestRow(rows, 70)?.ms).toBe(60)
  expect(nearestRow(rows, 95)?.ms).toBe(120)
  expect(nearestRow(rows, 170)?.ms).toBe(120)
  expect(nearestRow(rows, 260)).toBeNull()
  expect(nearestRow([], 0)).toBeNull()
})
