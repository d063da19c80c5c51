import { db } from '#lib/db/db.ts'
import { log } from '#lib/log.ts'
import { makePartitions } from './metric-partitions.ts'
import { type MetricPoint, PASS_METRIC } from './metric-points.ts'
import type { ClusterSample } from './sample.ts'
import type { MetricName } from './schema.ts'

const MINUTE_MS = 60_000
/** A value that does not change is stored again after so long, so that a query need not look back further. */
export const HEARTBEAT_MS = 30 * MINUTE_MS
/** Series of one cluster; what is beyond is not stored, and said so. */
export const MAX_SERIES = 250_000
const ROWS_PER_STATEMENT = 5_000

interface KnownSeries {
  seriesId: number
  value: number | null | undefined
  storedAt: number
}

/** What this worker has stored last, by cluster and series. */
const known = new Map<string, { minute: number; series: Map<string, KnownSeries> }>()

const keyOf = ({
  metric,
  scope,
  brokerName,
  topicName,
  groupName,
}: Pick<MetricPoint, 'metric' | 'scope' | 'brokerName' | 'topicName' | 'groupName'>) =>
  `${metric} ${scope} ${brokerName} ${topicName} ${groupName}`

/** Another worker has stored since: what was stored last is not known any more. */
export function forgetStored(clusterId: string): void {
  known.delete(clusterId)
}

/**
 * Stores one point per series and minute, where its value has changed or half an hour has passed. In between, a query takes the
 * last value for every minute in which the cluster was sampled at all.
 *
 * @returns how many series did not fit
 */
export async function storeMetrics(
  sample: Pick<ClusterSample, 'clusterId' | 'at'>,
  takePoints: () => MetricPoint[],
): Promise<{ dropped: number }> {
  const { clusterId } = sample
  const minute = Math.floor(sample.at.getTime() / MINUTE_MS) * MINUTE_MS
  const stored = known.get(clusterId) ?? { minute: 0, series: await loadSeries(clusterId) }
  known.set(clusterId, stored)
  if (stored.minute === minute) return { dropped: 0 }
  const at = new Date(minute)
  await makePartitions(at)
  const points = takePoints().filter(({ part }) => part === '')
  const dropped = await makeSeries(clusterId, points, stored.series)
  const due: { series: KnownSeries; value: number | null }[] = []
  for (const point of points) {
    const series = stored.series.get(keyOf(point))
    if (!series) continue
    const isDue =
      point.metric === PASS_METRIC || series.value !== point.value || minute - series.storedAt >= HEARTBEAT_MS
    // Never measured: there is nothing yet to interrupt.
    if (isDue && !(point.value === null && series.value === undefined)) due.push({ series, value: point.value })
  }
  for (let start = 0; start < due.length; start += ROWS_PER_STATEMENT) {
    const rows = due.slice(start, start + ROWS_PER_STATEMENT)
    const ids = rows.map(({ series }) => series.seriesId)
    const values = rows.map(({ value }) => value)
    await db().$executeRaw`
      insert into metric_samples_1m (series_id, at, value)
      select id, ${at}, value from unnest(${ids}::int[], ${values}::float8[]) as rows(id, value)
      on conflict (series_id, at) do update set value = excluded.value`
  }
  for (const { series, value } of due) {
    series.value = value
    series.storedAt = minute
  }
  stored.minute = minute
  if (dropped > 0)
    log.warn({ clusterId, dropped, limit: MAX_SERIES }, 'More series than are kept: some have no history')
  return { dropped }
}

async function loadSeries(clusterId: string): Promise<Map<string, KnownSeries>> {
  const rows = await db().metricSeries.findMany({ where: { clusterId } })
  return new Map(
    rows.map((row) => [
      keyOf({ ...row, metric: row.metric as MetricName, scope: row.scope as MetricPoint['scope'] }), // written by makeSeries
      { seriesId: row.seriesId, value: undefined, storedAt: 0 },
    ]),
  )
}

async function makeSeries(
  clusterId: string,
  points: readonly MetricPoint[],
  series: Map<string, KnownSeries>,
): Promise<number> {
  const missing = points.filter((point) => point.value !== null && !series.has(keyOf(point)))
  const fitting = missing.slice(0, Math.max(0, MAX_SERIES - series.size))
  for (let start = 0; start < fitting.length; start += ROWS_PER_STATEMENT) {
    const rows = fitting.slice(start, start + ROWS_PER_STATEMENT)
    const made = await db().metricSeries.createManyAndReturn({
      data: rows.map(({ value: _v, source: _s, part: _p, clientId: _c, namespace: _n, ...row }) => ({
        clusterId,
        ...row,
      })),
      skipDuplicates: true,
    })
    if (made.length < rows.length) {
      // Some are there already, made by another worker.
      for (const [key, each] of await loadSeries(clusterId)) if (!series.has(key)) series.set(key, each)
      continue
    }
    for (const row of made) {
      const key = keyOf({ ...row, metric: row.metric as MetricName, scope: row.scope as MetricPoint['scope'] }) // as sent
      series.set(key, { seriesId: row.seriesId, value: undefined, storedAt: 0 })
    }
  }
  return missing.length - fitting.length
}
