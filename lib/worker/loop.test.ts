import { beforeEach, expect, test } from 'vitest'
import { type Clock, type LoopTask, pauseMs, runLoop } from '#lib/worker/loop.ts'

test.each([
  // periodMs, ranForMs, random, expected
  [1000, 0, 0.5, 1000],
  [1000, 300, 0.5, 700],
  [1000, 0, 0, 900],
  [1000, 0, 1, 1100],
  [1000, 950, 0.5, 100],
  [1000, 5000, 0.5, 100],
])('pauseMs(%i, ran for %i, random %f) is %i', (periodMs, ranForMs, random, expected) => {
  expect(pauseMs(periodMs, ranForMs, random)).toBeCloseTo(expected)
})

/** Time that passes only by sleeping and by what a run says it took. */
class FakeClock implements Clock {
  ms = 0
  sleeps: number[] = []
  now = () => new Date(this.ms)
  random = () => 0.5
  async sleep(ms: number): Promise<void> {
    this.sleeps.push(ms)
    this.ms += ms
  }
}

let clock: FakeClock
let stop: AbortController
beforeEach(() => {
  clock = new FakeClock()
  stop = new AbortController()
})

/** A task that stops the loop in its last run; each run takes `ranForMs`. */
function task(runs: number, ranForMs: number, each: (now: Date) => void = () => {}): LoopTask {
  let left = runs
  return {
    name: 'test',
    periodMs: 1000,
    run: async (now) => {
      clock.ms += ranForMs
      left -= 1
      if (left === 0) stop.abort()
      each(now)
    },
  }
}

test('keeps the rate when runs take part of the period', async () => {
  const starts: number[] = []
  await runLoop(
    task(3, 400, (now) => void starts.push(now.getTime())),
    clock,
    stop.signal,
  )
  expect(starts).toEqual([50, 1050, 2050])
})

test('skips the turns that a slow run has missed', async () => {
  const starts: number[] = []
  await runLoop(
    task(3, 2500, (now) => void starts.push(now.getTime())),
    clock,
    stop.signal,
  )
  expect(starts).toEqual([50, 2650, 5250])
})

test('goes on after a run that throws', async () => {
  let runs = 0
  await runLoop(
    task(3, 0, () => {
      runs += 1
      throw new Error('no')
    }),
    clock,
    stop.signal,
  )
  expect(runs).toBe(3)
})

test('does not run at all when it is stopped before its first turn', async () => {
  stop.abort()
  let runs = 0
  await runLoop(
    task(1, 0, () => void runs++),
    clock,
    stop.signal,
  )
  expect(runs).toBe(0)
})
