import { type Measured, ok, type PartialEntry, unknown } from '#lib/api/endpoint.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { newestValue } from '#lib/monitoring/newest-value.ts'
import { drainedOf, readMasterConfigs } from '#lib/nodes/read-master-configs.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { countTiming } from './count-timing.ts'
import { findTopic } from './find-topic.ts'
import { getBrokerLimits } from './get-broker-limits.ts'
import { getGroupFit } from './group-fit.ts'
import { type BrokerStats, readStats } from './read-stats.ts'
import type { Topic } from './schema.ts'
import { toTopicItem } from './to-topic-item.ts'
import { groupFlags } from './topic-flags.ts'
import { sampledTopic, topicNumbers } from './topic-numbers.ts'
import { topicRevision } from './topic-revision.ts'
import type { TopicRow } from './topic-rows.ts'
import { typeFacts } from './type-facts.ts'

/** Queues whose oldest message is asked for; a topic with more shows no such time. */
const MAX_QUEUES_ASKED = 256

/**
 * One topic. Asked live: retained messages and last write of every broker that has it (202), the oldest message of each queue that
 * holds any (32), limits from the brokers' settings (26), the configs of its groups (201). Rates, groups and lag are the sampler's.
 *
 * @throws AppError NOT_FOUND
 */
export async function getTopic(
  ctx: Context,
  { clusterId, topicName }: { clusterId: string; topicName: string },
): Promise<Topic & { partial?: PartialEntry[] }> {
  requirePermission(ctx, 'topic:read', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  const { row } = await findTopic(cluster, topicName, ctx.signal)
  const servers = row.brokers.map(({ server }) => server)
  const [metadata, { brokers, partial, at }, limits, sample, masters, fit, timingMessages, halfMessages] =
    await Promise.all([
      getMetadata(clusterId, 'topic', [topicName]),
      readStats(cluster, row, ctx.signal),
      getBrokerLimits(cluster.admin, servers, { timeoutMs: cluster.pageTimeoutMs }),
      getSample(cluster),
      readMasterConfigs(clusterId),
      getGroupFit(cluster, ctx.signal),
      row.type === 'DELAY' ? countTiming(cluster, row, ctx.signal) : undefined,
      row.type === 'TRANSACTION'
        ? newestValue({ clusterId, metric: 'halfMessages', object: { topicName } })
        : undefined,
    ])
  const sampled = sampledTopic(sample, topicName)
  const stored = metadata.get(topicName) ?? undeclared
  return {
    ...toTopicItem(row, stored, {
      numbers: topicNumbers(sampled),
      groupFlags: groupFlags(row, sampled),
      drained: drainedOf(masters),
    }),
    ...totalsOf(brokers, at),
    oldestMessageAt: await oldestMessage(cluster, topicName, brokers, at, ctx.signal),
    retentionHours: limits.retentionHours,
    ...typeFacts(row, { limits, sampled, fit, timingMessages, halfMessages }),
    revision: topicRevision(row, stored),
    ...(partial.length > 0 && { partial }),
  }
}

/** A topic without what only a live question tells. */
export function toTopic(row: TopicRow, metadata: StoredMetadata = undeclared): Topic {
  return {
    ...toTopicItem(row, metadata),
    oldestMessageAt: unknown('NOT_SAMPLED'),
    retentionHours: null,
    revision: topicRevision(row, metadata),
  }
}

function totalsOf(brokers: readonly BrokerStats[], at: Date): Pick<Topic, 'retained' | 'lastWriteAt'> {
  // What one broker keeps to itself makes the sum unknown, and the last of all times too.
  if (brokers.some(({ stats }) => stats === null)) {
    return { retained: unknown('NO_ANSWER'), lastWriteAt: unknown('NO_ANSWER') }
  }
  const queues = brokers.flatMap(({ stats }) => stats?.queues ?? [])
  const retained = queues.reduce((sum, { minOffset, maxOffset }) => sum + (maxOffset - minOffset), 0n)
  const writes = queues.flatMap(({ lastUpdateTimestamp }) => lastUpdateTimestamp ?? [])
  return {
    retained: ok(retained, at),
    lastWriteAt: extreme(writes, Math.max, at),
  }
}

/** The first or last of some times; without any it does not apply. */
function extreme(times: readonly Date[], pick: (...values: number[]) => number, at: Date): Measured<Date> {
  if (times.length === 0) return { value: null, state: 'na', at: null }
  return ok(new Date(times.map((time) => time.getTime()).reduce((a, b) => pick(a, b))), at)
}

async function oldestMessage(
  cluster: LiveCluster,
  topicName: string,
  brokers: readonly BrokerStats[],
  at: Date,
  signal: AbortSignal,
): Promise<Measured<Date>> {
  if (brokers.some(({ stats }) => stats === null)) return unknown('NO_ANSWER')
  const queues = brokers.flatMap(({ server, stats }) =>
    (stats?.queues ?? [])
      .filter(({ minOffset, maxOffset }) => maxOffset > minOffset)
      .map(({ queueId }) => ({ server, queueId })),
  )
  if (queues.length > MAX_QUEUES_ASKED) return unknown('NOT_SAMPLED')
  const options = { signal, timeoutMs: cluster.pageTimeoutMs }
  const times = await Promise.all(
    queues.map(async ({ server, queueId }) => {
      try {
        return await cluster.admin.offsets.getEarliestStoreTime(server, { topicName, queueId }, options)
      } catch (error) {
        if (error instanceof RocketmqError) return undefined
        throw error
      }
    }),
  )
  if (times.includes(undefined)) return unknown('NO_ANSWER')
  return extreme(
    times.filter((time) => time instanceof Date),
    Math.min,
    at,
  )
}
