import type { StreamAnswer } from '#lib/api/text-stream.ts'
import { AppError } from '#lib/errors.ts'
import { isBodyWithheld } from '#lib/masking/mask-messages.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { Context } from '#lib/users/context.ts'
import { isBodyView } from './decode-body.ts'
import { auditedReading, findMessage, type MessageRef, requireMessage } from './get-message.ts'
import { bodyBytesOf, bodyOf } from './message-body.ts'
import type { FoundMessage } from './scan/message-source.ts'

/**
 * A body: all of its bytes as its producer sent them, for a download; or, with `as`, how it looks that way.
 *
 * @throws AppError CONFLICT when it cannot be decompressed (`as=hex` shows what is stored); else as `findMessage` does
 */
export async function getMessageBody(
  ctx: Context,
  input: MessageRef & { as?: string | undefined },
): Promise<StreamAnswer> {
  const { as } = input
  requireMessage(ctx, 'message:read-body', input)
  if (as !== undefined && !isBodyView(as)) throw unknownView(as)
  return auditedReading(ctx, input, async () => {
    const found = await findMessage(ctx, input, { seenBy: 'message:read-body' })
    return as === undefined ? download(found) : asJson(bodyOf(found.message, as))
  })
}

function asJson(value: unknown): StreamAnswer {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

function download({ message }: FoundMessage): StreamAnswer {
  if (isBodyWithheld(message)) {
    const detail = 'A masking rule withholds this body. Who has the permission message:unmask can reveal it.'
    throw new AppError('FORBIDDEN', detail, { permission: 'message:unmask', reason: 'MASKED' })
  }
  return bodyFile(message)
}

/**
 * The bytes of a body as a file.
 * @throws AppError CONFLICT when it cannot be decompressed
 */
export function bodyFile(message: StoredMessage): StreamAnswer {
  const body = bodyBytesOf(message)
  if ('damage' in body) {
    throw new AppError('CONFLICT', `${body.damage}. With as=hex it is shown as it is stored.`, { reason: 'DAMAGED' })
  }
  const id = (message.uniqKey ?? message.offsetMsgId).replace(/[^\w.-]/g, '_').slice(0, 100)
  return {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(body.bytes.length),
      'content-disposition': `attachment; filename="${id}.bin"`,
      // Whatever the bytes are, no browser may run them here.
      'content-security-policy': "default-src 'none'; sandbox",
    },
    body: new Uint8Array(body.bytes),
  }
}

export function unknownView(as: string, path = 'query.as'): AppError {
  const detail = `A body can be shown as auto, text, json, xml, hex, base64 or in a charset such as gbk, not as ${as}.`
  return new AppError('INVALID_INPUT', detail, { fields: [{ path, rule: 'oneOf', detail }] })
}
