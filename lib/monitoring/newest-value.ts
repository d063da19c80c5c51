import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { readChart } from './read-chart.ts'
import type { MetricObject, MetricsQuery } from './schema.ts'

/** A sample comes every minute at the latest; what is older says nothing about now. */
export const RECENT_MS = 5 * 60_000

/**
 * The newest stored minute of something that only the metrics endpoint of a broker counts. Whether the actor may see it has been asked
 * by the caller.
 *
 * @returns `unknown` where nothing was sampled in the last minutes (NOT_SAMPLED), where no endpoint tells it (NO_EXPORTER), and where
 * a broker was silent, for the sum would lack its share (NO_ANSWER)
 */
export async function newestValue(
  { clusterId, metric, object }: { clusterId: string; metric: MetricsQuery['metric']; object?: MetricObject },
  now = new Date(),
): Promise<Measured<bigint>> {
  const from = new Date(now.getTime() - RECENT_MS)
  const what = object ? { scope: 'topic' as const, objects: [object] } : { scope: 'cluster' as const }
  const { times, series, sampledAt, silences } = await readChart({ clusterId, metric, ...what, from, to: now }, now)
  if (!sampledAt) return unknown('NOT_SAMPLED')
  const points = series[0]?.points ?? []
  const newest = points.findLastIndex((value) => value !== null)
  const [value, at] = [points[newest], times[newest]]
  if (value == null || !at) return unknown('NO_EXPORTER')
  return silences.some(({ to }) => to > at) ? unknown('NO_ANSWER') : ok(BigInt(Math.round(value)), at)
}
