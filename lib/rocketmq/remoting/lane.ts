import { ConnectionClosedError } from '../errors.ts'
import { Call, type OutgoingRequest, type Reply, type SendOptions } from './call.ts'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { FairQueue } from './fair-queue.ts'
import type { TokenBucket } from './token-bucket.ts'

/** An empty budget fills for so long at least: what it then pays for leaves together, which costs both sides half. */
const REFILL_MS = 5

export interface LaneOptions {
  connect: () => Promise<Connection>
  maxInFlight: number
  /** An idle connection is closed after this; servers cut theirs at 120 s. */
  idleMs: number
  budget: TokenBucket | undefined
  clock: Clock
  /** Nothing waits, nothing is connected: the lane may be forgotten. */
  onIdle: () => void
}

/** The way to one address: a connection that is made when needed, and the calls that wait for their turn on it. */
export class Lane {
  private readonly address: string
  private readonly options: LaneOptions
  private readonly waiting = new FairQueue<Call>()
  /** All that are open: the one in use, and those that only wait for their last answers. */
  private readonly connections = new Set<Connection>()
  private connection: Connection | undefined
  private isConnecting = false
  private isClosed = false
  private cancelIdle: () => void = () => {}
  private cancelRefill: (() => void) | undefined

  constructor(address: string, options: LaneOptions) {
    this.address = address
    this.options = options
  }

  /**
   * @throws ConnectError | ConnectionClosedError | RequestTimeoutError | ProtocolError, or the signal's reason. A reply
   * with an error code is a reply.
   */
  send(request: OutgoingRequest, options: SendOptions): Promise<Reply> {
    const known = this.connection?.takesRequests ? this.connection.notSupported.get(request.code) : undefined
    if (known) return Promise.resolve({ command: known, roundTripMs: 0 })
    const call = new Call(this.address, request, options)
    if (call.isOver) return call.promise
    if (this.isClosed) {
      call.fail(new ConnectionClosedError({ address: this.address, requestCode: request.code, wasSent: false }))
      return call.promise
    }
    this.cancelIdle()
    call.onSettled = () => {
      this.waiting.remove(call.caller, call)
      this.watchIdle()
    }
    this.waiting.push(call.caller, call)
    this.pump()
    return call.promise
  }

  close(): void {
    this.isClosed = true
    this.cancelIdle()
    this.cancelRefill?.()
    this.failWaiting((requestCode) => new ConnectionClosedError({ address: this.address, requestCode, wasSent: false }))
    for (const connection of this.connections) connection.close()
  }

  private pump(): void {
    while (this.waiting.size > 0 && !this.isClosed) {
      // Before connecting: a server that accepts and closes must not be dialled in a circle while the budget is empty.
      if (this.cancelRefill) return
      if (!this.connection?.takesRequests) {
        this.connect()
        return
      }
      if (this.connection.inFlight >= this.options.maxInFlight) return
      const waitMs = this.options.budget?.take() ?? 0
      if (waitMs > 0) {
        this.cancelRefill = this.options.clock.after(Math.max(waitMs, REFILL_MS), () => {
          this.cancelRefill = undefined
          this.pump()
        })
        return
      }
      const call = this.waiting.shift()
      if (call && !call.isOver) this.connection.dispatch(call)
    }
  }

  private connect(): void {
    if (this.isConnecting) return
    this.isConnecting = true
    this.options.connect().then(
      (connection) => {
        this.isConnecting = false
        if (this.isClosed) {
          connection.close()
          return
        }
        connection.onChange = () => {
          this.pump()
          this.watchIdle()
        }
        connection.onClose = () => {
          this.connections.delete(connection)
          if (this.connection === connection) this.connection = undefined
          this.pump()
          this.watchIdle()
        }
        this.connections.add(connection)
        this.connection = connection
        this.pump()
        this.watchIdle()
      },
      (cause: unknown) => {
        this.isConnecting = false
        this.failWaiting(() => cause)
        this.watchIdle()
      },
    )
  }

  private failWaiting(reason: (requestCode: number) => unknown): void {
    for (let call = this.waiting.shift(); call; call = this.waiting.shift()) call.fail(reason(call.request.code))
  }

  private watchIdle(): void {
    this.cancelIdle()
    if (this.isClosed || this.isConnecting || this.waiting.size > 0 || (this.connection?.inFlight ?? 0) > 0) return
    this.cancelIdle = this.options.clock.after(this.options.idleMs, () => {
      this.connection?.close()
      this.options.onIdle()
    })
  }
}
