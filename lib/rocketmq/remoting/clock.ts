/** Time as an argument, so that tests of budgets need no sleeps. */
export interface Clock {
  /** Milliseconds from a fixed point; never goes back. */
  nowMs(): number
  /** Calls once after the delay. Returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    // A call's own deadline keeps the process alive; housekeeping does not.
    const timer = setTimeout(callback, delayMs).unref()
    return () => clearTimeout(timer)
  },
}
