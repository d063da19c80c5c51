import { formatHost, formatIp, parseIp } from './host.ts'

const IPV4_ID = /^[\dA-F]{32}$/i
const IPV6_ID = /^[\dA-F]{56}$/i
const GRPC_ID = /^01[\dA-F]{32}$/i

/** Seconds in gRPC client ids count from here. */
const GRPC_EPOCH_MS = Date.UTC(2021, 0, 1)
/** A remoting client's id says the time within a month, not which: so many months back are offered. */
const CANDIDATE_MONTHS = 12
/** The month began in the client's own time zone, at most this far from ours. */
const MAX_ZONE_OFFSET_MS = 14 * 60 * 60 * 1000

/**
 * Id of a stored message: upper-case hex of the broker's IP (4 or 16 bytes), port int32 and commit-log offset int64.
 *
 * @param address `ip:port` or `[ipv6]:port`
 * @throws RangeError when the address is no IP with a port
 * @see protocol notes §5.4
 */
export function encodeOffsetMsgId(address: string, commitLogOffset: bigint): string {
  const cut = address.lastIndexOf(':')
  const ip = cut < 0 ? null : parseIp(address.slice(0, cut))
  const portText = address.slice(cut + 1)
  const port = Number(portText)
  if (!ip || !/^\d{1,5}$/.test(portText) || port > 0xffff) {
    throw new RangeError(`${JSON.stringify(address)} is not an IP address with a port`)
  }
  const tail = Buffer.allocUnsafe(12)
  tail.writeInt32BE(port, 0)
  tail.writeBigInt64BE(commitLogOffset, 4)
  return Buffer.concat([ip, tail]).toString('hex').toUpperCase()
}

/**
 * The broker address and commit-log offset that an offset id names; null when the text cannot be one. Unique ids have the
 * same lengths, so a result is only a guess until the address proves to be a known broker. Never dial it otherwise.
 */
export function decodeOffsetMsgId(text: string): { address: string; commitLogOffset: bigint } | null {
  if (!IPV4_ID.test(text) && !IPV6_ID.test(text)) return null
  const bytes = Buffer.from(text, 'hex')
  const ipBytes = bytes.length - 12
  const port = bytes.readInt32BE(ipBytes)
  const commitLogOffset = bytes.readBigInt64BE(ipBytes + 4)
  if (port < 1 || port > 0xffff || commitLogOffset < 0n) return null
  return { address: formatHost(bytes.subarray(0, ipBytes), port), commitLogOffset }
}

/** What a client-made unique id (property UNIQ_KEY) tells. */
export interface DecodedUniqKey {
  kind: 'remoting' | 'grpc'
  /** IP of the client that sent the message. Not in gRPC ids. */
  address?: string
  /**
   * Newest first. One to the second for gRPC. For remoting one per month that the id may belong to, each at most 14 hours
   * off: the id counts from the first of a month in the client's own time zone.
   */
  approximateSendTimes: Date[]
}

/**
 * Reads a unique id of Java and C++ remoting clients (32 or 56 hex characters) or gRPC clients (34); null for any other text,
 * of which users' own ids are free to be.
 *
 * @param now send times well after it (by more than a time zone) are left out
 */
export function decodeUniqKey(text: string, now: Date): DecodedUniqKey | null {
  if (GRPC_ID.test(text)) return decodeGrpcId(Buffer.from(text, 'hex'))
  if (IPV4_ID.test(text) || IPV6_ID.test(text)) return decodeRemotingId(Buffer.from(text, 'hex'), now)
  return null
}

/** `01`, MAC 6 bytes, pid 2, seconds since 2021 4, counter 4. */
function decodeGrpcId(bytes: Buffer): DecodedUniqKey {
  return { kind: 'grpc', approximateSendTimes: [new Date(GRPC_EPOCH_MS + bytes.readUInt32BE(9) * 1000)] }
}

/** IP 4 or 16 bytes, pid 2, class loader hash 4, ms since the first of the month 4, counter 2. */
function decodeRemotingId(bytes: Buffer, now: Date): DecodedUniqKey | null {
  const ipBytes = bytes.length - 12
  // Java writes an int: from the 25th of a month on its sign bit is set.
  const sinceMonthStartMs = bytes.readUInt32BE(ipBytes + 6)
  const approximateSendTimes: Date[] = []
  for (let monthsBack = -1; monthsBack < CANDIDATE_MONTHS; monthsBack++) {
    const monthStartMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsBack, 1)
    const monthEndMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsBack + 1, 1)
    const sentMs = monthStartMs + sinceMonthStartMs
    // A client east of us may already be in the next month, and its clock is not ours.
    if (sentMs < monthEndMs && sentMs <= now.getTime() + MAX_ZONE_OFFSET_MS) approximateSendTimes.push(new Date(sentMs))
  }
  if (approximateSendTimes.length === 0) return null
  return { kind: 'remoting', address: formatIp(bytes.subarray(0, ipBytes)), approximateSendTimes }
}
