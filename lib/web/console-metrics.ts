import { db } from '#lib/db/db.ts'
import { declareMetric } from '#lib/metrics.ts'
import { readCosts } from '#lib/monitoring/sampler-cost.ts'

/** Declares what `/api/metrics` says of the whole console, out of the database: whichever process did it. */
export function declareConsoleMetrics(): void {
  declareMetric('apogee_cluster_info', 'gauge', 'Registered clusters', async () => {
    const clusters = await db().cluster.findMany({ where: { removedAt: null } })
    return clusters.map(({ clusterId, name, environment }) => [{ cluster: clusterId, name, environment }, 1])
  })
  declareMetric('apogee_sample_age_seconds', 'gauge', 'Age of the newest sample of a cluster', async () => {
    const samples = await db().clusterSample.findMany({
      where: { part: 'sample', cluster: { removedAt: null } },
      select: { clusterId: true, measuredAt: true },
    })
    return samples.map(({ clusterId, measuredAt }) => [
      { cluster: clusterId },
      (Date.now() - measuredAt.getTime()) / 1000,
    ])
  })
  declareMetric('apogee_sampler_round_seconds', 'gauge', 'Duration of the last round of sampling', async () => {
    const costs = await readCosts()
    return costs.map(({ clusterId, cost }) => [{ cluster: clusterId }, cost.roundMs / 1000])
  })
  declareMetric(
    'apogee_rpc_budget_used_ratio',
    'gauge',
    'Share of the budget of a server that the worker used in the last minute of sampling',
    async () => {
      const costs = await readCosts()
      return costs.flatMap(({ clusterId, cost: { figures, budgetPerSecond } }) =>
        figures.map(({ address, requests, windowSeconds }): [Record<string, string>, number] => [
          { cluster: clusterId, server: address },
          requests / windowSeconds / budgetPerSecond,
        ]),
      )
    },
  )
  declareMetric('apogee_delivery_queue', 'gauge', 'Notices that wait to be sent, or to be sent again', async () => [
    [{}, await db().noticeDelivery.count({ where: { state: { in: ['QUEUED', 'SENDING', 'RETRY'] } } })],
  ])
  declareMetric('apogee_jobs', 'gauge', 'Jobs by state', async () => {
    const jobs = await db().job.groupBy({ by: ['state'], _count: { _all: true } })
    return jobs.map(({ state, _count }) => [{ state }, _count._all])
  })
  declareMetric(
    'apogee_worker_last_seen_seconds',
    'gauge',
    'Time since a worker last said that it is alive',
    async () => {
      const workers = await db().workerProcess.findMany()
      return workers.map(({ workerId, lastSeenAt }) => [
        { worker: workerId },
        (Date.now() - lastSeenAt.getTime()) / 1000,
      ])
    },
  )
  declareMetric('apogee_worker_leader', 'gauge', 'Which worker does which task', async () => {
    const leases = await db().lease.findMany({ where: { expiresAt: { gt: new Date() } } })
    return leases.map(({ task, scope, holder }) => [{ task, scope, worker: holder }, 1])
  })
}
