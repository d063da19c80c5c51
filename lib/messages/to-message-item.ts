import { isBodyMasked, maskNotesOf, storedFactsOf } from '#lib/masking/mask-messages.ts'
import { isSystemProperty, messageType } from '#lib/rocketmq/codec/properties.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { DLQ_PREFIX, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { type BodyView, previewOf } from './decode-body.ts'
import { bodyBytesOf, bodyOf } from './message-body.ts'
import type { FoundMessage } from './scan/message-source.ts'
import type { Message, MessageItem, MessageLabel } from './schema.ts'

const PREVIEW_CHARACTERS = 200

/** Topics in which messages wait for their time. */
export const TIMER_TOPIC = 'rmq_sys_wheel_timer'
export const LEVEL_TOPIC = 'SCHEDULE_TOPIC_XXXX'

/** @param options.withBody the reader has `message:read-body`: else nothing of the body is in it */
export function toMessageItem({ server, message }: FoundMessage, options: { withBody: boolean }): MessageItem {
  const { properties } = message
  const facts = storedFactsOf(message)
  const body = facts && !options.withBody ? null : bodyBytesOf(message)
  const bytes = body && 'bytes' in body ? body.bytes : null
  const preview = options.withBody && bytes ? previewOf(bytes, PREVIEW_CHARACTERS) : null
  const masking = maskNotesOf(message, options)
  const type = messageType(properties)
  const deliverAt = deliverTime(message)
  const messageGroup = properties.get('__SHARDINGKEY')
  const clientHost = properties.get('__BORNHOST')
  const label = labelOf(message.topicName)
  return {
    topicName: message.topicName,
    brokerName: server.brokerName,
    queueId: message.queueId,
    queueOffset: message.queueOffset,
    uniqKey: message.uniqKey,
    offsetMsgId: message.offsetMsgId,
    storeTimestamp: message.storeTimestamp,
    bornTimestamp: message.bornTimestamp,
    tags: properties.get('TAGS') ?? null,
    keys: keysOf(message),
    type,
    ...(messageGroup !== undefined && { messageGroup }),
    ...(deliverAt && { deliverAt }),
    bornHost: message.bornHost,
    ...(clientHost !== undefined && { clientHost }),
    storeBytes: message.storeBytes,
    bodyBytes: facts?.bodyBytes ?? bytes?.length ?? message.storedBody.length,
    reconsumeTimes: message.reconsumeTimes,
    ...(preview !== null && { bodyPreview: preview }),
    ...(masking.length > 0 && { isMasked: true, masking }),
    ...(label && { label }),
  }
}

/** One message in full. @param options.view of the body; absent: without the body */
export function toMessage(found: FoundMessage, options: { view?: BodyView }): Message {
  const { message } = found
  const properties: [string, string][] = []
  const systemProperties: [string, string][] = []
  for (const entry of message.properties) (isSystemProperty(entry[0]) ? systemProperties : properties).push(entry)
  return {
    ...toMessageItem(found, { withBody: options.view !== undefined }),
    properties: Object.fromEntries(properties),
    systemProperties: Object.fromEntries(systemProperties),
    sysFlag: message.sysFlag,
    flag: message.flag,
    bodyCrc: isBodyMasked(message) ? null : message.bodyCrc,
    isCrcOk: message.isCrcOk,
    compression: storedFactsOf(message)?.compression ?? message.compression,
    storeHost: message.storeHost,
    commitLogOffset: message.commitLogOffset,
    preparedTransactionOffset: message.preparedTransactionOffset,
    ...(options.view !== undefined && { body: bodyOf(message, options.view) }),
  }
}

/** Business keys: the property holds them separated by blanks. */
export function keysOf(message: StoredMessage): string[] {
  return (message.properties.get('KEYS') ?? '').split(' ').filter(Boolean)
}

function labelOf(topicName: string): MessageLabel | undefined {
  if (topicName.startsWith(RETRY_PREFIX)) return 'RETRY'
  if (topicName.startsWith(DLQ_PREFIX)) return 'DLQ'
  return topicName === TIMER_TOPIC || topicName === LEVEL_TOPIC ? 'DELAY' : undefined
}

/** When a delayed message is or was due: as asked by its sender, else as its broker reckoned. By level it is not known here. */
function deliverTime({ properties }: StoredMessage): Date | undefined {
  for (const name of ['TIMER_DELIVER_MS', 'TIMER_OUT_MS']) {
    const ms = Number(properties.get(name) ?? Number.NaN)
    if (Number.isSafeInteger(ms) && ms > 0 && ms <= 8_640_000_000_000_000) return new Date(ms)
  }
  return undefined
}
