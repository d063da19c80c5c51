import { seesAlarm } from '#lib/clusters/sees-alarm.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { type NamedRow, withCluster } from './to-instance.ts'

/** One incident. @throws AppError NOT_FOUND for one that is not there and one of a cluster that is not to be seen alike */
export async function findInstance(
  ctx: Context,
  instanceId: string,
  permission: Permission = 'alarm:read',
): Promise<NamedRow> {
  const row = await db().alarmInstance.findFirst({
    where: { instanceId, cluster: { removedAt: null } },
    include: withCluster,
  })
  if (!row || !seesAlarm(ctx, 'alarm:read', row)) {
    throw new AppError('NOT_FOUND', `There is no alarm ${instanceId}.`)
  }
  if (!seesAlarm(ctx, permission, row)) requirePermission(ctx, permission, row.clusterId)
  return row
}
