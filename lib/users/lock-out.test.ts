import { expect, test } from 'vitest'
import { lockedUntil } from '#lib/users/lock-out.ts'

const minute = (n: number) => new Date(n * 60_000)
const minutes = (...list: number[]) => list.map(minute)

test.each([
  ['none', minutes(), 0, null],
  ['four', minutes(0, 1, 2, 3), 3, null],
  ['the fifth', minutes(0, 1, 2, 3, 4), 4, 19],
  ['15 minutes after the fifth, not the first', minutes(0, 1, 2, 3, 4), 18, 19],
  ['over by then', minutes(0, 1, 2, 3, 4), 19, null],
  ['five, but too far apart', minutes(0, 5, 10, 14, 16), 16, null],
  ['in any order', minutes(4, 2, 0, 3, 1), 5, 19],
  ['a later fifth prolongs', minutes(0, 1, 2, 3, 4, 9), 10, 24],
])('%s', (_title, failures, now, until) => {
  expect(lockedUntil(failures, 5, minute(now))).toEqual(until === null ? null : minute(until))
})
