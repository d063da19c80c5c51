import { findRegistration } from '#lib/clusters/find-registration.ts'
import { seenReasons } from '#lib/clusters/seen-reasons.ts'
import { shownHealth } from '#lib/clusters/shown-health.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import type { ClusterHealthAnswer } from './schema.ts'

/** Health of one cluster with its reasons, as the last check decided it. Asks nobody. */
export async function getHealth(ctx: Context, { clusterId }: { clusterId: string }): Promise<ClusterHealthAnswer> {
  requirePermissionIn(ctx, 'cluster:read', clusterId)
  const row = await findRegistration(clusterId)
  const stored = await db().clusterHealth.findUnique({ where: { clusterId } })
  const { health, reasons, since, checkedAt } = shownHealth(stored, row, new Date())
  return { health, healthReasons: seenReasons(ctx, clusterId, reasons), healthSince: since, checkedAt }
}
