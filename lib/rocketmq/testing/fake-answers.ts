import type { Command } from '../codec/command.ts'
import { encodeFrame } from '../codec/frame.ts'

/** A frame to send back, or what goes wrong instead. Made by the functions below. */
export interface Answer {
  /** Bytes to send, in the chunks in which they are to be written; a frame needs the request that it answers. */
  chunks?: (request: Command) => Buffer[]
  /** Nothing is sent before this settles. */
  after?: Promise<unknown>
  /** End the connection when all is sent. */
  close?: boolean
}

export interface ReplyParts {
  code?: number
  remark?: string | null
  extFields?: Record<string, string>
  body?: Buffer | string
  /** Ordinal of the server's version; 513 = 5.5.0. */
  version?: number
}

/** An ordinary reply; SUCCESS when no code is given. */
export function reply(parts: ReplyParts = {}): Answer {
  return { chunks: (request) => [replyFrame(request, parts)] }
}

/** A reply with an error code. */
export function refuse(code: number, remark: string | null = null): Answer {
  return reply({ code, remark })
}

/** Accepts, and never answers. */
export const silence: Answer = {}

/** Ends the connection instead of answering. */
export const hangUp: Answer = { close: true }

/** The answer, once something has happened. */
export function late(after: Promise<unknown>, answer: Answer): Answer {
  return { ...answer, after }
}

/** A reply to a request that was never made. */
export function wrongOpaque(parts: ReplyParts = {}): Answer {
  return { chunks: (request) => [replyFrame({ ...request, opaque: request.opaque + 1_000_000 }, parts)] }
}

/** The first half of a reply; then the end of the connection, or nothing more. */
export function halfFrame(parts: ReplyParts = {}, then: 'close' | 'silence' = 'close'): Answer {
  return {
    chunks: (request) => {
      const frame = replyFrame(request, parts)
      return [frame.subarray(0, Math.ceil(frame.length / 2))]
    },
    close: then === 'close',
  }
}

/** A reply in chunks of a few bytes, each in a turn of its own. */
export function inChunks(chunkBytes: number, parts: ReplyParts = {}): Answer {
  return {
    chunks: (request) => {
      const frame = replyFrame(request, parts)
      const chunks: Buffer[] = []
      for (let start = 0; start < frame.length; start += chunkBytes) {
        chunks.push(frame.subarray(start, start + chunkBytes))
      }
      return chunks
    },
  }
}

/** A frame that says it is 2 GiB long. */
export const absurdLength: Answer = { chunks: () => [Buffer.from('7fffffff000000107b7d', 'hex')] }

/** Plausible lengths around a header that is no header. */
export const garbage: Answer = { chunks: () => [Buffer.from('0000000c00000008deadbeefdeadbeef', 'hex')] }

/** What a web server says to bytes that it does not understand. */
export const httpAnswer: Answer = {
  chunks: () => [Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')],
  close: true,
}

function replyFrame(request: Command, parts: ReplyParts): Buffer {
  return encodeFrame({
    code: parts.code ?? 0,
    language: 'JAVA',
    version: parts.version ?? 513,
    opaque: request.opaque,
    flag: 1,
    remark: parts.remark ?? null,
    extFields: parts.extFields ?? {},
    body: Buffer.from(parts.body ?? ''),
    serializeType: request.serializeType,
  })
}
