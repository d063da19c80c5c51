import { db } from '#lib/db/db.ts'
import { PASS_METRIC } from '#lib/monitoring/point.ts'
import { CARRIED_MINUTES, MINUTE_MS, type Window } from './windows.ts'

interface SeriesOf {
  brokerName?: string | undefined
  namespace?: string | undefined
  topicName?: string | undefined
  groupName?: string | undefined
  clientId?: string | undefined
}

/** Names of one series; those that do not apply are empty. No series of a client is stored: those come from a Prometheus. */
export const seriesKey = ({
  brokerName = '',
  namespace = '',
  topicName = '',
  groupName = '',
  clientId = '',
}: SeriesOf): string => [brokerName, namespace, topicName, groupName, ...(clientId === '' ? [] : [clientId])].join('\n')

/** Minutes after `from` up to `to` in which the cluster was sampled, oldest first. */
export async function readPasses(clusterId: string, from: Date, to: Date): Promise<number[]> {
  const rows = await db().$queryRaw<{ at: Date }[]>`
    select at from metric_samples_1m
    where store_no = (select store_no from metric_stores where cluster_id = ${clusterId}) and series_id = (
      select series_id from metric_series
      where cluster_id = ${clusterId} and metric = ${PASS_METRIC} and scope = 'cluster' limit 1
    ) and at > ${from} and at <= ${to}
    order by at`
  return rows.map(({ at }) => at.getTime())
}

interface Row {
  broker_name: string
  namespace: string
  topic_name: string
  group_name: string
  count: number
  sum: number
  min: number
  max: number
  last: number
  first: number
}

/**
 * The window of every series of a metric that ends with minute `at`: one statement, however many rules and objects there are.
 * A value holds from when it was stored until the next one, in the minutes in which the cluster was sampled.
 *
 * @param passes minutes in which the cluster was sampled; others may be among them
 * @returns by `seriesKey`; a series of which nothing is known in the window is not in it
 */
export async function readWindows(
  { clusterId, metric, scope }: { clusterId: string; metric: string; scope: string },
  { at, periodSeconds }: { at: Date; periodSeconds: number },
  passes: readonly number[],
): Promise<ReadonlyMap<string, Window>> {
  const end = at.getTime()
  const from = end - periodSeconds * 1000
  const minutes = periodSeconds / 60
  // passesBefore[i]: how many of the first i minutes of the window were sampled.
  const sampled = new Set(passes)
  const passesBefore = [0]
  for (let index = 1; index <= minutes; index++)
    passesBefore.push((passesBefore[index - 1] ?? 0) + (sampled.has(from + index * MINUTE_MS) ? 1 : 0))
  if ((passesBefore[minutes] ?? 0) === 0) return new Map()
  const start = new Date(from)
  const carriedFrom = new Date(from - CARRIED_MINUTES * MINUTE_MS)
  const rows = await db().$queryRaw<Row[]>`
    select broker_name, namespace, topic_name, group_name, sums.*
    from metric_series as series
    join metric_stores as store using (cluster_id)
    cross join lateral (
      select
        coalesce(sum(weight), 0)::int as count,
        sum(value * weight) as sum,
        min(value) filter (where weight > 0) as min,
        max(value) filter (where weight > 0) as max,
        (array_agg(value order by begins desc) filter (where weight > 0))[1] as last,
        coalesce((array_agg(value) filter (where is_before))[1], (array_agg(value order by begins) filter (where weight > 0))[1]) as first
      from (
        select value, begins, is_before, (${passesBefore}::int[])[ends] - (${passesBefore}::int[])[begins] as weight
        from (
          select value, at <= ${start} as is_before,
            greatest(1, (extract(epoch from at - ${start}::timestamptz) / 60)::int) as begins,
            coalesce((extract(epoch from lead(at) over (order by at) - ${start}::timestamptz) / 60)::int, ${minutes + 1}::int) as ends
          from (
            (select at, value from metric_samples_1m
              where store_no = store.store_no and series_id = series.series_id and at > ${carriedFrom} and at <= ${start} order by at desc limit 1)
            union all
            (select at, value from metric_samples_1m
              where store_no = store.store_no and series_id = series.series_id and at > ${start} and at <= ${at})
          ) as points
        ) as spans
      ) as weighted
      where value is not null
    ) as sums
    where cluster_id = ${clusterId} and metric = ${metric} and scope = ${scope} and part = '' and count > 0`
  return new Map(
    rows.map(({ broker_name, namespace, topic_name, group_name, ...window }) => [
      seriesKey({ brokerName: broker_name, namespace, topicName: topic_name, groupName: group_name }),
      window,
    ]),
  )
}

/** The newest minute in which the cluster was sampled; null: in none since `from`. */
export async function newestPass(clusterId: string, from: Date): Promise<Date | null> {
  const [row] = await db().$queryRaw<{ at: Date | null }[]>`
    select max(at) as at from metric_samples_1m
    where store_no = (select store_no from metric_stores where cluster_id = ${clusterId}) and series_id = (
      select series_id from metric_series
      where cluster_id = ${clusterId} and metric = ${PASS_METRIC} and scope = 'cluster' limit 1
    ) and at > ${from}`
  return row?.at ?? null
}
