import { expect, test } from 'vitest'
import { isScheduled, nextScheduledMs, Switchboard, type SwitchName, switchNames, switchPlans } from './switches.ts'

const minutes = (count: number) => count * 60_000

/** The minutes of three hours in which a switch is on. */
const minutesOn = (name: SwitchName) =>
  Array.from({ length: 180 }, (_, minute) => minute).filter((minute) => isScheduled(name, minutes(minute)))

test('the steady load stands alone at the start, so that a demo is quick to come up', () => {
  expect(switchNames.filter((name) => isScheduled(name, 0))).toEqual([])
})

test('a burst of one minute comes after two minutes and then every half hour', () => {
  expect(minutesOn('burst')).toEqual([2, 32, 62, 92, 122, 152])
  expect(isScheduled('burst', minutes(2) - 1)).toBe(false)
  expect(isScheduled('burst', minutes(3) - 1)).toBe(true)
  expect(isScheduled('burst', minutes(3))).toBe(false)
})

test.each([
  ['slow-sink', 10],
  ['bad-tag', 5],
  ['block-checks', 5],
] as const)('%s is on for %i min of each hour', (name, forMin) => {
  for (const hour of [0, 1, 2]) {
    const isInHour = (minute: number) => Math.floor(minute / 60) === hour
    expect(minutesOn(name).filter(isInHour)).toHaveLength(forMin)
  }
})

test.each([
  ['before the first', 0, 2],
  ['while it is on', 2, 32],
  ['between two', 31.9, 32],
])('the next burst is known %s', (_, elapsed, next) => {
  expect(nextScheduledMs('burst', minutes(elapsed))).toBe(minutes(next))
  const board = new Switchboard(minutes(1_000))
  expect(board.nextAt('burst', minutes(1_000 + elapsed))).toEqual(new Date(minutes(1_000 + next)))
})

test('a client of the price cache is gone for 5 min of each half hour', () => {
  expect(minutesOn('stop-client').slice(0, 10)).toEqual([10, 11, 12, 13, 14, 40, 41, 42, 43, 44])
})

test('what has no schedule is on by hand only', () => {
  const unscheduled = switchNames.filter((name) => !('schedule' in switchPlans[name]))
  expect(unscheduled).toEqual(['fill-queue', 'stall-group', 'stop-broker'])
  for (const name of unscheduled) expect(minutesOn(name)).toEqual([])
  const board = new Switchboard(0)
  expect(board.nextAt('fill-queue', 0)).toBeNull()
  board.turn('fill-queue', true)
  expect(board.isOn('fill-queue', minutes(90))).toBe(true)
  board.turn('fill-queue', false)
  expect(board.isOn('fill-queue', minutes(90))).toBe(false)
})

test('a switch turned off by hand stays on while its schedule says so', () => {
  const board = new Switchboard(minutes(1_000))
  board.turn('burst', true)
  board.turn('burst', false)
  expect(board.isOn('burst', minutes(1_002))).toBe(true)
  expect(board.isByHand('burst')).toBe(false)
})
