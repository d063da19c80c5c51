import { queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import { queryMetricsEndpoint } from '#lib/monitoring/api.ts'
import type { MetricName, MetricObject, MetricScope } from '#lib/monitoring/schema.ts'

export interface MetricsRange {
  /** How far back from now. */
  lastMs: number
  stepSeconds?: number
}

/** Stored samples of one metric up to now; the newest point is at most a minute old. */
export const metricsQuery = (
  clusterId: string,
  metric: MetricName,
  scope: MetricScope,
  objects: readonly MetricObject[],
  { lastMs, stepSeconds }: MetricsRange,
) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'metrics', metric, scope, objects, lastMs, stepSeconds ?? null],
    queryFn: ({ signal }) => {
      const to = new Date()
      const body = {
        metric,
        scope,
        ...(scope !== 'cluster' && { objects: [...objects] }),
        from: new Date(to.getTime() - lastMs),
        to,
        ...(stepSeconds !== undefined && { stepSeconds }),
      }
      return call(queryMetricsEndpoint, { params: { clusterId }, body }, { signal })
    },
    enabled: scope === 'cluster' || objects.length > 0,
  })
