import type { Impact } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { readNaming, toImpact } from './deletion-impact.ts'
import { type DeletionScope, planDeletion } from './plan-deletion.ts'

/** What deleting a group would take, for whoever may look at it. Touches nothing. @throws AppError NOT_FOUND */
export async function getGroupImpact(
  ctx: Context,
  { clusterId, groupName, ...scope }: DeletionScope & { clusterId: string; groupName: string },
): Promise<Impact> {
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  const [plan, naming] = await Promise.all([
    planDeletion(cluster, groupName, scope, ctx.signal),
    readNaming(ctx, { clusterId, groupName }),
  ])
  return toImpact(plan, cluster, naming)
}
