'use client'

import { useQueries } from '@tanstack/react-query'
import type { Series } from '#components/charts/series.ts'
import { TimeSeries, type TimeSeriesProps } from '#components/charts/time-series.tsx'
import type { MetricName, MetricObject, MetricScope } from '#lib/monitoring/schema.ts'
import { metricsQuery } from './queries.ts'

export interface MetricLine {
  metric: MetricName
  scope: MetricScope
  /** Absent for scope cluster. */
  object?: MetricObject
  label: string
}

interface MetricChartProps extends Omit<TimeSeriesProps, 'series'> {
  clusterId: string
  lines: readonly MetricLine[]
  /** How far back from now. */
  lastMs: number
}

const REFRESH_MS = 60_000

/** Stored samples of some objects as lines over one time axis. What was not sampled is a gap. */
export function MetricChart({ clusterId, lines, lastMs, ...chart }: MetricChartProps) {
  const answers = useQueries({
    queries: lines.map(({ metric, scope, object }) => ({
      ...metricsQuery(clusterId, metric, scope, object ? [object] : [], { lastMs }),
      refetchInterval: REFRESH_MS,
    })),
  })
  const series = lines.map(
    ({ metric, label }, index): Series => ({
      id: `${metric} ${label}`,
      label,
      points: (answers[index]?.data?.series[0]?.points ?? []).map(([at, value]) => ({
        at,
        value: value === null ? null : Number(value),
      })),
    }),
  )
  return <TimeSeries {...chart} series={series} />
}
