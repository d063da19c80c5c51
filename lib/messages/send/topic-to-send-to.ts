import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import { findTopic } from '#lib/topics/find-topic.ts'
import { getBrokerLimits } from '#lib/topics/get-broker-limits.ts'
import type { TopicRow } from '#lib/topics/topic-rows.ts'
import { PROXY_MAX_DELAY_MS } from '#lib/topics/type-facts.ts'
import type { SendableType } from '../schema.ts'
import { readWriteQueues, type WriteQueue } from './write-queues.ts'

/** What is known of a topic before anything is sent to it. */
export interface TopicToSendTo {
  topicName: string
  /** The first is the default; empty when nothing can be sent to it from here. */
  types: SendableType[]
  /** In the order of proxies. */
  queues: WriteQueue[]
  maxBodyBytes: number
  /** Of brokers and proxies the smaller. null: no timer, fixed levels only; undefined: the brokers did not say. */
  maxDelayMs: number | null | undefined
}

/**
 * A topic as brokers and name servers hold it, each asked: one that either does not know is not sent to.
 *
 * @throws AppError as `findTopic` and `readWriteQueues`
 */
export async function readTopicToSendTo(
  cluster: LiveCluster,
  topicName: string,
  signal: AbortSignal,
): Promise<TopicToSendTo> {
  const { row } = await findTopic(cluster, topicName, signal)
  const queues = await readWriteQueues(cluster, topicName, signal)
  const masters = new Map(queues.map(({ server }) => [server.address, server]))
  const [limits, { maxTestBodyBytes }] = await Promise.all([
    getBrokerLimits(cluster.admin, [...masters.values()], { timeoutMs: cluster.pageTimeoutMs }),
    readLimits(cluster.clusterId),
  ])
  const { maxDelayMs, maxMessageBytes } = limits
  const isSilent = maxMessageBytes === null
  return {
    topicName,
    types: sendableTypes(row),
    queues,
    maxBodyBytes: Math.min(maxTestBodyBytes, maxMessageBytes ?? maxTestBodyBytes),
    maxDelayMs: isSilent ? undefined : maxDelayMs === null ? null : Math.min(maxDelayMs, PROXY_MAX_DELAY_MS),
  }
}

/**
 * Brokers would take any kind into any topic; only proxies compare. So a topic with a type gets its type, and one without (before
 * 5.0, or never declared) what is asked for.
 */
function sendableTypes({ kind, type, isTypeDeclared }: TopicRow): SendableType[] {
  if (kind !== 'NORMAL') return []
  if (!isTypeDeclared || type === 'MIXED' || type === 'UNSPECIFIED') return ['NORMAL', 'FIFO', 'DELAY']
  return type === 'NORMAL' || type === 'FIFO' || type === 'DELAY' ? [type] : []
}
