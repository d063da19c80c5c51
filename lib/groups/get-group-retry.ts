import type { PartialEntry } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { findGroup } from './find-group.ts'
import { readRetryTopics, sumMessages } from './read-retry-topics.ts'
import { retrySchedule } from './retry-policy.ts'
import type { GroupRetry } from './schema.ts'

/**
 * The retry and dead-letter topics of a group on each broker, their messages asked live (202), and when retries happen.
 *
 * @throws AppError NOT_FOUND
 */
export async function getGroupRetry(
  ctx: Context,
  { clusterId, groupName }: { clusterId: string; groupName: string },
): Promise<GroupRetry & { partial?: PartialEntry[] }> {
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const { signal } = ctx
  const cluster = await getCluster(ctx, clusterId)
  const [{ entry, inventory: groups }, inventory] = await Promise.all([
    findGroup(cluster, groupName, signal),
    cluster.getInventory({ signal }),
  ])
  requireAnswers(inventory)
  const readAt = new Date()
  const { items, partial } = await readRetryTopics(cluster, groupName, { groups, inventory }, signal)
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
