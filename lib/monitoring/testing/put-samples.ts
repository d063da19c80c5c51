import { db } from '#lib/db/db.ts'
import { floorTo, minuteLevel } from '../metric-levels.ts'
import { makePartition, makePartitions } from '../metric-partitions.ts'
import { makeStore } from '../metric-store.ts'

interface SeriesNames {
  metric: string
  scope: string
  brokerName?: string
  namespace?: string
  topicName?: string
  groupName?: string
  clientId?: string
  part?: string
}

/** Stores minutes of one series as the sampler does. The series `pass` of scope cluster says which minutes were sampled. */
export async function putSamples(
  clusterId: string,
  names: SeriesNames,
  points: readonly (readonly [at: Date, value: number | null])[],
): Promise<number> {
  const { storeNo } = await makeStore(clusterId)
  const key = { brokerName: '', namespace: '', topicName: '', groupName: '', clientId: '', part: '', ...names }
  const found = await db().metricSeries.findFirst({ where: { clusterId, ...key } })
  const { seriesId } = found ?? (await db().metricSeries.create({ data: { clusterId, ...key } }))
  for (const day of new Set(points.map(([at]) => floorTo(at, 86_400).getTime())))
    await makePartition(minuteLevel, storeNo, new Date(day))
  await makePartitions(storeNo, new Date())
  await db().$executeRaw`
    insert into metric_samples_1m (store_no, series_id, at, value)
    select ${storeNo}::int, ${seriesId}::int, to_timestamp(at), value
    from unnest(${points.map(([at]) => at.getTime() / 1000)}::float8[], ${points.map(([, value]) => value)}::float8[]) as rows(at, value)
    on conflict (store_no, series_id, at) do update set value = excluded.value`
  return seriesId
}

/** Marks minutes as sampled, from one to before the other. */
export const putPasses = (clusterId: string, from: Date, to: Date, isSampled: (at: Date) => boolean = () => true) => {
  const points: [Date, number][] = []
  for (let at = from.getTime(); at < to.getTime(); at += 60_000)
    if (isSampled(new Date(at))) points.push([new Date(at), 1])
  return putSamples(clusterId, { metric: 'pass', scope: 'cluster' }, points)
}
