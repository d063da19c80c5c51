import { DLQ_PREFIX, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import type { GroupRetryTopic } from './schema.ts'

/**
 * The retry and dead-letter topics of a group among the topics of a cluster. POP retry topics are called `%RETRY%g+t`, by older
 * brokers `%RETRY%g_t`; as `_` may stand in both names, the latter counts only when the topic exists and no group has that whole
 * name.
 *
 * @see protocol notes §7
 */
export function retryTopics(
  groupName: string,
  hasTopic: (topicName: string) => boolean,
  hasGroup: (groupName: string) => boolean,
  topicNames: Iterable<string>,
): { topicName: string; kind: GroupRetryTopic['kind'] }[] {
  const retry = RETRY_PREFIX + groupName
  const dlq = DLQ_PREFIX + groupName
  const found: { topicName: string; kind: GroupRetryTopic['kind'] }[] = []
  for (const topicName of topicNames) {
    if (topicName === dlq) found.push({ topicName, kind: 'DLQ' })
    if (!topicName.startsWith(retry)) continue
    const rest = topicName.slice(retry.length)
    if (rest === '') found.push({ topicName, kind: 'RETRY' })
    else if (rest.startsWith('+')) found.push({ topicName, kind: 'POP_RETRY' })
    else if (rest.startsWith('_') && hasTopic(rest.slice(1)) && !hasGroup(topicName.slice(RETRY_PREFIX.length))) {
      found.push({ topicName, kind: 'POP_RETRY' })
    }
  }
  return found
}
