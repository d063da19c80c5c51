import { type List, type Measured, unknown } from '#lib/api/endpoint.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { joinMeasured, sumOfNumbers } from '#lib/monitoring/combine.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { findTopic } from './find-topic.ts'
import { QueueRates } from './queue-rates.ts'
import { type BrokerStats, readStats } from './read-stats.ts'
import type { TopicQueue } from './schema.ts'

export interface GetTopicQueuesInput {
  clusterId: string
  topicName: string
  page: number
  pageSize: number
  broker?: string | undefined
  /** Also ask each queue for the time of its oldest message: one request per queue. */
  earliest?: boolean | undefined
}

export interface TopicQueueList extends List<TopicQueue> {
  /** Over all queues, whatever the page. `messages` is null while a broker is silent. */
  totals: { messages: bigint | null; inTps: Measured<number> }
}

const rates = new QueueRates()

/**
 * A topic queue by queue, asked of every broker that has it (202). The queues of a broker that does not answer are listed too,
 * with unknown offsets. Rates are those since an earlier look in the last minute.
 *
 * @returns by brokerName, then queueId
 */
export async function getTopicQueues(ctx: Context, input: GetTopicQueuesInput): Promise<TopicQueueList> {
  const { clusterId, topicName, broker, earliest } = input
  requirePermission(ctx, 'topic:read', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  const { row } = await findTopic(cluster, topicName, ctx.signal)
  const { brokers, partial, at } = await readStats(cluster, row, ctx.signal)
  const queues = withShares(brokers.flatMap((one) => queuesOf(clusterId, topicName, one, at)))
  const isComplete = brokers.every(({ stats }) => stats !== null)
  const messages = queues.reduce((sum, queue) => sum + (queue.messages ?? 0n), 0n)
  const shown = broker ? queues.filter(({ brokerName }) => brokerName === broker) : queues
  const list = sortAndPage(shown, input, () => null)
  return {
    ...list,
    items: earliest ? await withEarliest(cluster, brokers, list.items, ctx.signal) : list.items,
    totals: {
      messages: isComplete ? messages : null,
      inTps: joinMeasured(
        queues.map(({ inTps }) => inTps),
        sumOfNumbers,
      ),
    },
    sampledAt: at,
    ...(partial.length > 0 && { partial }),
  }
}

function queuesOf(
  clusterId: string,
  topicName: string,
  { server, config, stats }: BrokerStats,
  at: Date,
): TopicQueue[] {
  const { brokerName } = server
  const permission = permissionOf(config.perm)
  const base = (queueId: number) => ({
    topicName,
    brokerName,
    queueId,
    share: null,
    isHot: false,
    canRead: queueId < config.readQueueNums && permission.includes('R'),
    canWrite: queueId < config.writeQueueNums && permission.includes('W'),
  })
  if (!stats) {
    const count = Math.max(config.readQueueNums, config.writeQueueNums)
    const inTps = unknown('NO_ANSWER')
    const silent = { minOffset: null, maxOffset: null, messages: null, lastWriteAt: null, inTps }
    return Array.from({ length: count }, (_, queueId) => ({ ...base(queueId), ...silent }))
  }
  const maxOffsets = new Map(stats.queues.map(({ queueId, maxOffset }) => [queueId, maxOffset]))
  const inTps = rates.take(`${clusterId} ${brokerName} ${topicName}`, at.getTime(), maxOffsets)
  return stats.queues.map(({ queueId, minOffset, maxOffset, lastUpdateTimestamp }) => ({
    ...base(queueId),
    minOffset,
    maxOffset,
    messages: maxOffset - minOffset,
    lastWriteAt: lastUpdateTimestamp,
    inTps: inTps.get(queueId) ?? unknown('NOT_SAMPLED'),
  }))
}

/** Part of all messages and the mark of a hot queue: more than twice the mean. Without an answer of all there is no share. */
function withShares(queues: readonly TopicQueue[]): TopicQueue[] {
  const total = queues.reduce<bigint | null>(
    (sum, { messages }) => (sum === null || messages === null ? null : sum + messages),
    0n,
  )
  if (total === null || total === 0n) return [...queues]
  return queues.map((queue) => {
    const messages = queue.messages ?? 0n
    return {
      ...queue,
      share: Number((messages * 1_000_000n) / total) / 1_000_000,
      isHot: queues.length > 1 && messages * BigInt(queues.length) > 2n * total,
    }
  })
}

async function withEarliest(
  cluster: LiveCluster,
  brokers: readonly BrokerStats[],
  queues: readonly TopicQueue[],
  signal: AbortSignal,
): Promise<TopicQueue[]> {
  const answering = new Map(brokers.filter(({ stats }) => stats).map(({ server }) => [server.brokerName, server]))
  const options = { signal, timeoutMs: cluster.pageTimeoutMs }
  return Promise.all(
    queues.map(async (queue) => {
      const server = answering.get(queue.brokerName)
      if (!server || !queue.messages) return { ...queue, earliestMessageAt: null }
      try {
        return { ...queue, earliestMessageAt: await cluster.admin.offsets.getEarliestStoreTime(server, queue, options) }
      } catch (error) {
        if (error instanceof RocketmqError) return { ...queue, earliestMessageAt: null }
        throw error
      }
    }),
  )
}
