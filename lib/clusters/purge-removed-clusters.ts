import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { PURGE_AFTER_MS } from './schema.ts'
import { deleteSecret } from './sealed-secrets.ts'
import { toCluster } from './to-cluster.ts'

/**
 * Task of the worker: forgets registrations that were removed more than 7 days ago, with their secrets and all that hangs on
 * them. The audit keeps its rows.
 *
 * @returns how many
 */
export async function purgeRemovedClusters(ctx: Context, now: Date): Promise<number> {
  requirePermission(ctx, 'cluster:remove')
  const removedBefore = new Date(now.getTime() - PURGE_AFTER_MS)
  const rows = await db().cluster.findMany({ where: { removedAt: { lt: removedBefore } } })
  for (const row of rows) {
    const { clusterId, name } = row
    const entry = { action: 'cluster.purge', clusterId, target: { kind: 'cluster', name }, before: toCluster(row) }
    await audited(ctx, entry, async () => {
      await db().$transaction(async (tx) => {
        // The condition again: it may have been restored since it was read.
        const { count } = await tx.cluster.deleteMany({ where: { clusterId, removedAt: { lt: removedBefore } } })
        if (count === 0) return
        for (const sealedId of [row.secretKeySealedId, row.tlsClientKeySealedId]) {
          if (sealedId) await deleteSecret(sealedId, tx)
        }
      })
    })
  }
  return rows.length
}
