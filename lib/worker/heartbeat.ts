import { hostname } from 'node:os'
import { db } from '#lib/db/db.ts'
import { snapshotMetrics } from '#lib/metrics.ts'

/** Says that this worker is alive. A worker not heard of for three periods counts as gone. */
export const heartbeatMs = 10_000

export async function beat(workerId: string, version: string, now: Date): Promise<void> {
  const seen = { lastSeenAt: now, version, host: hostname(), metrics: await snapshotMetrics() }
  await db().workerProcess.upsert({
    where: { workerId },
    create: { workerId, startedAt: now, ...seen },
    update: seen,
  })
}
