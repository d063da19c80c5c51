import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { isWholeUnit } from './catalogue.ts'
import { drawPoints, type StoredPoint } from './draw-points.ts'
import { PASS_METRIC } from './metric-points.ts'
import { MAX_POINTS, type MetricObject, type MetricsAnswer, type MetricsQuery, metricUnits } from './schema.ts'
import { HEARTBEAT_MS } from './store-metrics.ts'

/** Steps that fall on round times. */
const steps = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400]
const MAX_RANGE_MS = 90 * 24 * 3_600_000

/**
 * Stored samples of one metric, averaged over steps. A minute in which the cluster was not sampled is a gap, and so is one in
 * which the value was not known; a step without any sampled minute is null.
 *
 * @throws AppError INVALID_INPUT for a range or step that makes no chart
 */
export async function queryMetrics(ctx: Context, input: MetricsQuery & { clusterId: string }): Promise<MetricsAnswer> {
  const { clusterId, metric, scope, from, to } = input
  requirePermission(ctx, 'monitoring:read', clusterId)
  await getCluster(ctx, clusterId)
  const stepSeconds = stepOf(input)
  const objects = scope === 'cluster' ? [{}] : (input.objects ?? [])
  const series = await findSeries(clusterId, input, objects)
  const [pass] = await findSeries(clusterId, { metric: PASS_METRIC, scope: 'cluster' }, [{}])
  const ids = series.flatMap((each) => each ?? [])
  const points = await readPoints([...ids, ...(pass === null || pass === undefined ? [] : [pass])], from, to)
  const passes = pass == null ? [] : (points.get(pass) ?? []).map(([at]) => at)
  const isCount = isWholeUnit(metricUnits[metric])
  const newest = passes.at(-1)
  return {
    metric,
    scope,
    unit: metricUnits[metric],
    aggregate: 'avg',
    stepSeconds,
    source: 'admin',
    sourceChanges: [],
    sampledAt: newest === undefined ? null : new Date(newest),
    series: objects.flatMap((labels, index) => {
      const seriesId = series[index]
      if (seriesId === null || seriesId === undefined) return []
      const drawn = drawPoints(points.get(seriesId) ?? [], passes, { from, to, stepMs: stepSeconds * 1000 })
      const shown = drawn.map(([at, value]): [Date, number | bigint | null] => [
        new Date(at),
        value === null || !isCount ? value : BigInt(Math.round(value)),
      ])
      return [{ labels, isDeleted: false, source: 'admin' as const, points: shown }]
    }),
  }
}

function stepOf({ from, to, stepSeconds }: MetricsQuery): number {
  const rangeMs = to.getTime() - from.getTime()
  if (rangeMs <= 0) throw new AppError('INVALID_INPUT', 'The range ends before it begins.')
  if (rangeMs > MAX_RANGE_MS) throw new AppError('INVALID_INPUT', 'The range is longer than 90 days.')
  const fits = (step: number) => rangeMs / (step * 1000) <= MAX_POINTS
  if (stepSeconds !== undefined) {
    if (stepSeconds % 60 !== 0) throw new AppError('INVALID_INPUT', 'A step is a multiple of 60 seconds.')
    if (!fits(stepSeconds))
      throw new AppError('INVALID_INPUT', `That is more than ${MAX_POINTS} points: choose a longer step.`)
    return stepSeconds
  }
  return steps.find(fits) ?? 86_400
}

/** @returns the id of each object's series, in their order; null where none was ever stored */
async function findSeries(
  clusterId: string,
  { metric, scope }: { metric: string; scope: string },
  objects: readonly MetricObject[],
): Promise<(number | null)[]> {
  const names = objects.map(({ brokerName = '', topicName = '', groupName = '' }) => ({
    brokerName,
    topicName,
    groupName,
  }))
  const rows = await db().$queryRaw<{ place: number; series_id: number }[]>`
    select place::int, series_id from metric_series
    join unnest(
      ${names.map(({ brokerName }) => brokerName)}::text[],
      ${names.map(({ topicName }) => topicName)}::text[],
      ${names.map(({ groupName }) => groupName)}::text[]
    ) with ordinality as asked(broker, topic, grp, place)
      on broker_name = broker and topic_name = topic and group_name = grp
    where cluster_id = ${clusterId} and metric = ${metric} and scope = ${scope}`
  const ids = new Map(rows.map(({ place, series_id }) => [place, series_id]))
  return objects.map((_, index) => ids.get(index + 1) ?? null)
}

async function readPoints(ids: readonly number[], from: Date, to: Date): Promise<Map<number, StoredPoint[]>> {
  if (ids.length === 0) return new Map()
  const since = new Date(from.getTime() - HEARTBEAT_MS - 5 * 60_000)
  const rows = await db().$queryRaw<{ series_id: number; at: Date; value: number | null }[]>`
    select series_id, at, value from metric_samples_1m
    where series_id = any(${[...ids]}::int[]) and at >= ${since} and at <= ${to}
    order by series_id, at`
  const points = new Map<number, StoredPoint[]>()
  for (const { series_id, at, value } of rows) {
    const list = points.get(series_id)
    const point: StoredPoint = [at.getTime(), value]
    if (list) list.push(point)
    else points.set(series_id, [point])
  }
  return points
}
