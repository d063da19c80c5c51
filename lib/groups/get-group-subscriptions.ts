import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { readSubscriptions } from './read-subscriptions.ts'
import type { GroupSubscriptions } from './schema.ts'

/**
 * What a group subscribes to, and whether its clients agree. A broker keeps one set of subscriptions per group, whoever spoke
 * last, so every remoting client is asked itself; gRPC clients cannot be.
 *
 * @throws AppError NOT_FOUND
 */
export async function getGroupSubscriptions(
  ctx: Context,
  { clusterId, groupName }: { clusterId: string; groupName: string },
): Promise<GroupSubscriptions & { partial?: PartialEntry[] }> {
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  const { subscriptions, partial } = await readSubscriptions(cluster, groupName, ctx.signal)
  return { ...subscriptions, ...(partial.length > 0 && { partial }) }
}
