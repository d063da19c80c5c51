import { expect } from 'vitest'

/**
 * A message is back up to so much after its time: brokers look once a second, and clients poll. More than that on a machine that
 * has all its cores busy; still less than what tells the lists under test from a broker's own one, which begins with 10 s.
 */
const LATE_MS = 7_000
/** Clocks of two processes, and the time between a delivery and the failure that starts the wait. */
const EARLY_MS = 250

/** That a message came again after these waits, in order. */
export function expectWaits(seenMs: readonly number[], expectedMs: readonly number[], what: string): void {
  for (const [index, waitMs] of expectedMs.entries()) {
    const text = `${what}, wait ${index + 1} of ${seenMs.join(', ')} ms`
    expect(seenMs[index], text).toBeGreaterThanOrEqual(waitMs - EARLY_MS)
    expect(seenMs[index], text).toBeLessThan(waitMs + LATE_MS)
  }
}
