import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { changedClusterColumns, sealSecrets } from './cluster-columns.ts'
import { nameTaken } from './create-cluster.ts'
import { findRegistration, requireRevision, writeRegistration } from './find-registration.ts'
import type { Cluster, ClusterPatch } from './schema.ts'
import { toCluster } from './to-cluster.ts'
import { withoutSecrets } from './without-secrets.ts'

/**
 * Changes a registration. Allowed on a read-only cluster: that protects RocketMQ, not our own row.
 *
 * @throws AppError CONFLICT when the name is taken or the revision is old
 */
export async function updateCluster(ctx: Context, input: ClusterPatch & { clusterId: string }): Promise<Cluster> {
  const { clusterId, revision, ...patch } = input
  requirePermission(ctx, 'cluster:update', clusterId)
  const row = await findRegistration(clusterId)
  if (patch.readOnly !== undefined && patch.readOnly !== row.readOnly) {
    requirePermission(ctx, 'cluster:read-only', clusterId)
  }
  const before = toCluster(row)
  const entry = {
    action: 'cluster.update',
    clusterId,
    target: { kind: 'cluster', name: row.name },
    permission: 'cluster:update' as const,
    before,
    detail: withoutSecrets(patch),
  }
  return audited(ctx, entry, async (record) => {
    requireRevision(row, revision)
    const written = await nameTaken(patch.name ?? row.name, () =>
      db().$transaction(async (tx) => {
        const secrets = await sealSecrets(patch, row, tx)
        const changed = await writeRegistration(row, { ...changedClusterColumns(patch), ...secrets }, tx)
        const hasMoved =
          !sameList(row.nameServers, changed.nameServers) || !sameList(row.clusterNames, changed.clusterNames)
        if (hasMoved) await forgetBrokers(clusterId, tx)
        return changed
      }),
    )
    const cluster = toCluster(written)
    record.after(cluster)
    return cluster
  })
}

/** Behind other name servers there are other brokers: the old ones are not missing, they are not ours any more. */
async function forgetBrokers(clusterId: string, tx: Prisma.TransactionClient): Promise<void> {
  await tx.clusterNode.deleteMany({ where: { clusterId, kind: 'broker' } })
  await tx.clusterHealth.deleteMany({ where: { clusterId } })
}

const sameList = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((item) => b.includes(item))
