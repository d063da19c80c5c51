import { isBodyWithheld, storedFactsOf } from '#lib/masking/mask-messages.ts'
import { DecompressionError, decompressBody } from '#lib/rocketmq/codec/decompress-body.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { type BodyView, decodeBody, undecodableBody } from './decode-body.ts'
import type { MessageBody } from './schema.ts'

/** The bytes that the producer sent, or why they cannot be had. */
export type BodyBytes = { bytes: Buffer } | { damage: string }

export function bodyBytesOf(message: StoredMessage): BodyBytes {
  try {
    return { bytes: decompressBody(message) }
  } catch (error) {
    if (error instanceof DecompressionError) return { damage: error.message }
    throw error
  }
}

export function bodyOf(message: StoredMessage, view: BodyView): MessageBody {
  const body = bodyBytesOf(message)
  if (isBodyWithheld(message)) return { ...withheldBody, totalBytes: storedFactsOf(message)?.bodyBytes ?? 0 }
  return 'bytes' in body ? decodeBody(body.bytes, view) : undecodableBody(message.storedBody, body.damage)
}

/** Nothing of it is shown: the notes of the message say why. */
const withheldBody = { text: '', as: 'text', isCut: false, shownBytes: 0, isWithheld: true } as const
