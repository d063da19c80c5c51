export type TopicKind = 'NORMAL' | 'SYSTEM' | 'RETRY' | 'DLQ'

export const RETRY_PREFIX = '%RETRY%'
export const DLQ_PREFIX = '%DLQ%'

/** System topics that every broker has by these names, whether or not it lists them. @see protocol notes §7 */
const SYSTEM_TOPICS: ReadonlySet<string> = new Set([
  'TBW102',
  'SCHEDULE_TOPIC_XXXX',
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'RMQ_SYS_ROCKSDB_TRANS_HALF_TOPIC',
  'RMQ_SYS_ROCKSDB_TRANS_OP_HALF_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'RMQ_SYS_TRACE_TOPIC',
  'SELF_TEST_TOPIC',
  'BenchmarkTest',
  'OFFSET_MOVED_EVENT',
  'CHECKPOINT_TOPIC',
  'DefaultHeartBeatSyncerTopic',
])

const SYSTEM_TOPIC_PREFIX = 'rmq_sys_'

const SYSTEM_GROUPS: ReadonlySet<string> = new Set([
  'TOOLS_CONSUMER',
  'FILTERSRV_CONSUMER',
  'SELF_TEST_C_GROUP',
  'SELF_TEST_P_GROUP',
  'SCHEDULE_CONSUMER',
  '__MONITOR_CONSUMER',
  'CLIENT_INNER_PRODUCER',
  'DEFAULT_CONSUMER',
  'DEFAULT_PRODUCER',
  'CID_ONS-HTTP-PROXY',
  'CID_ONSAPI_PERMISSION',
  'CID_ONSAPI_OWNER',
  'CID_ONSAPI_PULL',
  'CID_SYS_RMQ_TRANS',
  'CID_DefaultHeartBeatSyncerTopic',
])

const SYSTEM_GROUP_PREFIX = 'CID_RMQ_SYS_'

/**
 * What a topic is by its name. POP retry topics (`%RETRY%g_t`, `%RETRY%g+t`) are RETRY, light queues (`%LMQ%…`) NORMAL.
 *
 * @param systemTopics what the brokers list (GET_SYSTEM_TOPIC_LIST_FROM_BROKER): holds the names that carry a cluster's,
 *   a broker's or a configured name
 * @see protocol notes §7
 */
export function topicKind(topicName: string, systemTopics: ReadonlySet<string>): TopicKind {
  if (topicName.startsWith(RETRY_PREFIX)) return 'RETRY'
  if (topicName.startsWith(DLQ_PREFIX)) return 'DLQ'
  const isSystem =
    topicName.startsWith(SYSTEM_TOPIC_PREFIX) || SYSTEM_TOPICS.has(topicName) || systemTopics.has(topicName)
  return isSystem ? 'SYSTEM' : 'NORMAL'
}

/** A group that RocketMQ made for itself: hidden by default, never deleted. */
export function isSystemGroup(groupName: string): boolean {
  return groupName.startsWith(SYSTEM_GROUP_PREFIX) || SYSTEM_GROUPS.has(groupName)
}

/**
 * Takes the namespace out of a topic or group name: `ns%t` is `t` in `ns`, `%RETRY%ns%g` is `%RETRY%g` in `ns`. The cut is at
 * the first `%` after the retry or dead-letter prefix.
 */
export function splitNamespace(name: string): { namespace: string | null; shortName: string } {
  const prefix = [RETRY_PREFIX, DLQ_PREFIX].find((candidate) => name.startsWith(candidate)) ?? ''
  const cut = name.indexOf('%', prefix.length)
  if (cut <= prefix.length) return { namespace: null, shortName: name }
  return { namespace: name.slice(prefix.length, cut), shortName: prefix + name.slice(cut + 1) }
}
