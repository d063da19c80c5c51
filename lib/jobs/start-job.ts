import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { titleOf } from './job-row.ts'
import { kindPermissions } from './kind-permissions.ts'
import { type JobKind, maxItemsPerJob, type StartedJob } from './schema.ts'

export interface NewJobItem {
  target: string
  input?: Prisma.InputJsonObject
  /** Known beforehand to be left alone, and why; it is in the result like the others. */
  skipped?: { code: string; remark: string }
}

export interface NewJob {
  clusterId: string
  kind: JobKind
  /** What is the same for all items. */
  input: Prisma.InputJsonObject
  items: readonly NewJobItem[]
  /** The page it is started from. */
  source?: string | undefined
  reason?: string | undefined
  ratePerSecond: number
}

/**
 * Notes a job and all its items; a worker begins it within seconds. Whoever calls this has asked for the permission and checked
 * what can be checked before.
 *
 * @throws AppError INVALID_INPUT without items, LIMIT_EXCEEDED for more than a job takes
 */
export async function startJob(ctx: Context, job: NewJob): Promise<StartedJob> {
  const { clusterId, kind, input, items, source, reason, ratePerSecond } = job
  const title = titleOf(kind, items.length)
  const entry = {
    action: 'job.start',
    clusterId,
    target: { kind: 'job', name: title },
    permission: kindPermissions[kind],
    detail: { kind, input, targets: items.map(({ target }) => target) },
    ...(reason !== undefined && { reason }),
  }
  return audited(ctx, entry, async (record) => {
    if (items.every(({ skipped }) => skipped)) throw new AppError('INVALID_INPUT', 'There is nothing to do.')
    if (items.length > maxItemsPerJob) {
      const detail = `A job takes ${maxItemsPerJob} items; these are ${items.length}.`
      throw new AppError('LIMIT_EXCEEDED', detail, { limit: maxItemsPerJob, used: items.length })
    }
    const { jobId } = await db().$transaction(async (tx) => {
      const created = await tx.job.create({
        data: {
          clusterId,
          kind,
          source: source ?? '',
          reason: reason ?? null,
          actorKind: ctx.actor.kind,
          actorId: ctx.actor.id,
          actorName: ctx.actor.name,
          userId: ctx.actor.userId ?? '',
          tokenId: ctx.tokenId ?? null,
          address: ctx.address,
          agent: ctx.agent,
          requestId: ctx.requestId,
          input,
          total: items.length,
          skipped: items.filter(({ skipped }) => skipped).length,
          ratePerSecond,
        },
        select: { jobId: true },
      })
      await tx.jobItem.createMany({
        data: items.map(({ target, input, skipped }, index) => ({
          jobId: created.jobId,
          index,
          target,
          ...(input && { input }),
          ...(skipped && { outcome: 'SKIPPED', ...skipped, at: new Date() }),
        })),
      })
      return created
    })
    record.after({ jobId: String(jobId), title })
    return { jobId: String(jobId) }
  })
}
