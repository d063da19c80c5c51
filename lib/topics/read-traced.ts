import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { DecompressionError, decompressBody } from '#lib/rocketmq/codec/decompress-body.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { decodeTraceRecords } from '#lib/rocketmq/codec/trace-records.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { readNewest } from './read-newest.ts'
import { readStats } from './read-stats.ts'
import { topicRows } from './topic-rows.ts'

/** A message of the topic, by what its producer traced of it. */
export interface TracedMessage {
  /** Its unique id. */
  messageId: string
  /** Of the client that sent it, without a port: traces go over a connection of their own. */
  host: string
  producerGroup: string
  sentAt: Date
}

interface TracedRead {
  messages: TracedMessage[]
  /** Trace messages that were looked at, of whatever topics they tell. */
  looked: number
  partial: PartialEntry[]
}

const MAX_TRACE_TOPICS = 4
/** Of all trace topics together; RocketMQ's own has one per broker. */
const MAX_QUEUES = 16

/**
 * What producers traced of a topic's messages, as far as the newest trace messages of each queue tell: traces lie there in the order in
 * which clients sent them, of all topics together, so a topic that is written to seldom may not be among them.
 *
 * @returns null when the actor may not read traces of the topic, or no broker has a trace topic
 */
export async function readTraced(ctx: Context, cluster: LiveCluster, topicName: string): Promise<TracedRead | null> {
  const { clusterId, traceTopics } = cluster
  if (!hasPermission(ctx, 'trace:read', clusterId, onTopic(topicName)) || traceTopics.includes(topicName)) return null
  // Trace topics are RocketMQ's own and seen by few: of what is in them only records of this topic leave.
  const rows = topicRows(await cluster.getWholeInventory({ signal: ctx.signal }))
  const held = traceTopics.slice(0, MAX_TRACE_TOPICS).flatMap((name) => rows.get(name) ?? [])
  if (held.length === 0) return null
  const reads = await Promise.all(
    held.map(async (row) => {
      const stats = await readStats(cluster, row, ctx.signal)
      const options = { maxQueues: Math.floor(MAX_QUEUES / held.length), signal: ctx.signal }
      const { found, partial } = await readNewest(cluster, row.topicName, stats.brokers, (message) => message, options)
      return { found, partial: [...stats.partial, ...partial] }
    }),
  )
  const found = reads.flatMap((read) => read.found)
  return {
    messages: found.flatMap((message) => tracedOf(message, topicName)),
    looked: found.length,
    partial: reads.flatMap(({ partial }) => partial),
  }
}

function tracedOf(message: StoredMessage, topicName: string): TracedMessage[] {
  return decodeTraceRecords(textOf(message)).records.flatMap((record) => {
    if (record.type !== 'Pub' || record.topicName !== topicName || !record.isSuccess) return []
    const { messageId, groupName, clientHost, timestamp } = record
    // A client whose clock is ahead has sent nothing in the future.
    const sentAt = new Date(Math.min(timestamp.getTime(), message.storeTimestamp.getTime()))
    return [{ messageId, host: clientHost ?? message.bornHost, producerGroup: groupName, sentAt }]
  })
}

/** What cannot be read tells nothing. */
function textOf(message: StoredMessage): string {
  try {
    return decompressBody(message).toString('utf8')
  } catch (error) {
    if (error instanceof DecompressionError) return ''
    throw error
  }
}
