import { db } from '#lib/db/db.ts'

const RANGE_MS = 3 * 24 * 3_600_000

/** When, in milliseconds since the epoch, and the used share of the disk, 0 to 1. */
export type DiskPoint = readonly [atMs: number, usedRatio: number]

/** The used share of each master's disk over the last three days: hourly means, oldest first, by brokerName. */
export async function readDiskHistory(clusterId: string, now: Date): Promise<ReadonlyMap<string, DiskPoint[]>> {
  const rows = await db().$queryRaw<{ broker_name: string; at: Date; used_ratio: number }[]>`
    select broker_name, min(at) as at, avg(value) as used_ratio
    from metric_series join metric_samples_1m using (series_id)
    where store_no = (select store_no from metric_stores where cluster_id = ${clusterId})
      and cluster_id = ${clusterId} and metric = 'diskUsedRatio' and scope = 'broker'
      and at >= ${new Date(now.getTime() - RANGE_MS)} and at <= ${now} and value is not null
    group by broker_name, date_trunc('hour', at)
    order by broker_name, 2`
  const history = new Map<string, DiskPoint[]>()
  for (const { broker_name, at, used_ratio } of rows) {
    const points = history.get(broker_name) ?? []
    points.push([at.getTime(), used_ratio])
    history.set(broker_name, points)
  }
  return history
}
