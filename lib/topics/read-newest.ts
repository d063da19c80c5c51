import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { askEach } from './ask-each.ts'
import type { BrokerStats } from './read-stats.ts'

interface NewestMessages<T> {
  found: T[]
  /** Queues that hold messages and were read to their end. */
  queues: number
  partial: PartialEntry[]
}

export const PER_QUEUE = 32
/** Of a topic with more, the ones that were written to last. */
const MAX_QUEUES = 64
/** Brokers answer less than asked for: 8 messages from disk, one if it is large. */
const MAX_PULLS = 5

interface QueueEnd {
  server: Server
  queueId: number
  minOffset: bigint
  maxOffset: bigint
  lastWriteMs: number
}

/**
 * The newest messages of each queue. Bodies travel, for brokers send no message without.
 *
 * @param keep what is kept of each
 */
export async function readNewest<T>(
  cluster: LiveCluster,
  topicName: string,
  brokers: readonly BrokerStats[],
  keep: (message: StoredMessage) => T,
  { signal, maxQueues = MAX_QUEUES }: { signal: AbortSignal; maxQueues?: number },
): Promise<NewestMessages<T>> {
  const found: T[] = []
  let queues = 0
  const ends = brokers
    .flatMap(({ server, stats }) =>
      (stats?.queues ?? []).map(({ queueId, minOffset, maxOffset, lastUpdateTimestamp }): QueueEnd => {
        return { server, queueId, minOffset, maxOffset, lastWriteMs: lastUpdateTimestamp?.getTime() ?? 0 }
      }),
    )
    .filter(({ minOffset, maxOffset }) => maxOffset > minOffset)
    .sort((a, b) => b.lastWriteMs - a.lastWriteMs)
    .slice(0, maxQueues)
  const partial = await askEach(
    ends.map((end) => ({
      server: end.server,
      ask: async () => {
        found.push(...(await readEnd(cluster, topicName, end, signal)).map(keep))
        queues += 1
      },
    })),
  )
  return { found, queues, partial }
}

async function readEnd(
  { admin, pageTimeoutMs }: LiveCluster,
  topicName: string,
  { server, queueId, minOffset, maxOffset }: QueueEnd,
  signal: AbortSignal,
): Promise<StoredMessage[]> {
  const options = { signal, timeoutMs: pageTimeoutMs }
  const first = maxOffset - BigInt(PER_QUEUE)
  const found: StoredMessage[] = []
  let queueOffset = first > minOffset ? first : minOffset
  for (let pull = 1; pull <= MAX_PULLS && queueOffset < maxOffset; pull++) {
    // However large they are, the newest is among them.
    if (pull === MAX_PULLS) queueOffset = maxOffset - 1n
    const query = { topicName, queueId, queueOffset, maxMessages: Number(maxOffset - queueOffset) }
    const { messages, nextOffset } = await admin.messages.pull(server, query, options)
    found.push(...messages)
    if (nextOffset <= queueOffset) break
    queueOffset = nextOffset
  }
  return found
}
