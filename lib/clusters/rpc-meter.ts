import { observeSeconds } from '#lib/metrics.ts'
import type { MeteredCall } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'

/** What this process asked of one server in the last minute. */
export interface RpcFigures {
  address: string
  /** Over how many seconds: a minute, or less while it has not been one. */
  windowSeconds: number
  requests: number
  bytes: number
  p95Ms: number | null
  /** No answer, or a refusal as busy. Other answers with an error code are answers. */
  errors: number
  /** The most in one second. */
  peakRequests: number
}

const WINDOW_SECONDS = 60
/** Durations kept per second and server: enough for a percentile of a minute. */
const KEPT_PER_SECOND = 50

interface Second {
  second: number
  requests: number
  bytes: number
  errors: number
  durationsMs: number[]
}

/** `web` or `worker`. */
const processName = process.env.APOGEE_PROCESS ?? 'web'

const requestNames = new Map<number, string>(Object.entries(RequestCode).map(([name, code]) => [code, name]))

/** Counts what goes to the servers of one cluster, for the cost panel and the metrics of the console. */
export class RpcMeter {
  private readonly clusterId: string
  private readonly startedAt: number
  private readonly now: () => number
  private readonly byAddress = new Map<string, Second[]>()

  /** @param now milliseconds of a clock that only goes forward */
  constructor(clusterId: string, now: () => number = () => performance.now()) {
    this.clusterId = clusterId
    this.now = now
    this.startedAt = now()
  }

  readonly onBytes = (address: string, bytes: number): void => {
    this.secondOf(address).bytes += bytes
  }

  readonly onCall = ({ address, requestCode, wasSent, durationMs, responseCode, failure }: MeteredCall): void => {
    const isBusy = responseCode === ResponseCode.SYSTEM_BUSY
    const second = this.secondOf(address)
    if (wasSent) second.requests += 1
    if (isBusy || (failure !== null && failure !== 'aborted')) second.errors += 1
    if (responseCode !== null && second.durationsMs.length < KEPT_PER_SECOND) second.durationsMs.push(durationMs)
    const request = requestNames.get(requestCode) ?? String(requestCode)
    const outcome = failure ?? (responseCode === ResponseCode.SUCCESS ? 'ok' : isBusy ? 'busy' : 'refused')
    const labels = { cluster: this.clusterId, request, outcome, process: processName }
    observeSeconds(
      'apogee_rpc_seconds',
      'Requests to RocketMQ, from the write to the answer',
      labels,
      durationMs / 1000,
    )
  }

  /** Of every server that was asked in the last minute. */
  figures(): RpcFigures[] {
    const now = this.now()
    const windowSeconds = Math.max(1, Math.min(WINDOW_SECONDS, (now - this.startedAt) / 1000))
    return [...this.byAddress].flatMap(([address, seconds]) => {
      const recent = seconds.filter(({ second }) => second > now / 1000 - WINDOW_SECONDS)
      if (recent.length === 0) return []
      const sum = (read: (second: Second) => number) => recent.reduce((total, each) => total + read(each), 0)
      const durations = recent.flatMap(({ durationsMs }) => durationsMs).sort((a, b) => a - b)
      return {
        address,
        windowSeconds,
        requests: sum(({ requests }) => requests),
        bytes: sum(({ bytes }) => bytes),
        errors: sum(({ errors }) => errors),
        peakRequests: Math.max(...recent.map(({ requests }) => requests)),
        p95Ms: durations[Math.min(durations.length - 1, Math.floor(durations.length * 0.95))] ?? null,
      }
    })
  }

  private secondOf(address: string): Second {
    const second = Math.floor(this.now() / 1000)
    const seconds = this.byAddress.get(address) ?? []
    const last = seconds.at(-1)
    if (last?.second === second) return last
    const next = { second, requests: 0, bytes: 0, errors: 0, durationsMs: [] }
    seconds.push(next)
    while ((seconds[0]?.second ?? second) <= second - WINDOW_SECONDS) seconds.shift()
    this.byAddress.set(address, seconds)
    return next
  }
}
