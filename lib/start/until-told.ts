import { log } from '#lib/log.ts'

/** A process that has not ended this long after it was told to is ended. */
const graceMs = 10_000

/**
 * A signal that aborts when this process is told to end: SIGTERM, SIGINT, or its parent is gone (the channel to it closes, also
 * after a kill -9), so that no web or worker process is ever left alone.
 */
export function untilTold(): AbortSignal {
  const told = new AbortController()
  const tell = () => {
    if (told.signal.aborted) return
    told.abort()
    setTimeout(() => {
      log.error({}, `Not ended ${graceMs / 1000} s after it was told to; ending now`)
      process.exit(1)
    }, graceMs).unref()
  }
  process.on('SIGTERM', tell)
  process.on('SIGINT', tell)
  process.on('disconnect', tell)
  return told.signal
}
