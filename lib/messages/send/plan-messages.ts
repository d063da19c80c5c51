import { randomInt } from 'node:crypto'
import { AppError, type FieldError } from '#lib/errors.ts'
import { encodeProperties, isSystemProperty } from '#lib/rocketmq/codec/properties.ts'
import { type NewMessage, type SendableType, sendLimits } from '../schema.ts'
import { messageGroupQueue } from './message-group-queue.ts'
import type { TopicToSendTo } from './topic-to-send-to.ts'
import type { WriteQueue } from './write-queues.ts'

/** Names with it are the console's: where a copy comes from. */
const OWN_PREFIX = 'APOGEE_'
const COPY_OF = 'APOGEE_COPY_OF'

/** With the bytes of its body; what they are of is known. */
export type MessageToPlan = Omit<NewMessage, 'body'> & { body: Exclude<NewMessage['body'], { original: unknown }> }

/** Messages that keep every rule. */
export interface MessagePlan {
  type: SendableType
  count: number
  firstIndex: number
  ratePerSecond: number
  /** One after the other: the order of a message group is that in which they are stored. */
  isOrdered: boolean
  /** Where the message of that place among them goes: 0, 1, … */
  queueOf: (place: number) => WriteQueue
  bodyOf: (index: number, now: Date) => Buffer
  properties: ReadonlyMap<string, string>
}

/**
 * What is asked for, compared with all rules at once.
 *
 * @throws AppError INVALID_INPUT with one message per field
 */
export function planMessages(topic: TopicToSendTo, input: MessageToPlan, now: Date): MessagePlan {
  const errors: FieldError[] = []
  const refuse = (path: string, rule: string, detail: string, params?: FieldError['params']) =>
    errors.push({ path, rule, detail, ...(params && { params }) })
  const { topicName, types, queues } = topic
  const type = input.type ?? types[0] ?? 'NORMAL'
  if (types.length === 0) {
    refuse(
      'params.topicName',
      'notSendable',
      `Messages for ${topicName} are not sent from here: RocketMQ's own, retry, dead-letter, transaction and lite topics.`,
    )
  } else if (!types.includes(type)) {
    refuse('body.type', 'oneOf', `${topicName} takes ${types.join(', ')}.`, { values: types.join(', ') })
  }
  const { count, ratePerSecond } = input
  if ((count - 1) / ratePerSecond > sendLimits.sendSeconds) {
    const max = sendLimits.sendSeconds
    refuse(
      'body.ratePerSecond',
      'tooSlow',
      `One request sends for ${max} s at most: a higher rate, or several requests.`,
      { max },
    )
  }
  const body = bodyOf(input)
  const firstIndex = input.firstIndex ?? 1
  const bytes = body(firstIndex + count - 1, now).length
  if (bytes === 0) refuse('body.body', 'required', 'A message has a body.')
  if (bytes > topic.maxBodyBytes) {
    const { maxBodyBytes: max } = topic
    refuse('body.body', 'tooManyBytes', `The body has ${bytes} bytes, of at most ${max}.`, { max, bytes })
  }
  const properties = checkProperties(input, refuse)
  const messageGroup = checkGroup(type, input, refuse)
  if (messageGroup !== null) properties.set('__SHARDINGKEY', messageGroup)
  for (const [name, value] of delayOf(topic, type, input, now, refuse)) properties.set(name, value)
  const propertiesBytes = Buffer.byteLength(encodeProperties(properties))
  if (propertiesBytes > sendLimits.propertiesBytes) {
    const max = sendLimits.propertiesBytes
    refuse(
      'body.properties',
      'tooManyBytes',
      `Tag, keys and properties have ${propertiesBytes} bytes, of at most ${max}.`,
      { max, bytes: propertiesBytes },
    )
  }
  const chosen =
    input.queue &&
    queues.find((queue) => queue.brokerName === input.queue?.brokerName && queue.queueId === input.queue.queueId)
  if (input.queue && !chosen) {
    const { brokerName: broker, queueId: queue } = input.queue
    refuse('body.queue', 'notWritable', `Queue ${queue} of ${broker} takes no messages of ${topicName}.`, {
      broker,
      queue,
    })
  }
  if (errors.length > 0) throw new AppError('INVALID_INPUT', errors[0]?.detail ?? '', { fields: errors })
  const isOrdered = messageGroup !== null
  const start = isOrdered ? messageGroupQueue(messageGroup, queues.length) : randomInt(queues.length)
  return {
    type,
    count,
    firstIndex,
    ratePerSecond,
    isOrdered,
    queueOf: (place) => chosen ?? (queues[isOrdered ? start : (start + place) % queues.length] as WriteQueue), // of a route that has one
    bodyOf: body,
    properties,
  }
}

