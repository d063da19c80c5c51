import { setTimeout as delay } from 'node:timers/promises'
import { log } from '#lib/log.ts'

/** What a loop takes from outside, so that a test can stand in for time and chance. */
export interface Clock {
  now(): Date
  /** Resolves early, without an error, when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** 0 ≤ x < 1 */
  random(): number
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}), // rejects only because of the signal
  random: Math.random,
}

export interface LoopTask {
  name: string
  periodMs: number
  run(now: Date, signal: AbortSignal): Promise<void>
}

/** Processes that started together drift apart by this part of the period. */
const jitter = 0.1

/**
 * Pause until the next run, counted from the start of the last one so that a slow run does not lower the rate. A run longer than
 * its period skips the turns it missed, and leaves the servers a rest of a tenth of the period.
 */
export function pauseMs(periodMs: number, ranForMs: number, random: number): number {
  const planned = periodMs * (1 + jitter * (2 * random - 1))
  return Math.max(planned - ranForMs, periodMs * jitter)
}

/**
 * Runs a task again and again, one run at a time, until the signal aborts; the first run comes within a tenth of the period (a
 * second at most). What a run throws is logged, and the next run comes as planned.
 */
export async function runLoop(task: LoopTask, clock: Clock, signal: AbortSignal): Promise<void> {
  await clock.sleep(Math.min(task.periodMs * jitter, 1000) * clock.random(), signal)
  while (!signal.aborted) {
    const startedAt = clock.now()
    try {
      await task.run(startedAt, signal)
    } catch (error) {
      // A run that is told to stop ends by an error of its own; that is no fault.
      if (!signal.aborted) log.error({ error, task: task.name }, 'A task failed; it runs again as planned')
    }
    const ranForMs = clock.now().getTime() - startedAt.getTime()
    await clock.sleep(pauseMs(task.periodMs, ranForMs, clock.random()), signal)
  }
}
