import { setTimeout as delay } from 'node:timers/promises'
import {
  BrokerError,
  ConnectError,
  ConnectionClosedError,
  RequestTimeoutError,
  RocketmqError,
} from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'

/** Requests of the sampler that one server works on at a time. */
const IN_FLIGHT = 8
/** After a busy answer the sampler asks at half the rate for so long. */
const SLOW_MS = 5 * 60_000
/** A server that lets so many requests in a row go unanswered is left alone until the next round. */
const LOST_IN_A_ROW = 3

/** How the sampler treats one server: bounded, slower when it is busy, and not at all when it does not answer. */
export class Pace {
  private slowUntil = 0
  /** Requests sent so far, for the cost of sampling. */
  requests = 0

  get isSlow(): boolean {
    return Date.now() < this.slowUntil
  }

  /**
   * Asks one server about many things, a few at a time. What it refuses is left out, unless `isFatal` says that all would be.
   *
   * @param requestsPerSecond what the cluster allows; half of it after a busy answer
   * @throws RocketmqError when the server does not answer any more, or refuses for good; the signal's reason
   */
  async askEach<T>(
    items: readonly T[],
    ask: (item: T) => Promise<void>,
    options: {
      signal: AbortSignal
      requestsPerSecond: number
      inFlight?: number
      isFatal?: (error: BrokerError) => boolean
    },
  ): Promise<void> {
    const { signal, requestsPerSecond, inFlight = IN_FLIGHT, isFatal = () => false } = options
    const stop: { error?: unknown } = {}
    let next = 0
    let lostInARow = 0
    const work = async () => {
      while (next < items.length && stop.error === undefined) {
        signal.throwIfAborted()
        const item = items[next++] as T // below length
        try {
          this.requests += 1
          await ask(item)
          lostInARow = 0
        } catch (error) {
          if (isLost(error) && ++lostInARow < LOST_IN_A_ROW) continue
          const isBusy = error instanceof BrokerError && error.responseCode === ResponseCode.SYSTEM_BUSY
          if (isBusy) this.slowUntil = Date.now() + SLOW_MS
          else if (!(error instanceof BrokerError) || isFatal(error)) {
            stop.error = error
            return
          }
          lostInARow = 0
        }
        if (this.isSlow) await delay((2 * inFlight * 1000) / requestsPerSecond, undefined, { signal })
      }
    }
    await Promise.all(Array.from({ length: Math.min(inFlight, items.length) }, work))
    if (stop.error !== undefined) throw stop.error
  }
}

/** No answer, rather than a bad one. A server that cannot be reached at all is not asked again. */
function isLost(error: unknown): boolean {
  if (error instanceof ConnectError || !(error instanceof RocketmqError)) return false
  return error instanceof RequestTimeoutError || error instanceof ConnectionClosedError
}
