import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'

/** Property of a message that was sent again from here: the id of its origin. It goes with each further copy. */
export const RESEND_OF = 'APOGEE_RESEND_OF'

/**
 * The id that all copies of one message share: of the first one that was consumed. Brokers keep the unique id in retry and dead-letter
 * copies; what was sent again from here is a new message and says what it came from.
 */
export function originIdOf({ properties, uniqKey, offsetMsgId }: StoredMessage): string {
  return (
    properties.get(RESEND_OF) ??
    uniqKey ??
    properties.get('ORIGIN_MESSAGE_ID') ??
    properties.get('DLQ_ORIGIN_MESSAGE_ID') ??
    offsetMsgId
  )
}

/**
 * The topic that a dead letter was consumed from. What came out of a retry topic of POP names that one, which holds the topic.
 *
 * @returns null when no property says so
 */
export function originTopicOf({ properties }: StoredMessage, groupName: string): string | null {
  const retry = RETRY_PREFIX + groupName
  for (const name of ['RETRY_TOPIC', 'DLQ_ORIGIN_TOPIC', 'REAL_TOPIC']) {
    const topic = properties.get(name)
    if (topic === undefined || topic === retry) continue
    const isOfPop = topic.startsWith(`${retry}+`) || topic.startsWith(`${retry}_`)
    return isOfPop ? topic.slice(retry.length + 1) : topic
  }
  return null
}

/** Did a POP consumer fail on it? Its broker writes down when it was first handed out. */
export const wasPopped = ({ properties }: StoredMessage): boolean => properties.has('1ST_POP_TIME')
