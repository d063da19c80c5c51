import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import type { JobKey } from './control-job.ts'
import { findJob } from './job-row.ts'
import { kindPermissions } from './kind-permissions.ts'
import { JobKind, repeatableJobKinds, type StartedJob } from './schema.ts'
import { startJob } from './start-job.ts'

/**
 * Starts a new job of whoever asks with the items of one that has ended, save those that it skipped. What cannot be taken back is not repeated: what
 * has one of these names by now is something else, which nobody was shown.
 *
 * @throws AppError NOT_FOUND, FORBIDDEN, READ_ONLY, CONFLICT when it has not ended, its items are gone, or its kind is not repeated
 */
export async function runJobAgain(ctx: Context, { clusterId, jobId }: JobKey): Promise<StartedJob> {
  requirePermissionIn(ctx, 'job:manage-own', clusterId)
  const job = await findJob(ctx, clusterId, jobId)
  const { source, reason, ratePerSecond } = job
  const kind = JobKind.parse(job.kind)
  requirePermissionIn(ctx, kindPermissions[kind], clusterId)
  if (!repeatableJobKinds.has(kind)) {
    throw new AppError(
      'CONFLICT',
      'A job of this kind is not run again: start another one from the list, which shows what it would do.',
    )
  }
  // What only reads is allowed in a cluster that is registered read-only.
  if (kind !== 'group.diagnose' && kind !== 'message.export') requireWritable(await getCluster(ctx, clusterId))
  if (job.endedAt === null) throw new AppError('CONFLICT', `Job ${jobId} has not ended.`)
  const items = await db().jobItem.findMany({
    where: { jobId: job.jobId, NOT: { outcome: 'SKIPPED' } },
    orderBy: { index: 'asc' },
    select: { target: true, input: true },
  })
  return startJob(ctx, {
    clusterId,
    kind,
    input: job.input as Prisma.InputJsonObject, // written by startJob
    items: items.map(({ target, input }) => ({
      target,
      ...(input !== null && { input: input as Prisma.InputJsonObject }), // so is this
    })),
    source,
    ...(reason !== null && { reason }),
    ratePerSecond,
  })
}
