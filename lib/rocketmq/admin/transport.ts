import {
  BrokerError,
  ConnectionClosedError,
  isFateUnknown,
  ProtocolError,
  RequestTimeoutError,
  RocketmqError,
} from '../errors.ts'
import { vipAddress } from '../remoting/address.ts'
import type { Reply } from '../remoting/call.ts'
import { mapServers } from '../remoting/map-servers.ts'
import type { LaneKind, Pool } from '../remoting/pool.ts'
import { type RequestDefinition, toExtFields } from '../requests/define-request.ts'
import { ResponseCode } from '../response-code.ts'
import type { CallOptions, Server, ServerResults, WriteOutcome, WriteResults } from './server.ts'

export interface Answer<T> {
  value: T
  /** Of the socket alone: without waiting and connecting. */
  roundTripMs: number
  /** Ordinal of the server's version (protocol notes §1.3). */
  version: number
}

export interface TransportOptions {
  requestTimeoutMs: number
  /** Admin requests to brokers go to port − 2; pulls never do. */
  useVipChannel: boolean
}

/** Brokers give a client 10 s to answer. */
const RELAY_TIMEOUT_MS = 12_000

/** Joins requests and sockets: one call, judged by its response code. The only place that tries twice. */
export class Transport {
  private readonly pool: Pool
  private readonly options: TransportOptions

  constructor(pool: Pool, options: TransportOptions) {
    this.pool = pool
    this.options = options
  }

  /** One request to a name server. @throws RocketmqError, or the signal's reason */
  toNameServer<I, R>(
    address: string,
    request: RequestDefinition<I, R>,
    input: I,
    options: CallOptions = {},
  ): Promise<Answer<R>> {
    return this.call(address, 'admin', request, input, options)
  }

  /** One request to a controller. @throws RocketmqError, or the signal's reason */
  toController<I, R>(
    address: string,
    request: RequestDefinition<I, R>,
    input: I,
    options: CallOptions = {},
  ): Promise<Answer<R>> {
    return this.call(address, 'admin', request, input, options)
  }

  /** One request to a proxy's remoting port. @throws RocketmqError, or the signal's reason */
  toProxy<I, R>(
    address: string,
    request: RequestDefinition<I, R>,
    input: I,
    options: CallOptions = {},
  ): Promise<Answer<R>> {
    return this.call(address, 'admin', request, input, options)
  }

  /** One request to a broker. @throws RocketmqError, or the signal's reason */
  toBroker<I, R>(
    server: Pick<Server, 'address'>,
    request: RequestDefinition<I, R>,
    input: I,
    options: CallOptions = {},
  ): Promise<Answer<R>> {
    const address = this.options.useVipChannel ? vipAddress(server.address) : server.address
    return this.call(address, 'admin', request, input, options)
  }

  /** One request that moves message bodies, on a connection of its own. @throws RocketmqError, or the signal's reason */
  pull<I, R>(
    server: Pick<Server, 'address'>,
    request: RequestDefinition<I, R>,
    input: I,
    options: CallOptions = {},
  ): Promise<Answer<R>> {
    return this.call(server.address, 'bulk', request, input, options)
  }

  /**
   * One request that a broker hands on to a client, which may keep it for 10 s: on a connection of its own.
   *
   * @throws RocketmqError, or the signal's reason
   */
  toClient<I, R>(
    server: Pick<Server, 'address'>,
    request: RequestDefinition<I, R>,
    input: I,
    options: CallOptions = {},
  ): Promise<Answer<R>> {
    return this.call(server.address, 'relay', request, input, { timeoutMs: RELAY_TIMEOUT_MS, ...options })
  }

  /** A read of several brokers, each with its own deadline. @throws the signal's reason */
  readServers<T>(
    servers: readonly Server[],
    read: (server: Server, options: CallOptions) => Promise<T>,
    options: CallOptions = {},
  ): Promise<ServerResults<T>> {
    return mapServers(servers, (server, signal) => read(server, { ...options, signal }), this.fanOut(options))
  }

