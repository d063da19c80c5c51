import { expect, it } from 'vitest'
import { combineCells, type MinuteRows, noRows, type Plan, type SpanRow, type StoredRows } from './combine-cells.ts'

const start = Date.parse('2026-11-26T12:00:00Z') / 1000
const minutes = (...points: (readonly [minute: number, value: number | null])[]): StoredRows => {
  const rows: MinuteRows = { base: start, offsets: points.map(([at]) => at), values: points.map(([, value]) => value) }
  return { ...noRows, minutes: rows }
}
const passes = (...at: number[]) => minutes(...at.map((minute) => [minute, 1] as const))
const planOf = (parts: Partial<Plan> = {}): Plan => ({
  from: start,
  to: start + 300,
  stepSeconds: 60,
  daysUntil: start,
  hoursUntil: start,
  daySlot: 3_600,
  hourSlot: 300,
  ...parts,
})
const means = (rows: StoredRows, marks: StoredRows, plan = planOf()) => {
  const { sum, count } = combineCells(rows, marks, plan)
  return Array.from(sum, (value, step) => (count[step] ? value / (count[step] ?? 1) : null))
}

it('a value holds until the next one that was stored', () => {
  expect(means(minutes([-20, 7], [2, 9]), passes(0, 1, 2, 3, 4))).toEqual([7, 7, 9, 9, 9])
})

it('X-1: a minute without a sample is a gap, and so is one in which the value was not known', () => {
  expect(means(minutes([0, 7], [3, null], [4, 1]), passes(0, 2, 3, 4))).toEqual([7, null, 7, null, 1])
})

it('before the first value there is nothing, not 0', () => {
  expect(means(minutes([2, 5]), passes(0, 1, 2, 3, 4))).toEqual([null, null, 5, 5, 5])
})

it('lowest, highest and last of a step are of its known minutes', () => {
  const { min, max, last, count } = combineCells(
    minutes([0, 7], [1, 3], [2, 8], [3, null]),
    passes(0, 1, 2, 3, 4),
    planOf({ stepSeconds: 300 }),
  )
  expect([min[0], max[0], last[0], count[0]]).toEqual([3, 8, 8, 3])
})

it('hours that are rolled up go on with what held, and into the minutes after them', () => {
  const flat = (at: number, value: number, count: number): SpanRow => [
    start + at,
    value * count,
    value,
    value,
    value,
    count,
    null,
    null,
    null,
    null,
    null,
  ]
  const pass = (at: number): SpanRow => [
    start + at,
    60,
    1,
    1,
    1,
    60,
    Array(12).fill(5),
    Array(12).fill(1),
    Array(12).fill(1),
    Array(12).fill(1),
    null,
  ]
  const plan = planOf({
    to: start + 3 * 3_600,
    stepSeconds: 3_600,
    daysUntil: start,
    hoursUntil: start + 2 * 3_600,
    hourSlot: 3_600,
  })
  const rows = { ...noRows, hours: [flat(-3_600, 4, 60)] }
  const marks = { ...minutes([120, 1], [121, 1]), hours: [pass(-3_600), pass(0), pass(3_600)] }
  // No row: the hours are as the one before. The minutes after them too, as far as they were sampled.
  const { sum, count } = combineCells(rows, marks, plan)
  expect(Array.from(count)).toEqual([60, 60, 2])
  expect(Array.from(sum)).toEqual([240, 240, 8])
  const fine = combineCells(rows, marks, { ...plan, stepSeconds: 300, hourSlot: 300 })
  expect(fine.count[0]).toBe(5)
  expect(fine.sum.reduce((a, b) => a + b, 0)).toBe(488)
})
