import { expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { TokenBucket } from './token-bucket.ts'

/** Spends for a while, asking again as soon as the bucket says. */
function spend(bucket: TokenBucket, clock: ManualClock, durationMs: number): number {
  let spent = 0
  for (;;) {
    const waitMs = bucket.take()
    if (waitMs === 0) {
      spent += 1
      continue
    }
    if (clock.nowMs() + waitMs > durationMs) return spent
    clock.advance(waitMs)
  }
}

it.each([
  [1, 10_000, 11],
  [10, 10_000, 101],
  [100, 1000, 110],
  [1000, 1000, 1100],
])(
  'at %i per second, %i ms allow %i: the rate and a tenth of a second at once',
  (ratePerSecond, durationMs, expected) => {
    const clock = new ManualClock()
    const spent = spend(new TokenBucket({ ratePerSecond, clock }), clock, durationMs)
    expect(spent).toBe(expected)
  },
)

it('saves up no more than a burst while nothing is asked', () => {
  const clock = new ManualClock()
  const bucket = new TokenBucket({ ratePerSecond: 100, clock })
  clock.advance(3_600_000)
  let burst = 0
  while (bucket.take() === 0) burst += 1
  expect(burst).toBe(10)
  expect(bucket.take()).toBe(10)
})
