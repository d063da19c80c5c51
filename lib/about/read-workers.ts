import { db } from '#lib/db/db.ts'
import { heartbeatMs } from '#lib/worker/heartbeat.ts'
import type { WorkerRow } from './schema.ts'

/** Heartbeats that may be missed before a worker counts as gone. */
const MISSED_BEATS = 3

/** Workers of the last day and what each of them holds, alive ones first. */
export async function readWorkers(now: Date): Promise<WorkerRow[]> {
  const [workers, leases, clusters] = await Promise.all([
    db().workerProcess.findMany({ orderBy: { lastSeenAt: 'desc' } }),
    db().lease.findMany({ where: { expiresAt: { gt: now } }, orderBy: [{ task: 'asc' }, { scope: 'asc' }] }),
    db().cluster.findMany({ select: { clusterId: true, name: true } }),
  ])
  const names = new Map(clusters.map(({ clusterId, name }) => [clusterId, name]))
  return workers
    .map(
      ({ workerId, host, version, startedAt, lastSeenAt }): WorkerRow => ({
        workerId,
        host,
        version,
        startedAt,
        lastSeenAt,
        isAlive: now.getTime() - lastSeenAt.getTime() <= MISSED_BEATS * heartbeatMs,
        leases: leases
          .filter(({ holder }) => holder === workerId)
          .map(({ task, scope, expiresAt }) => ({
            task,
            clusterName: scope === '' ? null : (names.get(scope) ?? scope),
            expiresAt,
          })),
      }),
    )
    .sort((a, b) => Number(b.isAlive) - Number(a.isAlive))
}
