import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { queueLag } from '#lib/monitoring/queue-lag.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'

interface QueueName {
  topicName: string
  brokerName: string
  queueId: number
}

export interface QueueProgress {
  brokerOffset: bigint
  /** What the group has committed; 0 where it never did, null in a static topic's queue whose place is not decided. */
  consumerOffset: bigint | null
  /** Counted from the oldest message that is still stored. */
  lag: bigint
}

/** Topics of one broker whose oldest offsets are asked for; queues of others have no figures. */
const MAX_TOPICS_PER_BROKER = 32

export const queueKey = ({ topicName, brokerName, queueId }: QueueName) => `${topicName}\n${brokerName}\n${queueId}`

/**
 * How far a group is in some queues, asked of their brokers now: one request for its offsets (208) and one per topic for the
 * oldest messages (202).
 *
 * @returns by {@link queueKey}; queues of a broker that did not answer are missing
 */
export async function readQueueLag(
  cluster: LiveCluster,
  { groupName, queues, servers }: { groupName: string; queues: readonly QueueName[]; servers: readonly Server[] },
  signal: AbortSignal,
): Promise<{ progress: Map<string, QueueProgress>; partial: PartialEntry[] }> {
  const { groups, topics } = cluster.admin
  const options = { signal, timeoutMs: cluster.pageTimeoutMs }
  const progress = new Map<string, QueueProgress>()
  const partial: PartialEntry[] = []
  const readBroker = async (server: Server) => {
    const owned = queues.filter(({ brokerName }) => brokerName === server.brokerName)
    const topicNames = [...new Set(owned.map(({ topicName }) => topicName))].slice(0, MAX_TOPICS_PER_BROKER)
    if (topicNames.length === 0) return
    try {
      const [stats, ...oldest] = await Promise.all([
        groups.getConsumeStats(server, { groupName }, options),
        ...topicNames.map((topicName) => topics.getStats(server, topicName, options)),
      ])
      const minOffsets = new Map(
        oldest.flatMap((answer, index) =>
          answer.queues.map((queue) => [`${topicNames[index]}\n${queue.queueId}`, queue.minOffset] as const),
        ),
      )
      for (const queue of stats.queues) {
        const minOffset = minOffsets.get(`${queue.topicName}\n${queue.queueId}`)
        if (minOffset === undefined) continue
        const { brokerOffset } = queue
        const consumerOffset = queue.consumerOffset < 0n ? null : queue.consumerOffset
        const { lag } = queueLag({ minOffset, maxOffset: brokerOffset, committed: consumerOffset })
        progress.set(queueKey({ ...queue, brokerName: server.brokerName }), { brokerOffset, consumerOffset, lag })
      }
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      partial.push(toPartialEntry(server, error))
    }
  }
  await Promise.all(servers.map(readBroker))
  return { progress, partial }
}
