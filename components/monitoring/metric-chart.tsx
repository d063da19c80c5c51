'use client'

import { useQueries } from '@tanstack/react-query'
import type { Series } from '#components/charts/series.ts'
import { TimeSeries, type TimeSeriesProps } from '#components/charts/time-series.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
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
  const asked = [...Map.groupBy(lines, ({ metric, scope }) => `${metric} ${scope}`).values()]
  const answers = useQueries({
    queries: asked.map((group) => ({
      ...metricsQuery(clusterId, ...keyOf(group), { lastMs }),
      refetchInterval: REFRESH_MS,
    })),
  })
  const error = answers.find((answer) => answer.error && !answer.data)?.error
  if (error) return <ProblemStrip error={error} />
  if (answers.some(({ data }) => data === undefined)) {
    // Hatching says "no data", which is not known yet.
    return (
      <div>
        <h3 className="flex min-h-8 items-center font-semibold">{chart.title}</h3>
        <Skeleton width="100%" height={chart.height ?? DEFAULT_HEIGHT} className="opacity-40" />
      </div>
    )
  }
  const series = lines.map(({ metric, scope, object, label }): Series => {
    const place = asked.findIndex(([first]) => first?.metric === metric && first.scope === scope)
    const drawn = answers[place]?.data?.series.find(({ labels }) => isSame(labels, object ?? {}))
    return {
      id: `${metric} ${label}`,
      label,
      points: (drawn?.points ?? []).map(([at, value]) => ({ at, value: value === null ? null : Number(value) })),
    }
  })
  return <TimeSeries {...chart} series={series} />
}

const DEFAULT_HEIGHT = 180

/** What is asked in one request: all objects of one metric and scope. */
function keyOf(lines: readonly MetricLine[]): [MetricName, MetricScope, MetricObject[]] {
  const { metric, scope } = lines[0] as MetricLine // groups are never empty
  return [metric, scope, lines.flatMap(({ object }) => object ?? [])]
}

const isSame = (a: MetricObject, b: MetricObject) =>
  a.brokerName === b.brokerName && a.topicName === b.topicName && a.groupName === b.groupName
