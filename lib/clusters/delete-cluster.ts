import { protectedError, requireConfirm } from '#lib/api/confirm.ts'
import type { Impact } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Cluster as ClusterRow } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findRegistration, writeRegistration } from './find-registration.ts'
import { closeCluster } from './get-cluster.ts'
import type { Cluster } from './schema.ts'
import { toCluster } from './to-cluster.ts'

export interface DeleteClusterInput {
  clusterId: string
  /** The full name, typed. */
  confirm?: string | undefined
  dryRun?: boolean | undefined
}

/**
 * Removes a registration; nothing changes in RocketMQ. It can be restored for 7 days with its metadata, then it is purged.
 *
 * @throws AppError PROTECTED while deletion protection is on, CONFLICT while a job works on it, INVALID_INPUT when `confirm` is not
 *   the name
 */
export async function deleteCluster(ctx: Context, input: DeleteClusterInput): Promise<Cluster | Impact> {
  const { clusterId, confirm, dryRun } = input
  requirePermission(ctx, 'cluster:remove', clusterId)
  const row = await findRegistration(clusterId)
  if (dryRun) return impactOf(row)
  const entry = {
    action: 'cluster.remove',
    clusterId,
    target: { kind: 'cluster', name: row.name },
    permission: 'cluster:remove' as const,
    before: toCluster(row),
  }
  return audited(ctx, entry, async (record) => {
    if (row.deletionProtection) throw protectedError(row.name)
    requireConfirm(confirm, row.name)
    const working = await jobsOf(clusterId)
    if (working.length > 0) throw new AppError('CONFLICT', workingDetail(row.name, working))
    const removed = await writeRegistration(row, { removedAt: new Date() })
    closeCluster(clusterId)
    const cluster = toCluster(removed)
    record.after(cluster)
    return cluster
  })
}

/** Those that have not ended: they would go on writing. */
async function jobsOf(clusterId: string): Promise<number[]> {
  const rows = await db().job.findMany({ where: { clusterId, endedAt: null }, select: { jobId: true } })
  return rows.map(({ jobId }) => jobId)
}

const workingDetail = (name: string, jobIds: readonly number[]) =>
  `${name} is being worked on by job ${jobIds.join(', ')}. Cancel it first, or let it end.`

async function impactOf(row: ClusterRow): Promise<Impact> {
  const { clusterId, name, deletionProtection } = row
  const [metadata, working] = await Promise.all([
    db().resourceMetadata.count({ where: { clusterId } }),
    jobsOf(clusterId),
  ])
  return {
    dryRun: true,
    blockedBy: [
      ...(deletionProtection ? [{ code: 'PROTECTED', detail: protectedError(name).message }] : []),
      ...(working.length > 0 ? [{ code: 'CONFLICT', detail: workingDetail(name, working) }] : []),
    ],
    needsForce: false,
    confirm: name,
    effects: [
      {
        kind: 'metadata',
        target: name,
        count: BigInt(metadata),
        detail: 'Remarks, labels and owners of topics, groups and namespaces are kept for 7 days, then lost.',
      },
    ],
    steps: [{ step: 'remove the registration; RocketMQ is not touched', target: name }],
    command: '',
  }
}
