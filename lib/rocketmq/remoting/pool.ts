import { type Credentials, signRequest } from '../codec/sign.ts'
import { ConnectError, ConnectionClosedError, ProtocolError, RequestTimeoutError } from '../errors.ts'
import type { OutgoingRequest, Reply, SendOptions } from './call.ts'
import { type Clock, systemClock } from './clock.ts'
import { Connection } from './connection.ts'
import { Lane } from './lane.ts'
import type { TlsOptions } from './open-socket.ts'
import { TokenBucket } from './token-bucket.ts'

/**
 * Bulk pulls have connections of their own: a 64 MiB answer must not hold up a small one. So has what a broker relays to a
 * client: a handful of clients that do not answer would take all the places in flight for 10 s.
 */
export type LaneKind = 'admin' | 'bulk' | 'relay'

/** Told of everything that goes to servers and comes from them. */
export interface PoolMeter {
  /** Bytes of either direction, as they pass the socket. */
  onBytes(address: string, bytes: number): void
  /** A request is over. */
  onCall(call: MeteredCall): void
}
export interface MeteredCall {
  address: string
  requestCode: number
  /** False: it never left. */
  wasSent: boolean
  /** From the write to the answer, else to when it was given up. */
  durationMs: number
  /** Of the answer; null when none came. */
  responseCode: number | null
  /** Why none came: what the caller threw its request away for is no failure of the server. */
  failure: 'timeout' | 'closed' | 'unreachable' | 'aborted' | null
}

export interface PoolOptions {
  credentials?: Credentials
  tls?: TlsOptions
  connectTimeoutMs?: number
  /** Per connection. */
  maxInFlight?: number
  /** Budget of admin requests per address. Pulls and what is relayed to clients are limited by those who ask. */
  requestsPerSecondPerBroker?: number
  maxFrameBytes?: number
  idleMs?: number
  clock?: Clock
  meter?: PoolMeter
}

const DEFAULT_CONNECT_TIMEOUT_MS = 2_000
const DEFAULT_MAX_IN_FLIGHT = 16
const DEFAULT_IDLE_MS = 60_000
const DEFAULT_MAX_FRAME_BYTES = 64 * 1024 * 1024

/** One connection per address and kind of work, made when first needed, closed when idle. Signs what it sends. */
export class Pool {
  private readonly options: PoolOptions
  private readonly clock: Clock
  private readonly lanes = new Map<string, Lane>()
  private isClosed = false

  constructor(options: PoolOptions) {
    this.options = options
    this.clock = options.clock ?? systemClock
  }

  /**
   * Sends once and waits for the answer, whatever its code.
   *
   * @throws ConnectError | ConnectionClosedError | RequestTimeoutError | ProtocolError, or the signal's reason
   */
  send(address: string, kind: LaneKind, request: OutgoingRequest, options: SendOptions): Promise<Reply> {
    const { credentials } = this.options
    const extFields = credentials ? signRequest(request.extFields, request.body, credentials) : request.extFields
    const sending = this.lane(address, kind).send({ ...request, extFields }, options)
    this.measure(address, request.code, sending)
    return sending
  }

  private measure(address: string, requestCode: number, sending: Promise<Reply>): void {
    const { meter } = this.options
    if (!meter) return
    const startedAt = performance.now()
    sending.then(
      ({ command, roundTripMs }) => {
        // Known without asking: the server has said before that it does not support it.
        if (roundTripMs === 0) return
        const answered = { durationMs: roundTripMs, responseCode: command.code, failure: null }
        meter.onCall({ address, requestCode, wasSent: true, ...answered })
      },
      (error: unknown) => {
        const failed = { durationMs: performance.now() - startedAt, responseCode: null, ...failureOf(error) }
        meter.onCall({ address, requestCode, ...failed })
      },
    )
  }

  /** Ends all connections. What waits or is in flight fails as closed. */
  close(): void {
    this.isClosed = true
    for (const lane of this.lanes.values()) lane.close()
    this.lanes.clear()
  }

  private lane(address: string, kind: LaneKind): Lane {
    const key = `${kind} ${address}`
    const existing = this.lanes.get(key)
    if (existing) return existing
    const { tls, maxFrameBytes, connectTimeoutMs, maxInFlight, idleMs, requestsPerSecondPerBroker, meter } =
      this.options
    const connection = {
      tls,
      connectTimeoutMs: connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
      maxFrameBytes: maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES,
    }
    const lane = new Lane(address, {
      connect: () => Connection.open(address, { ...connection, onBytes: (bytes) => meter?.onBytes(address, bytes) }),
      maxInFlight: maxInFlight ?? DEFAULT_MAX_IN_FLIGHT,
      idleMs: idleMs ?? DEFAULT_IDLE_MS,
      budget:
        kind === 'admin' && requestsPerSecondPerBroker !== undefined
          ? new TokenBucket({ ratePerSecond: requestsPerSecondPerBroker, clock: this.clock })
          : undefined,
      clock: this.clock,
      onIdle: () => this.lanes.delete(key),
    })
    if (this.isClosed) lane.close()
    else this.lanes.set(key, lane)
    return lane
  }
}

function failureOf(error: unknown): Pick<MeteredCall, 'failure' | 'wasSent'> {
  if (error instanceof RequestTimeoutError) return { failure: 'timeout', wasSent: error.wasSent }
  if (error instanceof ConnectError) return { failure: 'unreachable', wasSent: false }
  if (error instanceof ConnectionClosedError) return { failure: 'closed', wasSent: error.wasSent }
  if (error instanceof ProtocolError) return { failure: 'closed', wasSent: true }
  return { failure: 'aborted', wasSent: false }
}
