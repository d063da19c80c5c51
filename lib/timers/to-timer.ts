import { maskNotesOf } from '#lib/masking/mask-messages.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { keysOf, LEVEL_TOPIC } from '#lib/messages/to-message-item.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { DelayFacts } from './delay-facts.ts'
import type { Timer, TimerState } from './schema.ts'

const MAX_DATE_MS = 8_640_000_000_000_000
/** The state of a timer is told in whole seconds, and what was read from the wheel is stored a moment later. */
const TIMER_SLACK_MS = 3_000

/** A delayed message as it is stored, with its state as far as the progress of its broker tells. */
export function toTimer({ server, message }: FoundMessage, facts: DelayFacts | null, now: Date): Timer | null {
  const { properties } = message
  const topicName = properties.get('REAL_TOPIC')
  if (topicName === undefined) return null
  const level = message.topicName === LEVEL_TOPIC ? message.queueId + 1 : null
  const { dueAt, askedMs } = level === null ? timesOfTimer(message) : timesOfLevel(message, level, facts)
  const state = provisionalState(message, facts, now)
  const masking = maskNotesOf(message, { withBody: false })
  const isLate = state === 'PENDING' && dueAt !== null && dueAt < now
  return {
    topicName,
    uniqKey: message.uniqKey,
    offsetMsgId: message.offsetMsgId,
    storedTopicName: message.topicName,
    brokerName: server.brokerName,
    queueId: message.queueId,
    queueOffset: message.queueOffset,
    storeTimestamp: message.storeTimestamp,
    bornTimestamp: message.bornTimestamp,
    tags: properties.get('TAGS') ?? null,
    keys: keysOf(message),
    ...(masking.length > 0 && { masking }),
    state,
    dueAt,
    askedMs,
    level,
    rollTimes: intOf(properties.get('TIMER_ROLL_TIMES')) ?? 0,
    ...(isLate && { lateMs: now.getTime() - dueAt.getTime() }),
  }
}

/** What the progress of its broker says: a deletion is not known by it, nor what became of a delivery. */
export function provisionalState(
  message: StoredMessage,
  facts: DelayFacts | null,
  now: Date,
): Exclude<TimerState, 'DELETED'> {
  if (message.topicName === LEVEL_TOPIC) {
    const delivered = facts?.deliveredTo.get(message.queueId + 1) ?? 0n
    return message.queueOffset < delivered ? 'DELIVERED' : 'PENDING'
  }
  const outMs = intOf(message.properties.get('TIMER_OUT_MS'))
  const readMs = facts?.timerReadMs ?? now.getTime()
  return outMs !== null && outMs < readMs - TIMER_SLACK_MS ? 'DELIVERED' : 'PENDING'
}

/**
 * What a message in the timer topic takes back, for a recall is stored as a message of its own: the unique id, and the slot of
 * the wheel, in which it must be to have an effect. Null for any other message.
 */
export function deletionOf({ properties }: StoredMessage): string | null {
  const key = properties.get('TIMER_DEL_UNIQKEY')
  const topic = properties.get('REAL_TOPIC')
  if (key === undefined || topic === undefined) return null
  // Newer brokers write the topic before the id.
  const id = key.startsWith(`${topic}+`) ? key.slice(topic.length + 1) : key
  return deletionKey(topic, id, properties.get('TIMER_OUT_MS'))
}

export function deletionKeyOf({ properties, uniqKey }: StoredMessage): string {
  return deletionKey(properties.get('REAL_TOPIC') ?? '', uniqKey ?? '', properties.get('TIMER_OUT_MS'))
}

const deletionKey = (topic: string, id: string, outMs: string | undefined) => `${topic} ${id} ${outMs ?? ''}`

function timesOfLevel(message: StoredMessage, level: number, facts: DelayFacts | null) {
  const askedMs = facts?.levelsMs[level - 1] ?? null
  return { askedMs, dueAt: askedMs === null ? null : new Date(message.storeTimestamp.getTime() + askedMs) }
}

/** The broker rounds down to its slots, so what the sender asked for comes first. */
function timesOfTimer({ properties, bornTimestamp }: StoredMessage) {
  const deliverMs = intOf(properties.get('TIMER_DELIVER_MS')) ?? intOf(properties.get('TIMER_OUT_MS'))
  const delaySec = intOf(properties.get('TIMER_DELAY_SEC'))
  const delayMs = delaySec === null ? intOf(properties.get('TIMER_DELAY_MS')) : delaySec * 1_000
  const dueAt = deliverMs !== null && deliverMs > 0 && deliverMs <= MAX_DATE_MS ? new Date(deliverMs) : null
  // A time was reckoned a moment before the message was made, and the timer knows seconds only.
  const untilDueMs = dueAt && Math.max(0, Math.round((dueAt.getTime() - bornTimestamp.getTime()) / 1_000) * 1_000)
  return { dueAt, askedMs: delayMs ?? untilDueMs }
}

const intOf = (text: string | undefined) => (text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : null)
