import { deflateSync, zstdCompressSync } from 'node:zlib'
import { decompressLz4Frames } from '../codec/lz4.ts'
import { encodeProperties } from '../codec/properties.ts'
import type { Pool } from '../remoting/pool.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest, toExtFields } from '../requests/define-request.ts'
import { ResponseCode } from '../response-code.ts'

/** A message as a test sends it. */
export interface TestMessage {
  topicName: string
  queueId: number
  /** As the reader is to see it. */
  body: Buffer
  compression?: 'zlib' | 'lz4' | 'zstd'
  properties?: Record<string, string>
}

export interface SentMessage {
  /** Offset message id. */
  offsetMsgId: string
  queueId: number
  queueOffset: bigint
}

/**
 * SEND_MESSAGE_V2 (310) with what a test needs of it. The topic must exist.
 *
 * @see protocol notes §4.7
 */
const sendMessageV2 = defineRequest<TestMessage, void>({
  code: RequestCode.SEND_MESSAGE_V2,
  isWrite: true,
  encode({ topicName, queueId, body, compression, properties = {} }) {
    const header = {
      a: 'apogee-test',
      b: topicName,
      c: 'TBW102',
      d: 4,
      e: queueId,
      f: (compression ? SYS_FLAG[compression] : 0) | (properties.TRAN_MSG === 'true' ? TRANSACTION_PREPARED : 0),
      g: Date.now(),
      h: 0,
      i: encodeProperties(new Map(Object.entries(properties))),
      j: 0,
      k: false,
      m: false,
    }
    return { header, body: compression ? compress[compression](body) : body }
  },
  decode: () => {},
})

/** Compressed, and by what. */
const SYS_FLAG = { lz4: 0x101, zstd: 0x201, zlib: 0x301 } as const

/** Of a half message, which has the property `TRAN_MSG` too. */
const TRANSACTION_PREPARED = 0x4

const compress = {
  zlib: (body: Buffer) => deflateSync(body),
  zstd: (body: Buffer) => zstdCompressSync(body),
  lz4: (body: Buffer) => storedLz4Frame(body),
}

/** A starved machine makes brokers refuse what has waited 200 ms; nothing is stored then, so it may be sent again. */
const MAX_TRIES = 100

/** @throws Error when the broker has not stored it */
export async function sendMessage(pool: Pool, address: string, message: TestMessage): Promise<SentMessage> {
  const { header, body } = sendMessageV2.encode(message)
  const request = { code: sendMessageV2.code, extFields: toExtFields(header), body: body ?? Buffer.alloc(0) }
  for (let tries = 1; ; tries++) {
    const { command } = await pool.send(address, 'admin', request, { timeoutMs: 10_000, isWrite: true })
    const { msgId = '', queueId = '', queueOffset = '' } = command.extFields
    if (command.code === ResponseCode.SUCCESS) {
      return { offsetMsgId: msgId, queueId: Number(queueId), queueOffset: BigInt(queueOffset) }
    }
    if (command.code !== ResponseCode.SYSTEM_BUSY || tries === MAX_TRIES) {
      throw new Error(`${address} answered ${command.code}: ${command.remark}`)
    }
  }
}

/** A block may hold 64 KiB, the lengths of its runs included. */
const BLOCK_BYTES = 32 * 1024

/** An LZ4 frame of one literal run per block: valid for every decoder, and as long as its content. */
function storedLz4Frame(body: Buffer): Buffer {
  // Magic; version 1, independent blocks; blocks of 64 KiB; check byte of this descriptor.
  const parts = [Buffer.from('04224d18604082', 'hex')]
  for (let at = 0; at < body.length; at += BLOCK_BYTES) {
    const literals = body.subarray(at, at + BLOCK_BYTES)
    const sequence = Buffer.concat([runLength(literals.length), literals])
    const size = Buffer.alloc(4)
    size.writeUInt32LE(sequence.length)
    parts.push(size, sequence)
  }
  parts.push(Buffer.alloc(4))
  const frame = Buffer.concat(parts)
  if (!decompressLz4Frames(frame, body.length).equals(body)) throw new Error('the LZ4 frame is wrong')
  return frame
}

/** Token and length bytes of a run of literals with no match behind it. */
function runLength(length: number): Buffer {
  if (length < 15) return Buffer.from([length << 4])
  const rest = length - 15
  return Buffer.concat([Buffer.from([0xf0]), Buffer.alloc(Math.floor(rest / 255), 255), Buffer.from([rest % 255])])
}
