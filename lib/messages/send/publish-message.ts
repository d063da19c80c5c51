import { randomInt } from 'node:crypto'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { WriteOutcome } from '#lib/rocketmq/admin/server.ts'
import { createUniqKey } from '#lib/rocketmq/codec/unique-id.ts'
import type { SendResult } from '#lib/rocketmq/requests/send-message.ts'
import { readWriteQueues, type WriteQueue } from './write-queues.ts'

/** A message to be stored anew. */
export interface NewMessage {
  topicName: string
  body: Buffer
  /** The user's, and system ones that are meant: KEYS, TAGS, `__SHARDINGKEY`, RETRY_TOPIC … The unique id is added here. */
  properties: ReadonlyMap<string, string>
  /** For what goes into a retry topic; else 0. */
  reconsumeTimes?: number
}

export interface PublishOptions {
  signal: AbortSignal
  /** Absent: the route of the topic is read and one of its queues taken by chance. */
  queue?: WriteQueue
  timeoutMs?: number
}

export interface Published {
  /** Its unique id, also when its fate is unknown: it can be looked up by this. */
  uniqKey: string
  queue: WriteQueue
  outcome: WriteOutcome<SendResult>
  durationMs: number
}

/**
 * Publishes one message into a topic that exists, once; no topic is ever made by it. A refusal is a value, as is an answer that did
 * not come: then the message may be stored.
 *
 * @throws AppError as {@link readWriteQueues}, when no queue is given; RangeError when a property holds a separator; the signal's
 *   reason when it was aborted before the message left
 */
export async function publishMessage(
  cluster: Pick<LiveCluster, 'admin' | 'nameServers' | 'clusterNames' | 'pageTimeoutMs'>,
  { topicName, body, properties, reconsumeTimes }: NewMessage,
  { signal, queue: chosen, timeoutMs }: PublishOptions,
): Promise<Published> {
  const queue = chosen ?? pickQueue(await readWriteQueues(cluster, topicName, signal))
  const bornTimestamp = new Date()
  const uniqKey = createUniqKey(bornTimestamp)
  const message = {
    topicName,
    queueId: queue.queueId,
    body,
    // As Java's producers do: the answer waits for the disk and the slave as far as the broker is set up to.
    properties: new Map([...properties, ['UNIQ_KEY', uniqKey], ['WAIT', 'true']]),
    bornTimestamp,
    ...(reconsumeTimes !== undefined && { reconsumeTimes }),
  }
  const startedAt = performance.now()
  const options = { signal, ...(timeoutMs !== undefined && { timeoutMs }) }
  const outcome = await cluster.admin.messages.send(queue.server, message, options)
  return { uniqKey, queue, outcome, durationMs: Math.round(performance.now() - startedAt) }
}

/** By chance, so that many senders fill all queues alike. */
export function pickQueue(queues: readonly WriteQueue[]): WriteQueue {
  const queue = queues[randomInt(queues.length)]
  if (!queue) throw new RangeError('there is no queue to choose from')
  return queue
}
