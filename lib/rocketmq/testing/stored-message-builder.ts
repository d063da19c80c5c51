import { crc32 } from 'node:zlib'
import { parseIp } from '../codec/host.ts'
import { encodeProperties } from '../codec/properties.ts'

/** What a test may say about a stored message; the rest is filled in. */
export interface StoredMessageParts {
  magicVersion?: 1 | 2
  /** The right one for the body when left out. */
  bodyCrc?: number
  queueId?: number
  flag?: number
  queueOffset?: bigint
  commitLogOffset?: bigint
  /** The bits for IPv6 hosts are added. */
  sysFlag?: number
  bornTimestamp?: Date
  /** `ip:port` or `[ipv6]:port`, as is `storeHost`. */
  bornHost?: string
  storeTimestamp?: Date
  storeHost?: string
  reconsumeTimes?: number
  preparedTransactionOffset?: bigint
  /** As stored: compress it before, and say so in `sysFlag`. */
  storedBody?: Buffer
  topicName?: string
  properties?: ReadonlyMap<string, string>
}

const MAGIC = { 1: 0xdaa320a7 | 0, 2: 0xdaa320ab | 0 } as const
const BORN_HOST_IPV6 = 0x10
const STORE_HOST_IPV6 = 0x20

/** One message as a broker lays it out in its commit log (protocol notes §5.1). */
export function buildStoredMessage(parts: StoredMessageParts = {}): Buffer {
  const { magicVersion = 1, storedBody = Buffer.alloc(0) } = parts
  const bornHost = hostBytes(parts.bornHost ?? '127.0.0.1:50000')
  const storeHost = hostBytes(parts.storeHost ?? '127.0.0.1:10911')
  const topic = Buffer.from(parts.topicName ?? 'TopicTest', 'utf8')
  const properties = Buffer.from(encodeProperties(parts.properties ?? new Map()), 'utf8')
  const hostFlags = (bornHost.length > 8 ? BORN_HOST_IPV6 : 0) | (storeHost.length > 8 ? STORE_HOST_IPV6 : 0)

  const afterSize = Buffer.concat([
    int32(MAGIC[magicVersion]),
    int32(parts.bodyCrc ?? crc32(storedBody) & 0x7fffffff),
    int32(parts.queueId ?? 0),
    int32(parts.flag ?? 0),
    int64(parts.queueOffset ?? 0n),
    int64(parts.commitLogOffset ?? 0n),
    int32((parts.sysFlag ?? 0) | hostFlags),
    int64(BigInt((parts.bornTimestamp ?? new Date(1_700_000_000_000)).getTime())),
    bornHost,
    int64(BigInt((parts.storeTimestamp ?? new Date(1_700_000_000_001)).getTime())),
    storeHost,
    int32(parts.reconsumeTimes ?? 0),
    int64(parts.preparedTransactionOffset ?? 0n),
    int32(storedBody.length),
    storedBody,
    uint(topic.length, magicVersion),
    topic,
    uint(properties.length, 2),
    properties,
  ])
  return Buffer.concat([int32(4 + afterSize.length), afterSize])
}

function hostBytes(host: string): Buffer {
  const cut = host.lastIndexOf(':')
  const ip = parseIp(host.slice(0, cut))
  if (!ip) throw new RangeError(`${host} is not an IP address with a port`)
  return Buffer.concat([ip, int32(Number(host.slice(cut + 1)))])
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeBigInt64BE(value)
  return bytes
}

function uint(value: number, sizeBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(sizeBytes)
  bytes.writeUIntBE(value, 0, sizeBytes)
  return bytes
}
