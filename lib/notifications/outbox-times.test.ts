import { expect, it } from 'vitest'
import { nextAttemptAt } from './outbox-times.ts'

const since = new Date('2026-11-27T00:00:00Z')
const seconds = (at: Date | null, now: Date) => at && (at.getTime() - now.getTime()) / 1000

it('waits 5 s, 30 s, 2 min, 10 min, then an hour each, and gives up after 24 h', () => {
  let now = since
  const waits: (number | null)[] = []
  for (let attempts = 1; attempts < 40; attempts++) {
    const at = nextAttemptAt(attempts, since, now)
    waits.push(seconds(at, now))
    if (!at) break
    now = at
  }
  expect(waits.slice(0, 6)).toEqual([5, 30, 120, 600, 3600, 3600])
  expect(waits.at(-1)).toBeNull()
  expect(now.getTime() - since.getTime()).toBeLessThanOrEqual(24 * 3_600_000)
  expect(now.getTime() - since.getTime()).toBeGreaterThan(23 * 3_600_000 - 1000)
})

it('waits as long as the platform asks, an hour at most; stops at the retries of the channel', () => {
  expect(seconds(nextAttemptAt(1, since, since, { retryAfterSeconds: 90 }), since)).toBe(90)
  expect(seconds(nextAttemptAt(1, since, since, { retryAfterSeconds: 1 }), since)).toBe(5)
  expect(seconds(nextAttemptAt(1, since, since, { retryAfterSeconds: 1e6 }), since)).toBe(3600)
  expect(nextAttemptAt(3, since, since, { maxRetries: 3 })).not.toBeNull()
  expect(nextAttemptAt(4, since, since, { maxRetries: 3 })).toBeNull()
})
