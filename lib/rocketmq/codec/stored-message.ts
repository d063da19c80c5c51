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

/** Messages of one answer repeat topic and hosts, so the text of the last ones is kept. */
class StoredMessageDecoder {
  private readonly bytes: Buffer
  private readonly bornHost: HostText
  private readonly storeHost: HostText
  private topicStart = 0
  private topicEnd = 0
  private topicName = ''

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.bornHost = new HostText(bytes)
    this.storeHost = new HostText(bytes)
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
    const topicEnd = topicStart + bytes.readUIntBE(bodyEnd, magicVersion)
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
    this.storeHost.read(storeHostAt, storeIpBytes)
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
      bornHost: this.bornHost.read(start + 48, bornIpBytes),
      storeTimestamp,
      storeHost: this.storeHost.text,
      reconsumeTimes: bytes.readInt32BE(reconsumeTimesAt),
      preparedTransactionOffset: bytes.readBigInt64BE(reconsumeTimesAt + 4),
      storedBody,
      compression: compressionOf(sysFlag),
      topicName: this.topicNameOf(topicStart, topicEnd),
      properties,
      offsetMsgId: this.storeHost.hex + bytes.toString('hex', start + 28, start + 36).toUpperCase(),
      uniqKey: properties.get('UNIQ_KEY') ?? null,
    }
  }

  private topicNameOf(start: number, end: number): string {
    const isLast = this.bytes.compare(this.bytes, this.topicStart, this.topicEnd, start, end) === 0
    if (!isLast) {
      this.topicName = this.bytes.toString('utf8', start, end)
      this.topicStart = start
      this.topicEnd = end
    }
    return this.topicName
  }
}

/** The last host read, as `host:port` and as the hex that ids begin with. */
class HostText {
  text = ''
  hex = ''
  private readonly bytes: Buffer
  private at = 0
  private endAt = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  read(at: number, ipBytes: number): string {
    const endAt = at + ipBytes + 4
    if (this.bytes.compare(this.bytes, this.at, this.endAt, at, endAt) !== 0) {
      this.text = formatHost(this.bytes.subarray(at, at + ipBytes), this.bytes.readInt32BE(at + ipBytes))
      this.hex = this.bytes.toString('hex', at, endAt).toUpperCase()
      this.at = at
      this.endAt = endAt
    }
    return this.text
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
  // Two reads of 32 bits: a bigint for each of two timestamps would be a fifth of the time a message takes.
  const ms = bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4)
  return Math.abs(ms) <= MAX_DATE_MS ? new Date(ms) : null
}
