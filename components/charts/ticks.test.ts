import { expect, test } from 'vitest'
import { timeTicks, valueTicks } from './ticks.ts'

test.each([
  [0, [0, 1]],
  [1, [0, 0.25, 0.5, 0.75, 1]],
  [7, [0, 2, 4, 6, 8]],
  [100, [0, 25, 50, 75, 100]],
  [48_212, [0, 20_000, 40_000, 60_000]],
])('up to %s the axis has %j', (largest, ticks) => {
  expect(valueTicks(largest)).toEqual(ticks)
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
