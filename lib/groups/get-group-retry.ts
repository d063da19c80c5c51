import type { PartialEntry } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import { readStats } from '#lib/topics/read-stats.ts'
import { type TopicRow, topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findGroup } from './find-group.ts'
import { groupRows } from './group-rows.ts'
import { joinPartial } from './join-partial.ts'
import { retrySchedule } from './retry-policy.ts'
import { retryTopics } from './retry-topics.ts'
import type { GroupRetry, GroupRetryTopic } from './schema.ts'

/**
 * The retry and dead-letter topics of a group on each broker, their messages asked live (202), and when retries happen.
 *
 * @throws AppError NOT_FOUND
 */
export async function getGroupRetry(
  ctx: Context,
  { clusterId, groupName }: { clusterId: string; groupName: string },
): Promise<GroupRetry & { partial?: PartialEntry[] }> {
  requirePermission(ctx, 'group:read', clusterId)
  const { signal } = ctx
  const cluster = await getCluster(ctx, clusterId)
  const [{ entry, inventory: groups }, inventory] = await Promise.all([
    findGroup(cluster, groupName, signal),
    cluster.getInventory({ signal }),
  ])
  requireAnswers(inventory)
  const readAt = new Date()
  const topics = topicRows(inventory)
  const found = retryTopics(
    groupName,
    (name) => topics.has(name),
    (name) => groupRows(groups).has(name),
    topics.keys(),
  )
  const answers = await Promise.all(
    found.map(async ({ topicName, kind }) => {
      const row = topics.get(topicName)
      if (!row) return { items: [], partial: [] }
      const { brokers, partial } = await readStats(cluster, row, signal)
      return { items: brokers.map((broker) => toItem(row, kind, broker)), partial }
    }),
  )
  const items = answers.flatMap((answer) => answer.items)
  const partial = joinPartial(inventory.partial, ...answers.map((answer) => answer.partial))
  const { maxRetries, retryPolicy } = entry.item
  return {
    items,
    totals: {
      retry: sumMessages(items.filter(({ kind }) => kind !== 'DLQ')),
      deadLetters: sumMessages(items.filter(({ kind }) => kind === 'DLQ')),
      isAtLeast: partial.length > 0,
    },
    maxRetries,
    policy: retryPolicy,
    schedule: retryPolicy && maxRetries !== null ? retrySchedule(retryPolicy, maxRetries) : [],
    readAt,
    ...(partial.length > 0 && { partial }),
  }
}

function toItem(
  { topicName }: TopicRow,
  kind: GroupRetryTopic['kind'],
  { server, config, stats }: Awaited<ReturnType<typeof readStats>>['brokers'][number],
): GroupRetryTopic {
  const writes = (stats?.queues ?? []).flatMap(({ lastUpdateTimestamp }) => lastUpdateTimestamp?.getTime() ?? [])
  return {
    topicName,
    kind,
    brokerName: server.brokerName,
    queues: config.readQueueNums,
    permission: permissionOf(config.perm),
    messages: stats?.queues.reduce((sum, { minOffset, maxOffset }) => sum + (maxOffset - minOffset), 0n) ?? null,
    maxOffset: stats?.queues.reduce((sum, { maxOffset }) => sum + maxOffset, 0n) ?? null,
    lastWriteAt: writes.length > 0 ? new Date(Math.max(...writes)) : null,
  }
}

/** Of the brokers that answer; null when none does. Without a topic there is no message. */
function sumMessages(items: readonly GroupRetryTopic[]): bigint | null {
  const known = items.flatMap(({ messages }) => messages ?? [])
  return items.length > 0 && known.length === 0 ? null : known.reduce((sum, messages) => sum + messages, 0n)
}
