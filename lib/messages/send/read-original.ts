import { AppError, type FieldError } from '#lib/errors.ts'
import { isMasked } from '#lib/masking/mask-messages.ts'
import { originalOf } from '#lib/masking/original-of.ts'
import { isSystemProperty } from '#lib/rocketmq/codec/properties.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { Context } from '#lib/users/context.ts'
import { findMessage } from '../get-message.ts'
import { topicOf } from '../is-of-topic.ts'
import { bodyBytesOf } from '../message-body.ts'
import type { NewMessage } from '../schema.ts'
import { sightOf } from '../seen-as.ts'
import { keysOf } from '../to-message-item.ts'
import type { MessageToPlan } from './plan-messages.ts'

type Asked = NewMessage & { clusterId: string; topicName: string }

/**
 * What is to be sent, with all its bytes. A copy of a stored message is made of what is stored, here on the server: what its reader saw may
 * be masked, and must never go out as if it were the message.
 *
 * @throws AppError FORBIDDEN where a rule hides something of the message: it cannot be edited, and goes to its own topic only, without
 *   `message:unmask`; INVALID_INPUT, NOT_FOUND, CONFLICT
 */
export async function withBytes(ctx: Context, input: Asked): Promise<MessageToPlan & { topicName: string }> {
  const { body, ...rest } = input
  if (!('original' in body)) {
    await requireNoMaskedCopy(ctx, input)
    return { ...rest, body }
  }
  requireNothingElse(input)
  const { clusterId, topicName } = input
  const { message } = await findMessage(ctx, { clusterId, ...body.original })
  if (isMasked(message) && topicName !== originOf(message) && !mayUnmask(ctx, clusterId, message)) {
    throw masked(`it can be sent to ${originOf(message)} only`)
  }
  const stored = originalOf(message)
  const read = bodyBytesOf(stored)
  if ('damage' in read) {
    throw new AppError('CONFLICT', `Its body cannot be read, so it cannot be sent as it was: ${read.damage}`)
  }
  const tags = stored.properties.get('TAGS')
  const keys = keysOf(stored)
  const messageGroup = stored.properties.get('__SHARDINGKEY')
  const own = [...stored.properties].filter(([name]) => !isSystemProperty(name) && !name.startsWith('APOGEE_'))
  return {
    ...rest,
    body: { base64: read.bytes.toString('base64') },
    copyOf: stored.uniqKey ?? stored.offsetMsgId,
    ...(tags !== undefined && { tags }),
    ...(keys.length > 0 && { keys }),
    ...(messageGroup !== undefined && rest.type === 'FIFO' && { messageGroup }),
    ...(own.length > 0 && { properties: Object.fromEntries(own) }),
  }
}

/** A copy that somebody made of what was shown. @throws AppError FORBIDDEN when that was masked */
async function requireNoMaskedCopy(ctx: Context, { clusterId, topicName, copyOf }: Asked): Promise<void> {
  if (copyOf === undefined || sightOf(ctx, clusterId).mayUnmask) return
  const found = await findMessage(ctx, { clusterId, messageId: copyOf, topic: topicName }).catch((error: unknown) => {
    // Of what is not there any more nobody has a masked form to send.
    if (error instanceof AppError && (error.code === 'NOT_FOUND' || error.code === 'INVALID_INPUT')) return null
    throw error
  })
  if (found && isMasked(found.message) && !mayUnmask(ctx, clusterId, found.message))
    throw masked('a copy that was filled in by hand would not be it')
}

function requireNothingElse({ tags, keys, properties, copyOf, messageGroup, count, firstIndex }: Asked): void {
  const given = { tags, keys, properties, copyOf, messageGroup, firstIndex, count: count > 1 ? count : undefined }
  const fields = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name]): FieldError => {
      const detail = `${name} is taken from the stored message.`
      return { path: `body.${name}`, rule: 'exclusive', detail }
    })
  if (fields.length > 0) throw new AppError('INVALID_INPUT', fields.map(({ detail }) => detail).join(' '), { fields })
}

/** Where a message belongs that waits in a topic of RocketMQ's own, or came to its end in one. */
function originOf({ topicName, properties }: StoredMessage): string {
  const isElsewhere = topicName.startsWith('%') || properties.has('REAL_TOPIC')
  const names = ['RETRY_TOPIC', 'DLQ_ORIGIN_TOPIC', 'REAL_TOPIC']
  const origin = isElsewhere ? names.map((name) => properties.get(name)).find((name) => name !== undefined) : undefined
  return origin ?? topicName
}

const mayUnmask = (ctx: Context, clusterId: string, message: StoredMessage) =>
  sightOf(ctx, clusterId, topicOf(message)).mayUnmask === true

const masked = (so: string) =>
  new AppError(
    'FORBIDDEN',
    `A masking rule hides parts of this message, so ${so}. With the permission message:unmask it can be edited; as it is stored, body.original sends it.`,
    { permission: 'message:unmask', reason: 'MASKED' },
  )
