import type { Clock } from './clock.ts'

/** Of a second: how much may be spent at once after a pause. */
const BURST_SHARE = 0.1

/** A budget of requests per second. Short bursts pass, the average holds. */
export class TokenBucket {
  private readonly ratePerMs: number
  private readonly capacity: number
  private readonly clock: Clock
  private tokens: number
  private filledAtMs: number

  constructor(options: { ratePerSecond: number; clock: Clock }) {
    this.ratePerMs = options.ratePerSecond / 1000
    this.capacity = Math.max(1, options.ratePerSecond * BURST_SHARE)
    this.clock = options.clock
    this.tokens = this.capacity
    this.filledAtMs = options.clock.nowMs()
  }

  /** Takes one token. @returns 0 when there was one, else the milliseconds until there is */
  take(): number {
    const nowMs = this.clock.nowMs()
    this.tokens = Math.min(this.capacity, this.tokens + (nowMs - this.filledAtMs) * this.ratePerMs)
    this.filledAtMs = nowMs
    // A hair of tolerance: a timer that fires exactly on time must not miss its token by a rounding error.
    if (this.tokens > 1 - 1e-9) {
      this.tokens -= 1
      return 0
    }
    return Math.max(1, Math.ceil((1 - this.tokens) / this.ratePerMs))
  }
}
