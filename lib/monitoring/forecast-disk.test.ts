import { expect, it } from 'vitest'
import { type Measured, unknown } from '#lib/api/endpoint.ts'
import { firstFull, forecastDisk } from './forecast-disk.ts'

const now = new Date('2026-11-26T12:00:00Z')
const HOUR_MS = 3_600_000
const na: Measured<number> = { value: null, state: 'na', at: now }
const inDays = (value: number): Measured<number> => ({ value, state: 'estimate', at: now })

/** One point per hour up to now. */
const hours = (count: number, usedRatio: (hour: number) => number) =>
  Array.from({ length: count + 1 }, (_, hour): [number, number] => [
    now.getTime() - (count - hour) * HOUR_MS,
    usedRatio(hour),
  ])

it('C-24: no forecast before 24 h of samples', () => {
  expect(forecastDisk([], now)).toEqual(unknown('NOT_SAMPLED', now))
  expect(
    forecastDisk(
      hours(23, (hour) => 0.5 + hour / 1_000),
      now,
    ),
  ).toEqual(unknown('NOT_SAMPLED', now))
})

it.each<[string, [number, number][], Measured<number>]>([
  ['10 % a day from 60 %: 3 days until 90 %', hours(24, (hour) => 0.5 + (hour / 24) * 0.1), inDays(3)],
  ['the same over three days', hours(72, (hour) => 0.3 + (hour / 24) * 0.1), inDays(3)],
  [
    'a day without samples in between',
    [...hours(72, (hour) => 0.3 + (hour / 24) * 0.1)].filter((_, i) => i < 20 || i > 50),
    inDays(3),
  ],
  ['steady', hours(48, () => 0.6), na],
  ['gets emptier', hours(48, (hour) => 0.8 - hour / 1_000), na],
  ['decades away', hours(48, (hour) => 0.2 + hour / 1e9), na],
  ['takes no writes already', hours(24, () => 0.93), inDays(0)],
])('C-24: %s', (_, points, expected) => {
  const { value, ...rest } = forecastDisk(points, now)
  expect(rest).toEqual({ state: expected.state, at: expected.at })
  if (expected.value === null) expect(value).toBeNull()
  else expect(value).toBeCloseTo(expected.value, 6)
})

it('C-24: a cluster is full when its first disk is', () => {
  expect(firstFull([inDays(9), inDays(4), na, unknown('NOT_SAMPLED')])).toEqual(inDays(4))
  expect(firstFull([na, na])).toEqual(na)
  expect(firstFull([na, unknown('NOT_SAMPLED')])).toEqual(unknown('NOT_SAMPLED'))
  expect(firstFull([])).toEqual(unknown('NOT_SAMPLED'))
})
