import { parseInstant } from '#components/ui/date-range/parse-range.ts'
import {
  type Message,
  type MessageRef,
  type NewMessage,
  SendableType,
  type SendOptions,
  sendLimits,
} from '#lib/messages/schema.ts'
import { originTopic } from '../origin-topic.ts'

export const bodyForms = ['text', 'json', 'hex', 'base64', 'file'] as const
export type BodyForm = (typeof bodyForms)[number]
export const delayUnits = { s: 1_000, m: 60_000, h: 3_600_000 } as const
export type DelayUnit = keyof typeof delayUnits

export interface PropertyRow {
  id: number
  name: string
  value: string
}

/** The form as it is typed. */
export interface SendDraft {
  topicName: string | null
  /** null: the first that the topic takes. */
  type: SendableType | null
  bodyForm: BodyForm
  body: string
  file: { name: string; bytes: Uint8Array<ArrayBuffer> } | null
  tag: string
  keys: string[]
  properties: PropertyRow[]
  /** `broker-a:3`; null: the console chooses. */
  queue: string | null
  messageGroup: string
  delay: 'after' | 'at' | 'level'
  delayAfter: number | null
  delayUnit: DelayUnit
  delayAt: string
  delayLevel: number
  count: number | null
  ratePerSecond: number | null
  confirm: string
  /** Id of the message that this is a copy of. Its topic, type and message group stay what they are. */
  copyOf: string | null
  /** The stored message itself, whose content is not shown here: a rule masks it. */
  original: MessageRef | null
}

export const emptyDraft = (topicName: string | null): SendDraft => ({
  topicName,
  type: null,
  bodyForm: 'text',
  body: '',
  file: null,
  tag: '',
  keys: [],
  properties: [],
  queue: null,
  messageGroup: '',
  delay: 'after',
  delayAfter: 1,
  delayUnit: 'm',
  delayAt: '',
  delayLevel: 5,
  count: 1,
  ratePerSecond: 10,
  confirm: '',
  copyOf: null,
  original: null,
})

/** Filled as a stored message is, with the bytes of its body. What RocketMQ or the console set is not copied. */
export function draftOfCopy(message: Message, bytes: Uint8Array<ArrayBuffer>): SendDraft {
  const { systemProperties, properties, uniqKey, offsetMsgId, tags, keys, messageGroup, type } = message
  const [bodyForm, body] = readBody(bytes)
  const own = Object.entries(properties).filter(([name]) => !name.startsWith('APOGEE_'))
  const sendable = SendableType.safeParse(type)
  return {
    ...emptyDraft(originTopic(message.topicName, systemProperties)),
    type: sendable.success ? sendable.data : null,
    bodyForm,
    body,
    tag: tags ?? '',
    keys: [...keys],
    properties: own.map(([name, value], id) => ({ id, name, value })),
    messageGroup: messageGroup ?? '',
    copyOf: uniqKey ?? offsetMsgId,
  }
}

/** A masked message as it is stored: nothing of it is filled in, for what is seen of it is not what it is. */
export function draftOfOriginal(message: Message): SendDraft {
  const { systemProperties, uniqKey, offsetMsgId, topicName, type } = message
  const sendable = SendableType.safeParse(type)
  return {
    ...emptyDraft(originTopic(topicName, systemProperties)),
    type: sendable.success ? sendable.data : null,
    copyOf: uniqKey ?? offsetMsgId,
    original: { messageId: offsetMsgId, topic: topicName },
  }
}

/** A message that was revealed, for editing; null where not all of its body came with it as text. */
export function draftOfRevealed(message: Message): SendDraft | null {
  const { body } = message
  const isWhole = body?.text !== undefined && body.as !== 'hex' && body.charset === 'utf-8'
  if (!isWhole || body.isCut || body.contentEncoding) return null
  return draftOfCopy(message, new TextEncoder().encode(body.text))
}

/** Text only where it gives these very bytes again. */
function readBody(bytes: Uint8Array<ArrayBuffer>): [BodyForm, string] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!hasControl(text)) return [isJson(text) ? 'json' : 'text', text]
  } catch {
    // No UTF-8.
  }
  return ['base64', toBase64(bytes)]
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x20 && code !== 0x09 && code !== 0x0a) return true
  }
  return false
}

export type DraftProblem =
  | 'topic'
  | 'notSendable'
  | 'body'
  | 'json'
  | 'hex'
  | 'base64'
  | 'file'
  | 'tooLarge'
  | 'propertyName'
  | 'propertyTwice'
  | 'messageGroup'
  | 'delay'
  | 'delayPast'
  | 'delayTooLong'
  | 'noTimer'
  | 'count'
  | 'rate'
  | 'confirm'

export type MessageToSend = Omit<NewMessage, 'count' | 'ratePerSecond'>
interface Checked {
  message: MessageToSend
  bodyBytes: number
  count: number
  ratePerSecond: number
}

