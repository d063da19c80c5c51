import { crc32 } from 'node:zlib'
import { formatHost } from './host.ts'
import { decodeProperties } from './properties.ts'

/** 'unknown': compressed by a way that no version up to 5.5 has. */
export type Compression = 'none' | 'zlib' | 'lz4' | 'zstd' | 'unknown'

/** A message as it lies in a broker's commit log. */
export interface StoredMessage {
  /** Size in the commit log, everything included. */
  storeBytes: number
  /** 2: the topic's length took two bytes (5.1+, topics longer than 127 bytes). */
  magicVersion: 1 | 2
  bodyCrc: number
  /** The stored body (before decompression) agrees with `bodyCrc`. */
  isCrcOk: boolean
  queueId: number
  /** The application's own flag. */
  flag: number
  queueOffset: bigint
  commitLogOffset: bigint
  sysFlag: number
  /** By the producer's clock. */
  bornTimestamp: Date
  /** `host:port` of the producer, or of the proxy in front of it. */
  bornHost: string
  /** By the broker's clock. */
  storeTimestamp: Date
  /** `host:port` of the broker as it sees itself: perhaps not reachable from here. */
  storeHost: string
  reconsumeTimes: number
  preparedTransactionOffset: bigint
  /** As stored, perhaps compressed: see `decompressBody`. A view into the decoded bytes, not a copy. */
  storedBody: Buffer
  compression: Compression
  topicName: string
  properties: Map<string, string>
  offsetMsgId: string
  uniqKey: string | null
}

const MAGIC_V1 = 0xdaa320a7 | 0
const MAGIC_V2 = 0xdaa320ab | 0

const COMPRESSED = 0x1
const BORN_HOST_IPV6 = 0x10
const STORE_HOST_IPV6 = 0x20
const COMPRESSION_TYPE_MASK = 0x700

/** Both hosts IPv4, nothing in body, topic and properties. */
const MIN_MESSAGE_BYTES = 91
const MAX_DATE_MS = 8_640_000_000_000_000

/**
 * Messages back to back, as VIEW_MESSAGE_BY_ID, QUERY_MESSAGE and PULL_MESSAGE answer them. A message whose inner lengths do
 * not fit its size is left out; at bytes that are no message decoding ends, for then nothing says where the next one begins.
 *
 * @returns what could be read, and how many bytes could not
 * @see protocol notes §5.1
 */
export function decodeStoredMessages(bytes: Buffer): { messages: StoredMessage[]; damagedBytes: number } {
  const decoder = new StoredMessageDecoder(bytes)
  const messages: StoredMessage[] = []
  let damagedBytes = 0
  let start = 0
  while (bytes.length - start >= MIN_MESSAGE_BYTES) {
    const storeBytes = bytes.readInt32BE(start)
    const magic = bytes.readInt32BE(start + 4)
    if (storeBytes < MIN_MESSAGE_BYTES || storeBytes > bytes.length - start) break
    if (magic !== MAGIC_V1 && magic !== MAGIC_V2) break
    const message = decoder.decode(start, storeBytes, magic === MAGIC_V1 ? 1 : 2)
    if (message) messages.push(message)
    else damagedBytes += storeBytes
    start += storeBytes
  }
  return { messages, damagedBytes: damagedBytes + bytes.length - start }
}

