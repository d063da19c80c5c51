import type { Command } from '../codec/command.ts'
import { RequestTimeoutError } from '../errors.ts'

/** What is asked, before a connection gives it an opaque. */
export interface OutgoingRequest {
  code: number
  extFields: Readonly<Record<string, string>>
  body: Buffer
}

export interface Reply {
  command: Command
  /** From the write to the last byte of the answer; 0 when the answer was known already. */
  roundTripMs: number
}

export interface SendOptions {
  /** From now to the answer: waiting for a turn and connecting included. */
  timeoutMs: number
  signal?: AbortSignal
  caller?: string
  /** A write that has left is not given up on abort: its answer is awaited, for it says what became of it. */
  isWrite: boolean
}

/**
 * One request on its way: waits for a turn, is sent, is answered. Holds its deadline and its abort signal; whoever has
 * the call at the moment (queue or connection) sets `onSettled` and forgets it there.
 */
export class Call {
  readonly promise: Promise<Reply>
  readonly request: OutgoingRequest
  readonly caller: string
  onSettled: (timedOut: boolean) => void = () => {}
  private readonly address: string
  private readonly options: SendOptions
  private readonly timer: NodeJS.Timeout
  private sentAtMs: number | undefined
  private isSettled = false
  private resolve: (reply: Reply) => void = () => {}
  private reject: (reason: unknown) => void = () => {}

  constructor(address: string, request: OutgoingRequest, options: SendOptions) {
    this.address = address
    this.request = request
    this.options = options
    this.caller = options.caller ?? ''
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
    // One turn of the event loop later: when it was held up, the answer may be here and only not read yet.
    this.timer = setTimeout(() => setImmediate(this.timeOut), options.timeoutMs)
    if (options.signal?.aborted) this.abort()
    else options.signal?.addEventListener('abort', this.abort)
  }

  get wasSent(): boolean {
    return this.sentAtMs !== undefined
  }

  /** Settled, or about to be: a signal tells its listeners one by one, and one before ours may have made room for us. */
  get isOver(): boolean {
    return this.isSettled || this.options.signal?.aborted === true
  }

  markSent(): void {
    this.sentAtMs = performance.now()
  }

  succeed(command: Command): void {
    const roundTripMs = performance.now() - (this.sentAtMs ?? performance.now())
    this.settle(() => this.resolve({ command, roundTripMs }))
  }

  fail(reason: unknown): void {
    this.settle(() => this.reject(reason))
  }

  private readonly timeOut = () => {
    const { address, wasSent } = this
    const { timeoutMs } = this.options
    const error = new RequestTimeoutError({ address, requestCode: this.request.code, wasSent, timeoutMs })
    this.settle(() => this.reject(error), true)
  }

  private readonly abort = () => {
    if (this.options.isWrite && this.wasSent) return
    const reason: unknown = this.options.signal?.reason
    // A signal may be a deadline too: that of all requests to one server.
    this.settle(() => this.reject(reason), reason instanceof RequestTimeoutError)
  }

  private settle(finish: () => void, timedOut = false): void {
    if (this.isSettled) return
    this.isSettled = true
    clearTimeout(this.timer)
    this.options.signal?.removeEventListener('abort', this.abort)
    this.onSettled(timedOut)
    finish()
  }
}