  /**
   * A write to several brokers, once to each. An abort keeps back what has not left; what has is waited for.
   *
   * @throws the signal's reason when it was aborted before the first request
   */
  async writeServers<I>(
    servers: readonly Server[],
    request: RequestDefinition<I, void>,
    input: I,
    options: CallOptions = {},
  ): Promise<WriteResults> {
    const { signal } = options
    signal?.throwIfAborted()
    const startMs = performance.now()
    const outcomes = await Promise.allSettled(servers.map((server) => this.toBroker(server, request, input, options)))
    const results: WriteResults = { done: [], failed: [], unknown: [] }
    for (const [index, server] of servers.entries()) {
      const outcome = outcomes[index]
      if (outcome?.status !== 'rejected') {
        results.done.push({ server })
        continue
      }
      const error: unknown =
        signal?.aborted && outcome.reason === signal.reason
          ? neverSent(server.address, request.code, Math.round(performance.now() - startMs), outcome.reason)
          : outcome.reason
      if (!(error instanceof RocketmqError)) throw error
      results[isFateUnknown(error) ? 'unknown' : 'failed'].push({ server, error })
    }
    return results
  }

  /**
   * One write, sent once. What became of it is a value, so that a caller of many can go on.
   *
   * @throws the signal's reason when it was aborted before the request left
   */
  async writeOnce<I, R>(
    server: Pick<Server, 'address'>,
    request: RequestDefinition<I, R>,
    input: I,
    options: CallOptions = {},
  ): Promise<WriteOutcome<R>> {
    try {
      const { value } = await this.toBroker(server, request, input, options)
      return { state: 'done', value }
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      return { state: isFateUnknown(error) ? 'unknown' : 'failed', error }
    }
  }

  private fanOut(options: CallOptions) {
    return {
      timeoutMs: options.timeoutMs ?? this.options.requestTimeoutMs,
      ...(options.signal ? { signal: options.signal } : {}),
    }
  }

  private async call<I, R>(
    address: string,
    kind: LaneKind,
    request: RequestDefinition<I, R>,
    input: I,
    options: CallOptions,
  ): Promise<Answer<R>> {
    const { header, body } = request.encode(input)
    const outgoing = { code: request.code, extFields: toExtFields(header), body: body ?? Buffer.alloc(0) }
    const isWrite = request.isWrite === true
    const timeoutMs = options.timeoutMs ?? this.options.requestTimeoutMs
    const deadlineMs = performance.now() + timeoutMs
    const send = () =>
      this.pool.send(address, kind, outgoing, {
        timeoutMs: Math.max(1, Math.ceil(deadlineMs - performance.now())),
        isWrite,
        ...(options.signal ? { signal: options.signal } : {}),
        ...(options.caller === undefined ? {} : { caller: options.caller }),
      })
    const reply = isWrite ? await send() : await withSecondTry(send)
    return judge(address, request, reply)
  }
}

/** For reads only: a dropped connection and a server about to stop get one more try on a new connection. */
async function withSecondTry(send: () => Promise<Reply>): Promise<Reply> {
  try {
    const reply = await send()
    return reply.command.code === ResponseCode.GO_AWAY ? await send() : reply
  } catch (error) {
    if (error instanceof ConnectionClosedError) return send()
    throw error
  }
}

function judge<I, R>(address: string, request: RequestDefinition<I, R>, { command, roundTripMs }: Reply): Answer<R> {
  const { code, remark, version } = command
  if (code !== ResponseCode.SUCCESS && !request.answers?.includes(code)) {
    throw new BrokerError({ address, requestCode: request.code, responseCode: code, remark })
  }
  try {
    return { value: request.decode(command), roundTripMs, version }
  } catch (error) {
    throw error instanceof ProtocolError ? error.at(address, request.code) : error
  }
}

/** Aborted while it waited for its turn, though others may have left. */
function neverSent(address: string, requestCode: number, timeoutMs: number, cause: unknown): RocketmqError {
  return new RequestTimeoutError({ address, requestCode, wasSent: false, timeoutMs, cause })
}
