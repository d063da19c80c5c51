import type net from 'node:net'
import { type Command, isOneway, isResponse } from '../codec/command.ts'
import { encodeFrame, FrameReader } from '../codec/frame.ts'
import { ConnectionClosedError, ProtocolError } from '../errors.ts'
import { ResponseCode } from '../response-code.ts'
import type { Call } from './call.ts'
import { openSocket, type TlsOptions } from './open-socket.ts'

/** NODE_JS is unknown to servers before 5.3.3 and crashes some of their handlers (protocol notes §1.3). */
const LANGUAGE = 'OTHER'
/** 4.9.4: from here on name servers answer routes in standard JSON (protocol notes §1.3). */
const VERSION = 401
const MAX_OPAQUE = 0x7fffffff
const RESPONSE_FLAG = 1
/** A server that sends requests faster than it reads our refusals gets no more of them. */
const MAX_UNREAD_REFUSAL_BYTES = 1024 * 1024

export interface ConnectionOptions {
  connectTimeoutMs: number
  tls: TlsOptions | undefined
  /** Longest answer accepted. Servers put no limit on what they write. */
  maxFrameBytes: number
  /** Told of what is written and read. */
  onBytes?: (bytes: number) => void
}

/**
 * One socket with many requests in flight, matched to their answers by opaque.
 *
 * Bytes that cannot be read end the connection: after them no frame boundary is known. An answer to an opaque that
 * nobody waits for (late, or wrong) is dropped. A request from the server is answered with code 3: servers send them only
 * to clients that heartbeat, and we do not.
 *
 * @see protocol notes §1.5
 */
export class Connection {
  readonly address: string
  /** Answers "request code not supported" by request code: true until the server's next boot, so for this connection. */
  readonly notSupported = new Map<number, Command>()
  onClose: () => void = () => {}
  /** A request is over, so there is room for another; or the connection stopped taking requests. */
  onChange: () => void = () => {}
  private readonly socket: net.Socket
  private readonly reader: FrameReader
  private readonly calls = new Map<number, Call>()
  private nextOpaque = 1
  private firstBytes: Buffer | undefined
  private chunks = 0
  private isRetired = false
  private isCorked = false
  private isClosed = false
  private readonly onBytes: (bytes: number) => void

  static async open(address: string, options: ConnectionOptions): Promise<Connection> {
    const socket = await openSocket(address, { timeoutMs: options.connectTimeoutMs, tls: options.tls })
    return new Connection(address, socket, options)
  }

  private constructor(address: string, socket: net.Socket, { maxFrameBytes, onBytes }: ConnectionOptions) {
    this.address = address
    this.socket = socket
    this.onBytes = onBytes ?? (() => {})
    this.reader = new FrameReader({ maxFrameBytes })
    socket.on('data', (chunk: Buffer) => this.receive(chunk))
    socket.on('error', (error) => this.end(error))
    socket.on('close', () => this.end())
  }

  get inFlight(): number {
    return this.calls.size
  }

  /** False when closed, or when it only waits for the answers that are still due. */
  get takesRequests(): boolean {
    return !this.isClosed && !this.isRetired
  }

  /** Sends a call; from here on it is settled by its answer, its deadline, its abort, or the end of the connection. */
  dispatch(call: Call): void {
    const opaque = this.takeOpaque()
    const frame = encodeFrame({
      code: call.request.code,
      language: LANGUAGE,
      version: VERSION,
      opaque,
      flag: 0,
      remark: null,
      extFields: { ...call.request.extFields },
      body: call.request.body,
      serializeType: 'JSON',
    })
    const chunksAtSend = this.chunks
    call.onSettled = (timedOut) => {
      this.calls.delete(opaque)
      // Not one byte during a whole deadline: the peer hangs or the path is dead. The next request gets a new socket.
      if (timedOut && this.chunks === chunksAtSend) this.isRetired = true
      if (this.isRetired && this.calls.size === 0) this.socket.destroy()
      this.onChange()
    }
    this.calls.set(opaque, call)
    call.markSent()
    this.write(frame)
    this.onBytes(frame.length)
  }

  /** What is written in one turn leaves together: a server that is woken once for many requests takes half the time for them. */
  private write(frame: Buffer): void {
    if (!this.isCorked) {
      this.isCorked = true
      this.socket.cork()
      process.nextTick(() => {
        this.isCorked = false
        this.socket.uncork()
      })
    }
    this.socket.write(frame)
  }

  /** Ends the connection at once; what is in flight fails as closed. */
  close(): void {
    this.end()
  }

  private receive(chunk: Buffer): void {
    this.firstBytes ??= Buffer.from(chunk.subarray(0, 8))
    this.chunks += 1
    this.onBytes(chunk.length)
    let commands: Command[]
    try {
      commands = this.reader.push(chunk)
    } catch (error) {
      this.end(error)
      return
    }
    for (const command of commands) {
      if (isResponse(command)) this.settle(command)
      else this.refuse(command)
    }
  }

  private settle(command: Command): void {
    const call = this.calls.get(command.opaque)
    if (!call) return
    if (command.code === ResponseCode.REQUEST_CODE_NOT_SUPPORTED) this.notSupported.set(call.request.code, command)
    // 5.2+: the server is about to stop. It answers what it has, new requests belong on a new connection.
    if (command.code === ResponseCode.GO_AWAY) this.isRetired = true
    call.succeed(command)
  }

  private refuse(request: Command): void {
    if (isOneway(request) || this.socket.writableLength > MAX_UNREAD_REFUSAL_BYTES) return
    this.socket.write(
      encodeFrame({
        code: ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
        language: LANGUAGE,
        version: VERSION,
        opaque: request.opaque,
        flag: RESPONSE_FLAG,
        remark: 'this client takes no requests',
        extFields: {},
        body: Buffer.alloc(0),
        serializeType: request.serializeType,
      }),
    )
  }

  private takeOpaque(): number {
    let opaque = this.nextOpaque
    while (this.calls.has(opaque)) opaque = opaque === MAX_OPAQUE ? 0 : opaque + 1
    this.nextOpaque = opaque === MAX_OPAQUE ? 0 : opaque + 1
    return opaque
  }

  private end(cause?: unknown): void {
    if (this.isClosed) return
    this.isClosed = true
    this.socket.destroy()
    const { address } = this
    for (const call of [...this.calls.values()]) {
      const requestCode = call.request.code
      call.fail(
        cause instanceof ProtocolError
          ? this.explain(cause, requestCode)
          : new ConnectionClosedError({ address, requestCode, cause, wasSent: true }),
      )
    }
    this.onClose()
  }

  /** The usual reasons for unreadable first bytes, in words. */
  private explain(error: ProtocolError, requestCode: number): ProtocolError {
    const { address } = this
    if (this.firstBytes?.toString('latin1', 0, 5) === 'HTTP/') {
      return new ProtocolError('a web server answers here, not RocketMQ', { address, requestCode, cause: error })
    }
    // Content type 21 (alert), version 3.x: a TLS server that was spoken to in plain.
    if (this.firstBytes?.[0] === 0x15 && this.firstBytes[1] === 0x03) {
      return new ProtocolError('the server speaks TLS, and TLS is switched off', { address, requestCode, cause: error })
    }
    return error.at(address, requestCode)
  }
}
