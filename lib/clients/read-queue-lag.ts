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
  /** What the group has committed; 0 where it did so in other queues of the topic only, null where it never did in any. */
  consumerOffset: bigint | null
  /** Counted from the oldest message that is still stored; null without `consumerOffset`. */
  lag: bigint | null
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
      const committed = new Map(stats.queues.map((queue) => [queueKey(queue), queue]))
      for (const [index, { queues: stored }] of oldest.entries()) {
        for (const { queueId, minOffset, maxOffset } of stored) {
          const key = queueKey({ topicName: topicNames[index] ?? '', brokerName: server.brokerName, queueId })
          progress.set(key, toProgress({ minOffset, maxOffset }, committed.get(key)))
        }
      }
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      partial.push(toPartialEntry(server, error))
    }
  }
  await Promise.all(servers.map(readBroker))
  return { progress, partial }
}

/** A queue of a static topic whose place is not decided says −1. */
function toProgress(
  { minOffset, maxOffset }: { minOffset: bigint; maxOffset: bigint },
  held: { brokerOffset: bigint; consumerOffset: bigint } | undefined,
): QueueProgress {
  if (!held || held.consumerOffset < 0n) return { brokerOffset: maxOffset, consumerOffset: null, lag: null }
  const { brokerOffset, consumerOffset } = held
  const { lag } = queueLag({ minOffset, maxOffset: brokerOffset, committed: consumerOffset })
  return { brokerOffset, consumerOffset, lag }
}
