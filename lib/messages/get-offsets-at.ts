import { getCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { ANSWER_MS } from './query-messages.ts'
import { findTopicBrokers } from './scan/plan-queues.ts'
import { findOffsetAt } from './scan/time-edges.ts'
import type { OffsetsAt, QueueOffsetAt } from './schema.ts'

/**
 * Where a time lies in each queue of a topic. A broker that does not answer is named, the others' queues come all the same.
 *
 * @throws AppError NOT_FOUND for a topic that no broker has
 */
export async function getOffsetsAt(
  ctx: Context,
  { clusterId, topic, at, queues }: { clusterId: string; topic: string; at: Date; queues?: string[] | undefined },
): Promise<OffsetsAt> {
  requirePermission(ctx, 'message:read', clusterId, onTopic(topic))
  const cluster = await getCluster(ctx, clusterId)
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(ANSWER_MS)])
  const { brokers, partial } = await findTopicBrokers(cluster, topic, signal)
  const only = queues && new Set(queues)
  const call = { caller: ctx.actor.userId ?? ctx.actor.id, timeoutMs: cluster.pageTimeoutMs, signal }
  const reader = cluster.admin
  const items: QueueOffsetAt[] = []
  await Promise.all(
    brokers.map(async ({ server }) => {
      const { brokerName } = server
      try {
        const stats = await reader.topics.getStats(server, topic, call)
        const wanted = stats.queues.filter(({ queueId }) => !only || only.has(`${brokerName}:${queueId}`))
        const found = await Promise.all(
          wanted.map(async ({ queueId, minOffset, maxOffset }) => {
            const queue = { reader, server, topicName: topic, queueId, call }
            const place = await findOffsetAt(queue, { min: minOffset, max: maxOffset }, at)
            return {
              ...{ brokerName, queueId, minOffset, maxOffset, queueOffset: place.offset },
              storeTimestamp: place.storedAt,
              previousStoreTimestamp: place.previousAt,
            }
          }),
        )
        items.push(...found)
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        partial.push(toPartialEntry(server, error))
      }
    }),
  )
  items.sort((a, b) => (a.brokerName === b.brokerName ? a.queueId - b.queueId : a.brokerName < b.brokerName ? -1 : 1))
  return { items, ...(partial.length > 0 && { partial }) }
}
