import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { RETRY_PREFIX, topicKind } from '#lib/rocketmq/codec/topic-name.ts'

/** Does a stored message belong to a topic: stored there, or a copy that waits for it or came from it? */
export function isOfTopic({ topicName, properties }: StoredMessage, topic: string): boolean {
  if (topicName === topic) return true
  const realTopic = properties.get('REAL_TOPIC')
  // A message to be tried again waits for its retry topic.
  const isWaiting = realTopic === topic || realTopic?.startsWith(RETRY_PREFIX) === true
  const origins = [properties.get('RETRY_TOPIC'), properties.get('DLQ_ORIGIN_TOPIC')]
  return realTopic === undefined
    ? origins.includes(topic)
    : isWaiting && (realTopic === topic || origins.includes(topic))
}

/**
 * The topic by which a message is seen or not: that in which it is stored, and while it waits in one of RocketMQ's own that for which it waits. A
 * property of a message in any other topic is its sender's word.
 */
export function topicOf({ topicName, properties }: StoredMessage): string {
  return topicKind(topicName, none) === 'SYSTEM' ? (properties.get('REAL_TOPIC') ?? topicName) : topicName
}

const none: ReadonlySet<string> = new Set()
