import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { readChart } from './read-chart.ts'
import type { MetricObject, MetricsQuery } from './schema.ts'

/** A sample comes every minute at the latest; what is older says nothing about now. */
const RECENT_MS = 5 * 60_000

/**
 * The newest stored minute of something that only the metrics endpoint of a broker counts; `unknown` with NO_EXPORTER where none of the
 * last minutes has it. Whether the actor may see it has been asked by the caller.
 */
export async function newestValue(
  { clusterId, metric, object }: { clusterId: string; metric: MetricsQuery['metric']; object?: MetricObject },
  now = new Date(),
): Promise<Measured<bigint>> {
  const from = new Date(now.getTime() - RECENT_MS)
  const what = object ? { scope: 'topic' as const, objects: [object] } : { scope: 'cluster' as const }
  const { times, series } = await readChart({ clusterId, metric, ...what, from, to: now }, now)
  const points = series[0]?.points ?? []
  const newest = points.findLastIndex((value) => value !== null)
  const [value, at] = [points[newest], times[newest]]
  return value == null || !at ? unknown('NO_EXPORTER') : ok(BigInt(Math.round(value)), at)
}
