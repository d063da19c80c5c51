import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { DLQ_PREFIX, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'

const ORIGINS = ['REAL_TOPIC', 'RETRY_TOPIC', 'DLQ_ORIGIN_TOPIC'] as const

/**
 * All topics whose rules a stored message is under: its own, and where it came from or waits for. A copy in a retry or dead-letter topic
 * that does not say where it is from may be from anywhere: null.
 */
export function topicsOf({ topicName, properties }: Pick<StoredMessage, 'topicName' | 'properties'>): string[] | null {
  const origins = ORIGINS.flatMap((name) => properties.get(name) ?? [])
  // The retry topic of a POP group ends with the topic; in its older spelling nobody can tell where that begins.
  const ofPop = [topicName, ...origins].flatMap((name) =>
    name.startsWith(RETRY_PREFIX) && name.includes('+') ? name.slice(name.lastIndexOf('+') + 1) : [],
  )
  const isCopy = topicName.startsWith(RETRY_PREFIX) || topicName.startsWith(DLQ_PREFIX)
  const isKnown = ofPop.length > 0 || origins.some((name) => !name.startsWith('%'))
  return isCopy && !isKnown ? null : [topicName, ...origins, ...ofPop]
}
