import { requestCodeName } from './request-code.ts'
import { responseCodeName } from './response-code.ts'

/** Where on the wire an error happened. */
export interface ErrorPlace {
  /** `host:port` as dialled. */
  address: string
  requestCode?: number
  cause?: unknown
}

/** Anything that went wrong between us and a RocketMQ server. Test the subclass, never the message. */
export abstract class RocketmqError extends Error {
  /** `host:port` as dialled; empty in a ProtocolError that has not left the codec yet. */
  readonly address: string
  readonly requestCode: number | undefined

  constructor(message: string, place: ErrorPlace) {
    super(message, place.cause === undefined ? undefined : { cause: place.cause })
    this.address = place.address
    this.requestCode = place.requestCode
  }
}

/** No connection: refused, unresolvable, unreachable, timed out or a failed TLS handshake. Nothing was sent. */
export class ConnectError extends RocketmqError {
  override readonly name = 'ConnectError'

  constructor(detail: string, place: ErrorPlace) {
    super(`Cannot connect to ${place.address}: ${detail}`, place)
  }
}

/** The connection ended before the answer came. */
export class ConnectionClosedError extends RocketmqError {
  override readonly name = 'ConnectionClosedError'
  /** The request may have reached the server: its effect is unknown. False: the server has not seen it. */
  readonly wasSent: boolean

  constructor(place: ErrorPlace & { wasSent: boolean }) {
    super(
      `${place.address} closed the connection ${place.wasSent ? 'before it answered' : 'before we could send'}${ofRequest(place)}`,
      place,
    )
    this.wasSent = place.wasSent
  }
}

/** No answer in time. */
export class RequestTimeoutError extends RocketmqError {
  override readonly name = 'RequestTimeoutError'
  /** The request may have reached the server: its effect is unknown. False: it was still waiting for its turn. */
  readonly wasSent: boolean
  readonly timeoutMs: number

  constructor(place: ErrorPlace & { wasSent: boolean; timeoutMs: number }) {
    super(
      `${place.address} did not answer${ofRequest(place)} within ${place.timeoutMs} ms${place.wasSent ? '' : ' (not sent yet)'}`,
      place,
    )
    this.wasSent = place.wasSent
    this.timeoutMs = place.timeoutMs
  }
}

export interface ProtocolErrorFacts extends Partial<ErrorPlace> {
  /** Byte offset in the input of the decoder that gave up. */
  positionBytes?: number
  /** Dotted path of the JSON member that is not what it should be: `$.brokerAddrTable.broker-a`. */
  path?: string
}

/**
 * Bytes we cannot read. The codec knows no sockets, so it throws this without an address; whoever holds the connection
 * calls {@link ProtocolError.at} on the way up.
 */
export class ProtocolError extends RocketmqError {
  override readonly name = 'ProtocolError'
  readonly detail: string
  readonly positionBytes: number | undefined
  readonly path: string | undefined

  constructor(detail: string, facts: ProtocolErrorFacts = {}) {
    const source = facts.address ? `${facts.address} sent bytes we cannot read${ofRequest(facts)}: ` : ''
    const where = [
      facts.path === undefined ? '' : ` at ${facts.path}`,
      facts.positionBytes === undefined ? '' : ` at byte ${facts.positionBytes}`,
    ].join('')
    super(`${source}${detail}${where}`, { ...facts, address: facts.address ?? '' })
    this.detail = detail
    this.positionBytes = facts.positionBytes
    this.path = facts.path
  }

  /** The same error, now with the server it came from. This one becomes its cause. */
  at(address: string, requestCode?: number): ProtocolError {
    const { positionBytes, path } = this
    return new ProtocolError(this.detail, {
      address,
      cause: this,
      ...(requestCode === undefined ? {} : { requestCode }),
      ...(positionBytes === undefined ? {} : { positionBytes }),
      ...(path === undefined ? {} : { path }),
    })
  }
}

/** The server answered, and the answer is no. */
export class BrokerError extends RocketmqError {
  override readonly name = 'BrokerError'
  readonly responseCode: number
  readonly responseCodeName: string
  /** The server's own words, empty when it gave none. */
  readonly remark: string

  constructor(place: ErrorPlace & { responseCode: number; remark: string | null }) {
    const name = responseCodeName(place.responseCode, place.requestCode)
    const remark = place.remark ?? ''
    super(
      `${place.address} answered ${name} (${place.responseCode})${ofRequest(place)}${remark === '' ? '' : `: ${remark}`}`,
      place,
    )
    this.responseCode = place.responseCode
    this.responseCodeName = name
    this.remark = remark
  }
}

function ofRequest(place: { requestCode?: number }): string {
  return place.requestCode === undefined ? '' : ` to ${requestCodeName(place.requestCode)}`
}

/** Of a write: sent, and no answer that could be read, so it may have taken effect. */
export function isFateUnknown(error: RocketmqError): boolean {
  if (error instanceof RequestTimeoutError || error instanceof ConnectionClosedError) return error.wasSent
  return error instanceof ProtocolError
}
