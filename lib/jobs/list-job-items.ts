import type { List } from '#lib/api/endpoint.ts'
import { contains } from '#lib/db/contains.ts'
import { db } from '#lib/db/db.ts'
import type { JobItem as JobItemRow, Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { orderBy } from '#lib/users/order-by.ts'
import { readScopeOf } from '#lib/users/read-scope.ts'
import { hasPermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { findJob } from './job-row.ts'
import { type JobItem, JobItemOutcome } from './schema.ts'

export interface ListJobItemsInput {
  clusterId: string
  jobId: string
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  outcome?: JobItemOutcome[] | undefined
}

/**
 * What became of each item, in the order of the job.
 *
 * @throws AppError NOT_FOUND
 */
export async function listJobItems(ctx: Context, input: ListJobItemsInput): Promise<List<JobItem>> {
  const { clusterId, page, pageSize, q, outcome } = input
  requirePermissionIn(ctx, 'job:read', clusterId)
  const { jobId, kind } = await findJob(ctx, clusterId, input.jobId)
  const where: Prisma.JobItemWhereInput = {
    jobId,
    AND: [await targetsSeenBy(ctx, clusterId, { jobId, kind })],
    ...(q !== undefined && { target: contains(q) }),
    ...(outcome && { outcome: { in: outcome } }),
  }
  const [total, rows] = await Promise.all([
    db().jobItem.count({ where }),
    db().jobItem.findMany({
      where,
      orderBy: [orderBy(input.sort ?? 'index'), { index: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  return { items: rows.map(toJobItem), total, page, pageSize }
}

/** Of an own job only what the actor still sees: rights may have gone since it was started. */
async function targetsSeenBy(
  ctx: Context,
  clusterId: string,
  { jobId, kind }: { jobId: number; kind: string },
): Promise<Prisma.JobItemWhereInput> {
  if (hasPermission(ctx, 'job:read', clusterId)) return {}
  const isOfTopics = kind.startsWith('topic.')
  if (!isOfTopics && !kind.startsWith('group.')) return {}
  const { topic, group } = readScopeOf(ctx, clusterId)
  const rows = await db().jobItem.findMany({ where: { jobId }, select: { target: true } })
  const targets = rows.map(({ target }) => target)
  return { target: { in: targets.filter(isOfTopics ? topic : group) } }
}

function toJobItem({ target, outcome, code, remark, at }: JobItemRow): JobItem {
  const ended = JobItemOutcome.safeParse(outcome)
  return {
    target,
    outcome: ended.success ? ended.data : null,
    ...(code !== null && { code }),
    ...(remark !== null && { remark }),
    at,
  }
}
