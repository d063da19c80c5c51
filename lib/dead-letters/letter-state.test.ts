import { expect, it } from 'vitest'
import { isResent, letterState } from './letter-state.ts'
import { nextCheckAt, retryWindowMs } from './settle-times.ts'

const letter = { storeTimestamp: new Date(1_000) }
const resends = (...states: string[]) => states.map((state) => ({ state, letterId: 'A' }))

it.each([
  [undefined, [], 'NEW'],
  [undefined, ['FAILED'], 'NEW'],
  [undefined, ['SENT'], 'RESENT'],
  [undefined, ['CONSUMED'], 'RESENT'],
  [undefined, ['FAILED_AGAIN', 'UNKNOWN'], 'RESENT'],
  [undefined, ['FAILED_AGAIN', 'FAILED'], 'FAILED_AGAIN'],
  [undefined, ['SUCCEEDED'], 'SUCCEEDED'],
  [{ handledAt: new Date(2_000) }, ['FAILED_AGAIN'], 'HANDLED'],
  [{ handledAt: null }, [], 'NEW'],
  // A copy that came after the mark is not handled by it.
  [{ handledAt: new Date(500) }, ['FAILED_AGAIN'], 'FAILED_AGAIN'],
])('with the mark %o and resends %o a dead letter is %s', (mark, states, state) => {
  expect(letterState(letter, mark, resends(...states))).toBe(state)
})

it('would be sent twice while a copy is on its way or was consumed, not once that failed again', () => {
  expect(isResent('A', resends('FAILED'))).toBe(false)
  expect(isResent('B', resends('SENT'))).toBe(true)
  expect(isResent('B', resends('SUCCEEDED'))).toBe(true)
  expect(isResent('B', resends('FAILED_AGAIN'))).toBe(false)
  expect(isResent('A', resends('FAILED_AGAIN'))).toBe(true)
})

it('can fail for as long as its retries take', () => {
  const tiered = { type: 'TIERED' as const, delaysMs: [10_000, 30_000] }
  expect(retryWindowMs({ policy: tiered, maxRetries: 0, isPop: false })).toBe(10_000)
  expect(retryWindowMs({ policy: tiered, maxRetries: 2, isPop: false })).toBe(40_000 + 2 * 5_000 + 10_000)
  // RocketMQ's own sixteen retries.
  expect(retryWindowMs({ policy: null, maxRetries: null, isPop: false })).toBeGreaterThan(4 * 3_600_000)
})

it('is looked at soon at first, then once a minute, and when its fate is sealed', () => {
  const since = new Date(0)
  expect(nextCheckAt(since, new Date(1_000), null)).toEqual(new Date(4_000))
  expect(nextCheckAt(since, new Date(3_600_000), null)).toEqual(new Date(3_660_000))
  expect(nextCheckAt(since, new Date(3_600_000), new Date(3_610_000))).toEqual(new Date(3_610_000))
})