/** The messages of one answer share few topics and hosts, so their text is made once. */
class StoredMessageDecoder {
  private readonly bytes: Buffer
  private readonly hosts: HostCache
  private topicStart = 0
  private topicEnd = 0
  private topicName = ''

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.hosts = new HostCache(bytes)
  }

  decode(start: number, storeBytes: number, magicVersion: 1 | 2): StoredMessage | null {
    const { bytes } = this
    const end = start + storeBytes
    const sysFlag = bytes.readInt32BE(start + 36)
    const bornIpBytes = sysFlag & BORN_HOST_IPV6 ? 16 : 4
    const storeIpBytes = sysFlag & STORE_HOST_IPV6 ? 16 : 4
    const storeTimestampAt = start + 48 + bornIpBytes + 4
    const storeHostAt = storeTimestampAt + 8
    const reconsumeTimesAt = storeHostAt + storeIpBytes + 4
    const bodyStart = reconsumeTimesAt + 16
    if (bodyStart > end) return null
    const bodyEnd = bodyStart + bytes.readUInt32BE(reconsumeTimesAt + 12)
    const topicStart = bodyEnd + magicVersion
    if (topicStart > end) return null
    const topicEnd = topicStart + (magicVersion === 1 ? bytes.readUInt8(bodyEnd) : bytes.readUInt16BE(bodyEnd))
    const propertiesStart = topicEnd + 2
    if (propertiesStart > end) return null
    const propertiesEnd = propertiesStart + bytes.readUInt16BE(topicEnd)
    if (propertiesEnd > end) return null
    const bornTimestamp = dateAt(bytes, start + 40)
    const storeTimestamp = dateAt(bytes, storeTimestampAt)
    if (!bornTimestamp || !storeTimestamp) return null

    const storedBody = bytes.subarray(bodyStart, bodyEnd)
    const bodyCrc = bytes.readInt32BE(start + 8)
    const properties = decodeProperties(bytes.toString('utf8', propertiesStart, propertiesEnd))
    const storeHost = this.hosts.read(storeHostAt, storeIpBytes)
    return {
      storeBytes,
      magicVersion,
      bodyCrc,
      // Java drops the sign bit before it stores the sum.
      isCrcOk: ((crc32(storedBody) ^ bodyCrc) & 0x7fffffff) === 0,
      queueId: bytes.readInt32BE(start + 12),
      flag: bytes.readInt32BE(start + 16),
      queueOffset: bytes.readBigInt64BE(start + 20),
      commitLogOffset: bytes.readBigInt64BE(start + 28),
      sysFlag,
      bornTimestamp,
      bornHost: this.hosts.read(start + 48, bornIpBytes).text,
      storeTimestamp,
      storeHost: storeHost.text,
      reconsumeTimes: bytes.readInt32BE(reconsumeTimesAt),
      preparedTransactionOffset: bytes.readBigInt64BE(reconsumeTimesAt + 4),
      storedBody,
      compression: compressionOf(sysFlag),
      topicName: this.topicNameOf(topicStart, topicEnd),
      properties,
      offsetMsgId: storeHost.hex + bytes.toString('hex', start + 28, start + 36).toUpperCase(),
      uniqKey: properties.get('UNIQ_KEY') ?? null,
    }
  }

  private topicNameOf(start: number, end: number): string {
    if (!this.isLastTopic(start, end)) {
      this.topicName = this.bytes.toString('utf8', start, end)
      this.topicStart = start
      this.topicEnd = end
    }
    return this.topicName
  }

  private isLastTopic(start: number, end: number): boolean {
    const { bytes, topicStart } = this
    if (end - start !== this.topicEnd - topicStart) return false
    for (let at = start; at < end; at++) if (bytes[at] !== bytes[topicStart + at - start]) return false
    return true
  }
}

/** A host as `host:port`, and as the hex that an offset id begins with. */
interface Host {
  text: string
  hex: string
}

class HostCache {
  private readonly bytes: Buffer
  private readonly hostByKey = new Map<number | string, Host>()

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  read(at: number, ipBytes: number): Host {
    const { bytes } = this
    const port = bytes.readUInt32BE(at + ipBytes)
    const isNumberEnough = ipBytes === 4 && port <= 0xffff
    // IPv4 and port as one number: nearly every host, and no text to make for the look-up.
    const key = isNumberEnough ? bytes.readUInt32BE(at) * 0x1_0000 + port : bytes.toString('hex', at, at + ipBytes + 4)
    let host = this.hostByKey.get(key)
    if (!host) {
      const hex = bytes.toString('hex', at, at + ipBytes + 4).toUpperCase()
      host = { text: formatHost(bytes.subarray(at, at + ipBytes), port), hex }
      this.hostByKey.set(key, host)
    }
    return host
  }
}

function compressionOf(sysFlag: number): Compression {
  if ((sysFlag & COMPRESSED) === 0) return 'none'
  switch (sysFlag & COMPRESSION_TYPE_MASK) {
    // Clients before the types existed set none.
    case 0:
    case 0x300:
      return 'zlib'
    case 0x100:
      return 'lz4'
    case 0x200:
      return 'zstd'
    default:
      return 'unknown'
  }
}

/** Null when it is no time that a Date can hold. */
function dateAt(bytes: Buffer, at: number): Date | null {
  // Two reads of 32 bits: exact for every time a Date can hold, and no bigint to throw away.
  const ms = bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4)
  return Math.abs(ms) <= MAX_DATE_MS ? new Date(ms) : null
}