/** What is sent for a draft, or the first thing that lacks. The server has the last word on all of it. */
export function checkDraft(
  draft: SendDraft,
  options: SendOptions,
  context: { now: Date; timeZone: string },
): Checked | { problem: DraftProblem } {
  const type = draft.type ?? options.types[0]
  if (!type || !options.types.includes(type)) return { problem: 'notSendable' }
  if (draft.original) return checkOriginal(draft, draft.original, type, options, context)
  const body = checkBody(draft)
  if ('problem' in body) return body
  if (body.bytes === 0) return { problem: draft.bodyForm === 'file' ? 'file' : 'body' }
  if (body.bytes > options.maxBodyBytes) return { problem: 'tooLarge' }
  const rows = draft.properties.filter(({ name, value }) => name !== '' || value !== '')
  if (rows.some(({ name, value }) => name === '' || value === '')) return { problem: 'propertyName' }
  if (new Set(rows.map(({ name }) => name)).size < rows.length) return { problem: 'propertyTwice' }
  if (type === 'FIFO' && draft.messageGroup.trim() === '') return { problem: 'messageGroup' }
  const delay = type === 'DELAY' ? checkDelay(draft, options, context) : {}
  if ('problem' in delay) return delay
  const { count, ratePerSecond } = draft
  if (count === null || count < 1 || count > sendLimits.count) return { problem: 'count' }
  if (ratePerSecond === null || ratePerSecond < 1 || ratePerSecond > sendLimits.ratePerSecond)
    return { problem: 'rate' }
  if (options.needsConfirm && draft.confirm !== options.topicName) return { problem: 'confirm' }
  return {
    bodyBytes: body.bytes,
    count,
    ratePerSecond,
    message: {
      type,
      body: body.body,
      ...(draft.tag !== '' && { tags: draft.tag }),
      ...(draft.keys.length > 0 && { keys: draft.keys }),
      ...(rows.length > 0 && { properties: Object.fromEntries(rows.map(({ name, value }) => [name, value])) }),
      ...(draft.copyOf !== null && { copyOf: draft.copyOf }),
      ...queueOf(draft, type),
      ...(type === 'FIFO' && { messageGroup: draft.messageGroup }),
      ...delay,
      ...(options.needsConfirm && { confirm: draft.confirm }),
    },
  }
}

/** Of a FIFO message it follows from its message group. */
function queueOf({ queue }: SendDraft, type: SendableType): Pick<NewMessage, 'queue'> {
  if (queue === null || type === 'FIFO') return {}
  const cut = queue.lastIndexOf(':')
  return { queue: { brokerName: queue.slice(0, cut), queueId: Number(queue.slice(cut + 1)) } }
}

function checkOriginal(
  draft: SendDraft,
  original: MessageRef,
  type: SendableType,
  options: SendOptions,
  context: { now: Date; timeZone: string },
): Checked | { problem: DraftProblem } {
  const delay = type === 'DELAY' ? checkDelay(draft, options, context) : {}
  if ('problem' in delay) return delay
  if (options.needsConfirm && draft.confirm !== options.topicName) return { problem: 'confirm' }
  const confirm = options.needsConfirm ? { confirm: draft.confirm } : {}
  const queue = queueOf(draft, type)
  const { ratePerSecond } = sendLimits
  return {
    bodyBytes: 0,
    count: 1,
    ratePerSecond,
    message: { type, body: { original }, ...queue, ...delay, ...confirm },
  }
}

function checkBody({
  bodyForm,
  body,
  file,
}: SendDraft): { body: NewMessage['body']; bytes: number } | { problem: DraftProblem } {
  switch (bodyForm) {
    case 'json':
      if (body !== '' && !isJson(body)) return { problem: 'json' }
      return { body: { text: body }, bytes: new TextEncoder().encode(body).length }
    case 'hex': {
      const digits = body.replaceAll(/\s/g, '')
      if (digits.length % 2 !== 0 || !/^[\da-f]*$/i.test(digits)) return { problem: 'hex' }
      const pairs = digits.match(/../g) ?? []
      const bytes = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16))
      return { body: { base64: toBase64(bytes) }, bytes: bytes.length }
    }
    case 'base64': {
      const base64 = body.replaceAll(/\s/g, '')
      try {
        return { body: { base64 }, bytes: atob(base64).length }
      } catch {
        return { problem: 'base64' }
      }
    }
    case 'file':
      return file ? { body: { base64: toBase64(file.bytes) }, bytes: file.bytes.length } : { problem: 'file' }
    default:
      return { body: { text: body }, bytes: new TextEncoder().encode(body).length }
  }
}

function checkDelay(
  { delay, delayAfter, delayUnit, delayAt, delayLevel }: SendDraft,
  { maxDelayMs }: SendOptions,
  context: { now: Date; timeZone: string },
): Pick<NewMessage, 'deliverAt' | 'deliverAfterMs' | 'delayLevel'> | { problem: DraftProblem } {
  if (delay === 'level') return { delayLevel }
  if (maxDelayMs === null) return { problem: 'noTimer' }
  if (delay === 'after') {
    if (delayAfter === null || delayAfter <= 0) return { problem: 'delay' }
    const deliverAfterMs = Math.round(delayAfter * delayUnits[delayUnit])
    return maxDelayMs !== undefined && deliverAfterMs > maxDelayMs ? { problem: 'delayTooLong' } : { deliverAfterMs }
  }
  const deliverAt = parseInstant(delayAt, context)
  if (!deliverAt) return { problem: 'delay' }
  const delayMs = deliverAt.getTime() - context.now.getTime()
  if (delayMs <= 0) return { problem: 'delayPast' }
  return maxDelayMs !== undefined && delayMs > maxDelayMs ? { problem: 'delayTooLong' } : { deliverAt }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** In parts: a spread of 256 KiB of arguments would be too many. */
function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(binary)
}
