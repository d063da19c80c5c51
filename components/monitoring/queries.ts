import { queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import {
  getTopEndpoint,
  listChartEventsEndpoint,
  listMetricsEndpoint,
  queryMetricsEndpoint,
} from '#lib/monitoring/api.ts'
import type {
  MetricAggregate,
  MetricName,
  MetricObject,
  MetricScope,
  MetricsAnswer,
  TopWindow,
} from '#lib/monitoring/schema.ts'
import { type RangeSetting, rangeEnds } from './board-range.ts'

const key = (clusterId: string) => ['clusters', clusterId, 'metrics'] as const

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
    queryKey: [...key(clusterId), metric, scope, objects, lastMs, stepSeconds ?? null],
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

/** What one request of a chart asks: one metric of some objects, of those that a pattern finds, or of all its parts. */
export interface AskedMetric {
  metric: MetricName
  scope: MetricScope
  objects?: readonly MetricObject[]
  pattern?: string
  aggregate?: MetricAggregate
}

export interface DrawnAnswer {
  answer: MetricsAnswer
  /** The instants that were asked for: the ends of the axis. */
  from: Date
  to: Date
}

/** One metric over a range as typed; `shiftMs` earlier, for a comparison. */
export const rangeMetricsQuery = (clusterId: string, asked: AskedMetric, range: RangeSetting, shiftMs = 0) =>
  queryOptions({
    queryKey: [...key(clusterId), 'range', asked, range, shiftMs],
    queryFn: async ({ signal }): Promise<DrawnAnswer> => {
      const { from, to } = rangeEnds(range.text, new Date(), range.timeZone)
      const { objects, ...rest } = asked
      const body = {
        ...rest,
        ...(objects && { objects: [...objects] }),
        from: new Date(from.getTime() - shiftMs),
        to: new Date(to.getTime() - shiftMs),
        ...(range.stepSeconds !== null && { stepSeconds: range.stepSeconds }),
      }
      const answer = await call(queryMetricsEndpoint, { params: { clusterId }, body }, { signal })
      return { answer, from, to }
    },
  })

/** What there is to draw in a cluster, from which source, or why not. */
export const catalogueQuery = (clusterId: string) =>
  queryOptions({
    queryKey: [...key(clusterId), 'catalogue'],
    queryFn: ({ signal }) => call(listMetricsEndpoint, { params: { clusterId } }, { signal }),
    staleTime: 60_000,
  })

export const topQuery = (
  clusterId: string,
  query: { metric: MetricName; scope: 'topic' | 'group' | 'broker' | 'client'; n: number; window: TopWindow },
) =>
  queryOptions({
    queryKey: [...key(clusterId), 'top', query],
    queryFn: ({ signal }) => call(getTopEndpoint, { params: { clusterId }, query }, { signal }),
  })

export interface EventsOf {
  topic?: string
  group?: string
  broker?: string
  namespace?: string
}

/** What happened to the object of a board in its range. */
export const chartEventsQuery = (clusterId: string, of: EventsOf, range: RangeSetting) =>
  queryOptions({
    queryKey: [...key(clusterId), 'events', of, range.text, range.timeZone],
    queryFn: ({ signal }) => {
      const { from, to } = rangeEnds(range.text, new Date(), range.timeZone)
      return call(listChartEventsEndpoint, { params: { clusterId }, query: { ...of, from, to } }, { signal })
    },
  })
