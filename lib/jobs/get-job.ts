import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { findJob, toJob } from './job-row.ts'
import type { Job } from './schema.ts'

/** @throws AppError NOT_FOUND */
export async function getJob(ctx: Context, { clusterId, jobId }: { clusterId: string; jobId: string }): Promise<Job> {
  requirePermissionIn(ctx, 'job:read', clusterId)
  return toJob(ctx, await findJob(ctx, clusterId, jobId))
}
