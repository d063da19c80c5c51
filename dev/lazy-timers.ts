import { readFileSync, writeFileSync } from 'node:fs'

const file = '/proc/self/timerslack_ns'
/** Threads of RocketMQ sleep for 1 to 5 ms over and over: up to so much later several wake at once, or not at all. */
const SLACK_NS = 20_000_000

/**
 * Starts a process whose timers may be late, and so those of its threads: idle brokers then take half of the processor, which on
 * a few cores is what clients, browsers and tests are short of. Where there is no such setting it is started as always.
 *
 * @param start starts it, without waiting: what this process starts meanwhile inherits the setting
 */
export function withLazyTimers<T>(start: () => T): T {
  let before: string
  try {
    before = readFileSync(file, 'utf8')
    writeFileSync(file, `${SLACK_NS}`)
  } catch {
    return start()
  }
  try {
    return start()
  } finally {
    writeFileSync(file, before.trim())
  }
}
