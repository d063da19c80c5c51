import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { GroupInventory } from '#lib/clusters/group-inventory.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import { readStats } from '#lib/topics/read-stats.ts'
import { type TopicRow, topicRows } from '#lib/topics/topic-rows.ts'
import { groupRows } from './group-rows.ts'
import { joinPartial } from './join-partial.ts'
import { retryTopics } from './retry-topics.ts'
import type { GroupRetryTopic } from './schema.ts'

/** The retry and dead-letter topics of a group on each broker, their messages asked live (202). */
export async function readRetryTopics(
  cluster: LiveCluster,
  groupName: string,
  { groups, inventory }: { groups: GroupInventory; inventory: Inventory },
  signal: AbortSignal,
): Promise<{ items: GroupRetryTopic[]; partial: PartialEntry[] }> {
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
  return {
    items: answers.flatMap((answer) => answer.items),
    partial: joinPartial(inventory.partial, ...answers.map((answer) => answer.partial)),
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
export function sumMessages(items: readonly GroupRetryTopic[]): bigint | null {
  const known = items.flatMap(({ messages }) => messages ?? [])
  return items.length > 0 && known.length === 0 ? null : known.reduce((sum, messages) => sum + messages, 0n)
}
