import { expect, test } from 'vitest'
import { logTicks, placeOf, timeTicks, valueTicks } from './ticks.ts'

test.each([
  [0, [0, 1]],
  [1, [0, 0.25, 0.5, 0.75, 1]],
  [7, [0, 2, 4, 6, 8]],
  [100, [0, 25, 50, 75, 100]],
  [48_212, [0, 20_000, 40_000, 60_000]],
])('up to %s the axis has %j', (largest, ticks) => {
  expect(valueTicks(largest)).toEqual(ticks)
})

test('times are round in seconds, minutes and hours, bytes in powers of two', () => {
  expect(valueTicks(18 * 60_000, 'ms')).toEqual([0, 300_000, 600_000, 900_000, 1_200_000])
  expect(valueTicks(7, 'ms')).toEqual([0, 2, 4, 6, 8])
  expect(valueTicks(1.5, 'ms')).toEqual([0, 0.5, 1, 1.5])
  expect(valueTicks(3_000_000, 'bytes')).toEqual([0, 1_048_576, 2_097_152, 3_145_728])
})

test('what goes below zero is on the axis, and zero is one of its lines', () => {
  expect(valueTicks(3, 'decimal', -5)).toEqual([-6, -4, -2, 0, 2, 4])
  expect(valueTicks(0, 'decimal', -5)).toEqual([-6, -4, -2, 0])
})

test.each([
  [0, [0, 1, 10]],
  [5, [0, 1, 10]],
  [1_284_310, [0, 1, 100, 10_000, 1_000_000, 10_000_000]],
])('a logarithmic axis up to %s has %j', (largest, ticks) => {
  expect(logTicks(largest)).toEqual(ticks)
})

test('a value has its place between the ends of the axis', () => {
  expect(placeOf(5, [0, 10], false)).toBe(0.5)
  expect(placeOf(0, [-10, 0, 10], false)).toBe(0.5)
  expect(placeOf(0, [0, 1, 10], true)).toBe(0)
  expect(placeOf(9, [0, 1, 99], true)).toBeCloseTo(0.5)
})

test('ticks of time are round in the zone, not in UTC', () => {
  const from = Date.parse('2026-11-22T06:02:00Z')
  const to = Date.parse('2026-11-22T07:32:00Z')
  const iso = (offset: number) => timeTicks(from, to, offset).map((ms) => new Date(ms).toISOString().slice(11, 16))
  expect(iso(480)).toEqual(['06:30', '07:00', '07:30'])
  expect(timeTicks(from, from + 3 * 86_400_000, 480).map((ms) => new Date(ms).toISOString().slice(8, 16))).toEqual([
    '22T16:00',
    '23T16:00',
    '24T16:00',
  ])
})
