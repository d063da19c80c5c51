import { RECENT_MS } from './newest-value.ts'
import { readChart } from './read-chart.ts'
import type { MetricsQuery } from './schema.ts'

export interface NewestMinute {
  value: number
  /** Begin of the minute. */
  at: Date
}

/**
 * The newest stored minute of a metric of several brokers, in one reading. Whether the actor may see it has been asked by the caller.
 *
 * @returns by brokerName; one of which nothing was told in the last minutes is left out
 */
export async function newestOfBrokers(
  {
    clusterId,
    metric,
    brokerNames,
  }: { clusterId: string; metric: MetricsQuery['metric']; brokerNames: readonly string[] },
  now = new Date(),
): Promise<ReadonlyMap<string, NewestMinute>> {
  const objects = [...new Set(brokerNames)].map((brokerName) => ({ brokerName }))
  if (objects.length === 0) return new Map()
  const from = new Date(now.getTime() - RECENT_MS)
  const { times, series } = await readChart({ clusterId, metric, scope: 'broker', objects, from, to: now }, now)
  return new Map(
    series.flatMap(({ labels, points }) => {
      const newest = points.findLastIndex((value) => value !== null)
      const [value, at] = [points[newest], times[newest]]
      return labels.brokerName === undefined || value == null || !at
        ? []
        : [[labels.brokerName, { value, at }] as const]
    }),
  )
}
