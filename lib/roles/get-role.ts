import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findRole, tellRole } from './find-role.ts'
import { partialOf } from './read-roles.ts'
import type { Role } from './schema.ts'

/** One role as every broker holds it now, without its secret. @throws AppError NOT_FOUND, CLUSTER_UNREACHABLE */
export async function getRole(
  ctx: Context,
  { clusterId, roleName }: { clusterId: string; roleName: string },
): Promise<Role & { partial?: PartialEntry[] }> {
  requirePermission(ctx, 'role:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const found = await findRole(ctx, cluster, roleName)
  return { ...(await tellRole(clusterId, found)), ...partialOf(found.reading) }
}