type Refuse = (path: string, rule: string, detail: string, params?: FieldError['params']) => void

function bodyOf({ body, count, firstIndex }: MessageToPlan): MessagePlan['bodyOf'] {
  if ('base64' in body) {
    const bytes = Buffer.from(body.base64, 'base64')
    return () => bytes
  }
  if (count === 1 && firstIndex === undefined) {
    const bytes = Buffer.from(body.text)
    return () => bytes
  }
  return (index, now) =>
    Buffer.from(body.text.replaceAll('{{i}}', String(index)).replaceAll('{{now}}', now.toISOString()))
}

function checkProperties({ tags, keys, properties, copyOf }: MessageToPlan, refuse: Refuse): Map<string, string> {
  for (const name of Object.keys(properties ?? {})) {
    if (isSystemProperty(name) || name.startsWith(OWN_PREFIX)) {
      refuse(`body.properties.${name}`, 'systemProperty', `${name} is set by RocketMQ or by the console.`, { name })
    }
  }
  return new Map([
    ...(tags === undefined ? [] : [['TAGS', tags] as const]),
    ...(keys && keys.length > 0 ? [['KEYS', keys.join(' ')] as const] : []),
    ...Object.entries(properties ?? {}),
    ...(copyOf === undefined ? [] : [[COPY_OF, copyOf] as const]),
  ])
}

/** @returns the message group of a FIFO message */
function checkGroup(type: SendableType, { messageGroup, queue }: MessageToPlan, refuse: Refuse): string | null {
  if (type !== 'FIFO') {
    if (messageGroup !== undefined)
      refuse('body.messageGroup', 'onlyOfType', 'Only FIFO messages have a message group.', { type: 'FIFO' })
    return null
  }
  if (messageGroup === undefined) refuse('body.messageGroup', 'required', 'A FIFO message has a message group.')
  if (queue) refuse('body.queue', 'exclusive', 'The queue of a FIFO message follows from its message group.')
  return messageGroup ?? null
}

/** @returns the property by which the broker knows when it is due */
function delayOf(
  { maxDelayMs }: TopicToSendTo,
  type: SendableType,
  { deliverAt, deliverAfterMs, delayLevel }: MessageToPlan,
  now: Date,
  refuse: Refuse,
): [string, string][] {
  const given = { deliverAt, deliverAfterMs, delayLevel }
  const named = (Object.keys(given) as (keyof typeof given)[]).filter((name) => given[name] !== undefined)
  const [first, second] = named
  if (type !== 'DELAY') {
    if (first) refuse(`body.${first}`, 'onlyOfType', 'Only DELAY messages are delivered later.', { type: 'DELAY' })
    return []
  }
  if (first === undefined) refuse('body.deliverAfterMs', 'required', 'A DELAY message says when it is delivered.')
  if (second) refuse(`body.${second}`, 'exclusive', 'Give one of deliverAt, deliverAfterMs and delayLevel.')
  if (delayLevel !== undefined) return [['DELAY', String(delayLevel)]]
  if (first === undefined) return []
  const path = `body.${first}`
  const delayMs = deliverAfterMs ?? (deliverAt?.getTime() ?? 0) - now.getTime()
  if (maxDelayMs === null) {
    refuse(path, 'noTimer', 'The brokers have no timer: they delay by level only.')
  } else if (delayMs <= 0) {
    refuse(path, 'past', 'It lies in the past.')
  } else if (maxDelayMs !== undefined && delayMs > maxDelayMs) {
    refuse(path, 'delayTooLong', `At most ${maxDelayMs} ms from now.`, { max: maxDelayMs })
  }
  // A duration is counted by the broker's own clock, as is the time at which it delivers.
  return deliverAt ? [['TIMER_DELIVER_MS', String(deliverAt.getTime())]] : [['TIMER_DELAY_MS', String(deliverAfterMs)]]
}
