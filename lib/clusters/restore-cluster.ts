import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { clusterNotFound, requirePermission } from '#lib/users/require-permission.ts'
import { writeRegistration } from './find-registration.ts'
import type { Cluster } from './schema.ts'
import { toCluster } from './to-cluster.ts'

/** Brings a removed registration back, as it was. @throws AppError NOT_FOUND after the purge, CONFLICT when it is not removed */
export async function restoreCluster(ctx: Context, { clusterId }: { clusterId: string }): Promise<Cluster> {
  requirePermission(ctx, 'cluster:remove', clusterId)
  const row = await db().cluster.findUnique({ where: { clusterId } })
  if (!row) throw clusterNotFound(clusterId)
  const entry = {
    action: 'cluster.restore',
    clusterId,
    target: { kind: 'cluster', name: row.name },
    permission: 'cluster:remove' as const,
    before: toCluster(row),
  }
  return audited(ctx, entry, async (record) => {
    if (!row.removedAt) throw new AppError('CONFLICT', `${row.name} is not removed.`)
    const cluster = toCluster(await writeRegistration(row, { removedAt: null }))
    record.after(cluster)
    return cluster
  })
}
