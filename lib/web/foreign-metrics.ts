import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import { env } from '#lib/env.ts'
import { MetricSnapshot, withLabels } from '#lib/metrics.ts'
import { exportedMetrics } from '#lib/monitoring/exported-metrics.ts'
import { heartbeatMs } from '#lib/worker/heartbeat.ts'

/** Three periods, as elsewhere: a worker that is silent for longer is gone. */
const GONE_AFTER_MS = 3 * heartbeatMs

/**
 * What other processes count: workers write theirs down with their heartbeat, for nothing listens there. And, where it is switched
 * on, the numbers of RocketMQ itself. While Postgres is away there is none of both.
 */
export async function foreignMetrics(): Promise<MetricSnapshot[]> {
  try {
    const limit = env().APOGEE_METRICS_ROCKETMQ_SERIES
    const [workers, exported] = await Promise.all([workerMetrics(), limit > 0 ? exportedMetrics(limit) : []])
    return [...workers, ...exported]
  } catch {
    return []
  }
}

async function workerMetrics(): Promise<MetricSnapshot[]> {
  const workers = await db().workerProcess.findMany({
    where: { lastSeenAt: { gt: new Date(Date.now() - GONE_AFTER_MS) } },
  })
  return workers.flatMap(({ workerId, metrics }) => {
    // Another version of the console may have written something else; what of it is understood is told.
    const snapshots = z.array(z.unknown()).safeParse(metrics).data ?? []
    return snapshots.flatMap((each) => {
      const snapshot = MetricSnapshot.safeParse(each)
      return snapshot.success ? [withLabels(snapshot.data, { worker: workerId })] : []
    })
  })
}
