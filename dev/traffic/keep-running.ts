import { setTimeout as delay } from 'node:timers/promises'

const firstPauseMs = 1_000
const longestPauseMs = 15_000
/** One that ran so long is taken as sound: its next failure starts with a short pause again. */
const soundAfterMs = 60_000

/** Runs `run` again and again until the signal, with growing pauses while it fails soon. Prints each failure. */
export function keepRunning(name: string, signal: AbortSignal, run: () => Promise<void>): void {
  const loop = async () => {
    let pauseMs = firstPauseMs
    while (!signal.aborted) {
      const startedAt = Date.now()
      try {
        await run()
      } catch (error) {
        if (signal.aborted) return
        console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      }
      if (Date.now() - startedAt > soundAfterMs) pauseMs = firstPauseMs
      await delay(pauseMs, undefined, { signal }).catch(() => {})
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }
  void loop()
}
