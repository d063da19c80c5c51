import { db } from '#lib/db/db.ts'
import type { Queue, QueueOptions } from '#lib/worker/queue.ts'

/**
 * Jobs are noted in our own table and handed to the queue by a worker: a job cannot be noted without coming to the queue, nor be in
 * the queue without being noted, and web processes need no connection to the queue.
 */
export const jobQueue: QueueOptions = {
  name: 'jobs',
  // A run ends in an error only when its worker dies or the database is away: it goes on until somebody cancels it.
  retryLimit: 1_000,
  retryDelaySeconds: 1,
  // The longest that pg-boss knows; a longer job is taken up again where it stands.
  expireInSeconds: 23 * 3600,
  heartbeatSeconds: 10,
}

/** Hands every job that waits for it to the queue. Twice the same does no harm: only one run can hold a job. */
export async function queueJobs(queue: Queue, now: Date): Promise<void> {
  const waiting = await db().job.findMany({
    where: { state: 'QUEUED', queuedAt: null },
    orderBy: { jobId: 'asc' },
    select: { jobId: true },
  })
  for (const { jobId } of waiting) {
    await queue.enqueue(jobQueue.name, { jobId })
    await db().job.updateMany({ where: { jobId, queuedAt: null }, data: { queuedAt: now } })
  }
}
