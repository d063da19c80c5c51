import { readFileSync } from 'node:fs'
import net from 'node:net'
import tls from 'node:tls'
import { type Command, isResponse } from '../codec/command.ts'
import { encodeFrame, FrameReader } from '../codec/frame.ts'
import { type Answer, hangUp, refuse, silence } from './fake-answers.ts'

export type Handler = Answer | ((request: Command) => Answer | Promise<Answer>)
/** By request code. */
export type Handlers = Readonly<Record<number, Handler>>

export interface FakeBrokerOptions {
  /** Any free one when absent. */
  port?: number
  /** Speak TLS with the certificate in `testdata/`, for `localhost` and `127.0.0.1`. */
  tls?: boolean
}

/**
 * A server on a real socket (loopback) that says what a test tells it to: `fake-answers.ts` has the ordinary replies and the bad
 * weather. A code without handler gets "request code not supported", as from a broker.
 *
 * ```ts
 * const broker = await FakeBroker.start({ [RequestCode.GET_MAX_OFFSET]: reply({ extFields: { offset: '7' } }) })
 * broker.on(RequestCode.GET_MAX_OFFSET, hangUp)          // from now on
 * await broker.stop()
 * ```
 *
 * For a whole cluster that works, with name server, topics and messages, see `startFakeCluster` in `fake-cluster.ts`.
 */
export class FakeBroker {
  /** Every request received, in order. */
  readonly requests: Command[] = []
  /** What the client answered to {@link FakeBroker.ask}. */
  readonly responses: Command[] = []
  /** Connections accepted since the start. */
  connectionCount = 0
  private readonly handlers: Map<number, Handler>
  private readonly server: net.Server
  private readonly sockets = new Set<net.Socket>()
  private readonly watchers = new Set<() => void>()
  private override: Handler | undefined

  static async start(handlers: Handlers = {}, options: FakeBrokerOptions = {}): Promise<FakeBroker> {
    const broker = new FakeBroker(handlers, options)
    await broker.listen(options.port ?? 0)
    return broker
  }

  private constructor(handlers: Handlers, options: FakeBrokerOptions) {
    this.handlers = new Map(Object.entries(handlers).map(([code, handler]) => [Number(code), handler]))
    const accept = (socket: net.Socket) => this.accept(socket)
    this.server = options.tls
      ? tls.createServer({ cert: FakeBroker.certificate, key: testdata('fake-broker.key.pem') }, accept)
      : net.createServer(accept)
    // A client that fails the TLS handshake is what some tests are about.
    this.server.on('tlsClientError', () => {})
  }

  /** PEM; signs itself, so it is also the CA to trust. */
  static get certificate(): string {
    return testdata('fake-broker.cert.pem')
  }

  get address(): string {
    const address = this.server.address()
    if (address === null || typeof address === 'string') throw new Error('The fake broker does not listen')
    return `127.0.0.1:${address.port}`
  }

  get openConnectionCount(): number {
    return this.sockets.size
  }

  /** Replaces the handler of one request code. */
  on(code: number, handler: Handler): void {
    this.handlers.set(code, handler)
  }

  /** Answers every request so, whatever its code: `broker.onAll(silence)` is a paused broker. Undefined ends it. */
  onAll(handler: Handler | undefined): void {
    this.override = handler
  }

  /** Like a stopped process: the port is open, connections are accepted, nothing is answered. */
  pause(): void {
    this.onAll(silence)
  }

  resume(): void {
    this.onAll(undefined)
  }

  countOf(code: number): number {
    return this.requests.filter((request) => request.code === code).length
  }

  /** Resolves when that many requests (of a code) have been received since the start. */
  received(count: number, code?: number): Promise<void> {
    return this.until(() => (code === undefined ? this.requests.length : this.countOf(code)) >= count)
  }

  /** Resolves when the condition holds; looked at after each connection, request and response. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition()) return
        this.watchers.delete(check)
        resolve()
      }
      this.watchers.add(check)
      check()
    })
  }

  /** Sends a request of its own to every client. */
  ask(request: Pick<Command, 'code' | 'opaque'> & { isOneway?: boolean }): void {
    const frame = encodeFrame({
      code: request.code,
      language: 'JAVA',
      version: 513,
      opaque: request.opaque,
      flag: request.isOneway ? 2 : 0,
      remark: null,
      extFields: {},
      body: Buffer.alloc(0),
      serializeType: 'JSON',
    })
    for (const socket of this.sockets) socket.write(frame)
  }

  /** Ends all connections; new ones are accepted. */
  dropConnections(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  /** Ends everything: from now on the port refuses. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.dropConnections()
    await closed
  }

  private listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, '127.0.0.1', resolve)
    })
  }

  private accept(socket: net.Socket): void {
    const reader = new FrameReader()
    this.connectionCount += 1
    this.sockets.add(socket)
    this.notify()
    socket.on('close', () => {
      this.sockets.delete(socket)
      this.notify()
    })
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      let commands: Command[]
      try {
        commands = reader.push(chunk)
      } catch {
        // As brokers do: no reply to bytes that are no frame.
        socket.destroy()
        return
      }
      for (const command of commands) this.receive(socket, command)
    })
  }

  private receive(socket: net.Socket, command: Command): void {
    if (isResponse(command)) {
      this.responses.push(command)
      this.notify()
      return
    }
    this.requests.push(command)
    this.notify()
    const handler =
      this.override ?? this.handlers.get(command.code) ?? refuse(3, ` request type ${command.code} not supported`)
    Promise.resolve(typeof handler === 'function' ? handler(command) : handler).then(
      (answer) => send(socket, command, answer),
      () => send(socket, command, hangUp),
    )
  }

  private notify(): void {
    for (const check of this.watchers) check()
  }
}

async function send(socket: net.Socket, request: Command, answer: Answer): Promise<void> {
  await answer.after
  for (const [index, chunk] of (answer.chunks?.(request) ?? []).entries()) {
    // Chunks in turns of their own, so that they do not arrive as one.
    if (index > 0) await new Promise(setImmediate)
    if (!socket.writable) return
    socket.write(chunk)
  }
  if (answer.close) socket.end(() => socket.destroy())
}

function testdata(name: string): string {
  return readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8')
}
