import { audited } from '#lib/audit/audited.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findRegistration, writeRegistration } from './find-registration.ts'
import type { Cluster, MaintenanceInput } from './schema.ts'
import { toCluster } from './to-cluster.ts'

/** Says that people work on the cluster until a time: its health is MAINTENANCE meanwhile. Null ends it. */
export async function setMaintenance(ctx: Context, input: MaintenanceInput & { clusterId: string }): Promise<Cluster> {
  const { clusterId, until } = input
  requirePermission(ctx, 'maintenance:write', clusterId)
  const row = await findRegistration(clusterId)
  const entry = {
    action: 'cluster.maintenance',
    clusterId,
    target: { kind: 'cluster', name: row.name },
    permission: 'maintenance:write' as const,
    before: toCluster(row),
    detail: { until },
  }
  return audited(ctx, entry, async (record) => {
    if (until && until.getTime() <= Date.now()) {
      const detail = 'The maintenance must end in the future.'
      throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.until', rule: 'past', detail }] })
    }
    const cluster = toCluster(await writeRegistration(row, { maintenanceUntil: until }))
    record.after(cluster)
    return cluster
  })
}
