import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { findRegistration } from './find-registration.ts'
import type { Cluster } from './schema.ts'
import { toCluster } from './to-cluster.ts'

/** One registration, without its secrets. @throws AppError NOT_FOUND */
export async function showCluster(ctx: Context, { clusterId }: { clusterId: string }): Promise<Cluster> {
  requirePermissionIn(ctx, 'cluster:read', clusterId)
  return toCluster(await findRegistration(clusterId))
}
