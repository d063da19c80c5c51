import type { Clock } from '../remoting/clock.ts'

/** A clock that a test moves. */
export class ManualClock implements Clock {
  private currentMs = 0
  private readonly timers = new Set<{ atMs: number; callback: () => void }>()

  nowMs(): number {
    return this.currentMs
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.currentMs + delayMs, callback }
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }

  /** Calls what becomes due, in order of time. */
  advance(byMs: number): void {
    const endMs = this.currentMs + byMs
    for (;;) {
      const due = [...this.timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (!due) break
      this.timers.delete(due)
      this.currentMs = due.atMs
      due.callback()
    }
    this.currentMs = endMs
  }
}
