import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { type Job as JobRow, Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { findJob, isOwn, toJob } from './job-row.ts'
import type { Job } from './schema.ts'

export interface JobKey {
  clusterId: string
  jobId: string
}

/** How long the items of a job are kept once it has ended. */
export const KEEP_DAYS = 30

/**
 * Begins no further item; those under way are ended.
 *
 * @throws AppError NOT_FOUND, FORBIDDEN, CONFLICT when it is not at work
 */
export const pauseJob = (ctx: Context, key: JobKey): Promise<Job> =>
  change(ctx, key, 'pause', async ({ jobId }, tx) => {
    const paused = { code: 'PAUSED', detail: `Paused by ${ctx.actor.name}.` }
    return tx.job.updateMany({
      where: { jobId, state: { in: ['QUEUED', 'RUNNING'] } },
      data: { state: 'PAUSED', stateReason: paused },
    })
  })

/**
 * Goes on with what is left of a job that was paused, or that has failed since its starter lost a right or the cluster was
 * read-only.
 *
 * @throws AppError NOT_FOUND, FORBIDDEN, CONFLICT when it does not stand
 */
export const resumeJob = (ctx: Context, key: JobKey): Promise<Job> =>
  change(ctx, key, 'resume', async ({ jobId }, tx) =>
    tx.job.updateMany({ where: { jobId, state: { in: ['PAUSED', 'FAILED'] } }, data: queuedAgain }),
  )

/**
 * Begins nothing further; what is done stays done.
 *
 * @throws AppError NOT_FOUND, FORBIDDEN, CONFLICT when it has ended
 */
export const cancelJob = (ctx: Context, key: JobKey): Promise<Job> =>
  change(ctx, key, 'cancel', async ({ jobId }, tx) => {
    // Nobody works on it: no worker has to say that it has stopped.
    const idle = await tx.job.updateMany({
      where: { jobId, state: { in: ['QUEUED', 'PAUSED', 'FAILED'] }, holder: null },
      data: { state: 'CANCELLED', stateReason: Prisma.DbNull, ...ended(new Date()) },
    })
    if (idle.count > 0) return idle
    return tx.job.updateMany({
      where: { jobId, state: { in: ['QUEUED', 'RUNNING', 'PAUSED'] }, holder: { not: null } },
      data: { state: 'CANCELLING' },
    })
  })

/**
 * Does the failed items again, and no others: those whose fate is unknown are for people to look at.
 *
 * @throws AppError NOT_FOUND, FORBIDDEN, CONFLICT when it has not ended or nothing has failed
 */
export const retryJob = (ctx: Context, key: JobKey): Promise<Job> =>
  change(ctx, key, 'retry', async ({ jobId }, tx) => {
    const updated = await tx.job.updateMany({
      where: { jobId, state: { in: ['DONE_WITH_ERRORS', 'CANCELLED', 'FAILED'] }, failed: { gt: 0 }, holder: null },
      data: { ...queuedAgain, failed: 0, endedAt: null, expiresAt: null },
    })
    if (updated.count === 0) return updated
    // Of a job that was cancelled the rest stays undone.
    await tx.jobItem.updateMany({
      where: { jobId, outcome: null },
      data: { outcome: 'SKIPPED', code: 'CANCELLED', at: new Date() },
    })
    await tx.jobItem.updateMany({
      where: { jobId, outcome: 'FAILED' },
      data: { outcome: null, code: null, remark: null, at: null },
    })
    const skipped = await tx.jobItem.count({ where: { jobId, outcome: 'SKIPPED' } })
    await tx.job.update({ where: { jobId }, data: { skipped } })
    return updated
  })

/** @throws AppError NOT_FOUND, FORBIDDEN, CONFLICT when it has ended */
export const updateJob = (ctx: Context, { ratePerSecond, ...key }: JobKey & { ratePerSecond: number }): Promise<Job> =>
  change(ctx, key, 'update', async ({ jobId }, tx) =>
    tx.job.updateMany({ where: { jobId, endedAt: null }, data: { ratePerSecond } }),
  )

const queuedAgain = { state: 'QUEUED', stateReason: Prisma.DbNull, queuedAt: null }

export const ended = (at: Date): { endedAt: Date; expiresAt: Date } => ({
  endedAt: at,
  expiresAt: new Date(at.getTime() + KEEP_DAYS * 24 * 3_600_000),
})

async function change(
  ctx: Context,
  { clusterId, jobId }: JobKey,
  verb: 'pause' | 'resume' | 'cancel' | 'retry' | 'update',
  write: (row: JobRow, tx: Prisma.TransactionClient) => Promise<{ count: number }>,
): Promise<Job> {
  requirePermissionIn(ctx, 'job:manage-own', clusterId)
  const row = await findJob(ctx, clusterId, jobId)
  const permission = isOwn(ctx, row) ? 'job:manage-own' : 'job:manage'
  if (permission === 'job:manage') requirePermission(ctx, permission, clusterId)
  const entry = {
    action: `job.${verb}`,
    clusterId,
    target: { kind: 'job', name: jobId },
    permission: permission as 'job:manage' | 'job:manage-own',
    before: { state: row.state, ratePerSecond: row.ratePerSecond },
  }
  return audited({ ...ctx, jobId }, entry, async (record) => {
    const { count } = await db().$transaction((tx) => write(row, tx))
    const now = await findJob(ctx, clusterId, jobId)
    if (count === 0) throw new AppError('CONFLICT', refusalOf(verb, now))
    record.after({ state: now.state, ratePerSecond: now.ratePerSecond })
    return toJob(ctx, now)
  })
}

function refusalOf(verb: string, { jobId, state, failed, holder }: JobRow): string {
  if (verb === 'retry' && failed === 0) return `Nothing of job ${jobId} has failed.`
  if (holder !== null) return `Job ${jobId} is ${state}, and its last items are still under way: try again in a moment.`
  return `Job ${jobId} is ${state}: it cannot ${verb} now.`
}
