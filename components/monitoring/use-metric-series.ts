'use client'

import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { ChartEvent } from '#components/charts/chart-parts.ts'
import type { Point, Series } from '#components/charts/series.ts'
import { useRefresh } from '#components/layout/refresh-provider.tsx'
import type { MetricCatalogue, MetricName, MetricObject, MetricsAnswer } from '#lib/monitoring/schema.ts'
import { isMoving, type RangeSetting } from './board-range.ts'
import type { BoardLine } from './boards.ts'
import { type AskedMetric, catalogueQuery, rangeMetricsQuery } from './queries.ts'
import { useMetricWords } from './use-metric-words.ts'

/** A line of a chart, with a name of its own where that of the metric does not tell it from the others. */
export interface MetricLine extends BoardLine {
  label?: string
}

export type Availability = MetricCatalogue['items'][number]['availability']

interface MetricSeries {
  series: readonly Series[]
  /** True until all have answered once. */
  isLoading: boolean
  error: Error | null
  range: { from: Date; to: Date } | undefined
  sampledAt: Date | null
  /** Where the numbers of the newest points come from, each once. */
  sources: readonly { metric: MetricName; source: NonNullable<MetricsAnswer['source']> }[]
  /** From when on another source tells it. */
  sourceEvents: readonly ChartEvent[]
  /** Names of brokers whose share is missing at some time of the range, and the words for it. */
  partial: { names: readonly string[]; details: readonly string[] } | null
  /** Of the first metric that has nothing: why, by the catalogue. */
  missing: { metric: MetricName; availability: Availability } | null
}

interface MetricSeriesOptions {
  range: RangeSetting
  /** How much earlier the lines are compared with; null: with nothing. */
  compareMs: number | null
  isEnabled: boolean
}

/** Samples are a minute apart: to ask more often than this tells nothing new. */
const LEAST_REFRESH_MS = 30_000

/** Stored samples as the lines of one chart, with all that a chart says of them. */
export function useMetricSeries(
  clusterId: string,
  lines: readonly MetricLine[],
  { range, compareMs, isEnabled }: MetricSeriesOptions,
): MetricSeries {
  const t = useTranslations('monitoring')
  const tCharts = useTranslations('charts')
  const words = useMetricWords()
  const { intervalMs, pausedBy } = useRefresh()
  const asked = useMemo(() => askedOf(lines), [lines])
  const refetchInterval =
    isMoving(range.text) && pausedBy === null && intervalMs > 0 ? Math.max(intervalMs, LEAST_REFRESH_MS) : false
  const live = { refetchInterval, enabled: isEnabled, meta: { isLive: true } } as const
  const answers = useQueries({
    queries: asked.map((one) => ({ ...rangeMetricsQuery(clusterId, one.asked, range), ...live })),
    combine: combined,
  })
  const before = useQueries({
    queries:
      compareMs === null
        ? []
        : asked.map((one) => ({ ...rangeMetricsQuery(clusterId, one.asked, range, compareMs), ...live })),
    combine: combined,
  })
  const catalogue = useQuery({ ...catalogueQuery(clusterId), enabled: isEnabled })

  return useMemo(() => {
    const items = new Map((catalogue.data?.items ?? []).map((item) => [item.metric, item]))
    const availabilityOf = ({ metric, scope }: MetricLine): Availability | undefined => {
      const item = items.get(metric)
      return item?.byScope[scope] ?? item?.availability
    }
    const reasonOf = (line: MetricLine) => {
      const reason = availabilityOf(line)?.reason
      return reason ? t(`reasons.${reason}`) : undefined
    }
    const drawn = lines.flatMap((line): Series[] => {
      const place = asked.findIndex(({ lines: own }) => own.includes(line))
      const answer = answers.data[place]?.answer
      const earlier = before.data[place]?.answer
      const found = (answer?.series ?? []).filter(({ labels }) => isOf(line, labels))
      if (line.names === undefined && found.length === 0) {
        const reason = reasonOf(line)
        return [
          { id: idOf(line), label: line.label ?? words.metricName(line.metric), points: [], ...(reason && { reason }) },
        ]
      }
      return found.map((one): Series => {
        const id = line.names === undefined ? idOf(line) : `${idOf(line)} ${nameKey(one.labels, one.isOther)}`
        const past =
          compareMs === null
            ? undefined
            : earlier?.series.find((other) => isSame(other.labels, one.labels) && other.isOther === one.isOther)
        return {
          id,
          label: labelOf(line, one),
          points: pointsOf(one),
          ...(past && compareMs !== null && { before: pointsOf(past, compareMs) }),
        }
      })
    })
    const isEmpty = (metric: MetricName) =>
      !drawn.some(({ id, points }) => id.startsWith(`${metric} `) && points.some(({ value }) => value !== null))
    const missing = lines.find((line) => isEmpty(line.metric) && availabilityOf(line)?.reason)
    const missingAvailability = missing && availabilityOf(missing)
    const first = answers.data.find((one) => one !== undefined)
    const sampled = answers.data.flatMap((one) => one?.answer.sampledAt?.getTime() ?? [])
    return {
      series: drawn,
      isLoading: answers.isLoading,
      error: answers.error,
      range: first && { from: first.from, to: first.to },
      sampledAt: sampled.length === 0 ? null : new Date(Math.min(...sampled)),
      sources: answers.data.flatMap((one) =>
        one?.answer.source ? [{ metric: one.answer.metric, source: one.answer.source }] : [],
      ),
      sourceEvents: sourceEventsOf(answers.data.flatMap((one) => one?.answer ?? [])).map(({ at, source }) => ({
        at,
        label: t('nowFrom', { source: t(`sources.${source}`) }),
      })),
      partial: partialOf(answers.data.flatMap((one) => one?.answer.partial ?? [])),
      missing: missing && missingAvailability ? { metric: missing.metric, availability: missingAvailability } : null,
    }

    function labelOf(line: MetricLine, one: MetricsAnswer['series'][number]): string {
      if (one.isOther) return tCharts('others', { count: one.joined ?? 0 })
      const own = ownLabel(line, one.labels)
      return one.isDeleted ? t('deleted', { name: own }) : own
    }

    function ownLabel(line: MetricLine, labels: MetricObject): string {
      if (line.names === 'part') return words.partName(line.metric, labels.part ?? '')
      if (line.names !== undefined) return words.objectName(labels)
      return line.label ?? words.metricName(line.metric)
    }
  }, [lines, asked, answers, before, catalogue.data, compareMs, t, tCharts, words])
}

type Results = readonly {
  data?: { answer: MetricsAnswer; from: Date; to: Date } | undefined
  error: Error | null
  isPending: boolean
}[]

/** Structural sharing keeps this the same object while no answer changed, so that charts are not drawn again for nothing. */
function combined(results: Results) {
  return {
    data: results.map(({ data }) => data),
    isLoading: results.some(({ isPending }) => isPending),
    error: results.find(({ error, data }) => error && !data)?.error ?? null,
  }
}

/** Lines that one request answers: all objects of one metric and scope. A pattern, and the parts of a metric, ask alone. */
function askedOf(lines: readonly MetricLine[]): { asked: AskedMetric; lines: readonly MetricLine[] }[] {
  const groups = Map.groupBy(lines, ({ metric, scope, pattern, names, aggregate }) =>
    JSON.stringify([metric, scope, aggregate ?? null, pattern ?? null, names ?? null]),
  )
  return [...groups.values()].map((own) => {
    const [{ metric, scope, pattern, aggregate } = {} as MetricLine] = own // groups are never empty
    const objects = own.flatMap(({ object }) => (object && Object.keys(object).length > 0 ? [object] : []))
    return {
      asked: {
        metric,
        scope,
        ...(aggregate && { aggregate }),
        ...(pattern !== undefined ? { pattern } : objects.length > 0 && { objects }),
      },
      lines: own,
    }
  })
}

function isOf({ names, object }: MetricLine, labels: MetricObject): boolean {
  return names !== undefined || isSame(labels, object ?? {})
}

const objectKeys = ['brokerName', 'namespace', 'topicName', 'groupName', 'clientId', 'part'] as const
const isSame = (a: MetricObject, b: MetricObject) => objectKeys.every((name) => (a[name] ?? '') === (b[name] ?? ''))

const idOf = ({ metric, scope, object }: MetricLine): string =>
  `${metric} ${scope} ${objectKeys.flatMap((name) => object?.[name] ?? []).join(' ')}`.trimEnd()

const nameKey = (labels: MetricObject, isOther: boolean | undefined): string =>
  isOther ? 'others' : objectKeys.flatMap((name) => labels[name] ?? []).join(' ')

function pointsOf({ points, max }: MetricsAnswer['series'][number], laterMs = 0): Point[] {
  return points.map(([at, value], index): Point => {
    const top = max?.[index]
    return {
      at: laterMs === 0 ? at : new Date(at.getTime() + laterMs),
      value: value === null ? null : Number(value),
      ...(top !== undefined && { max: top === null ? null : Number(top) }),
    }
  })
}

/** Each change once, also where several metrics of a chart changed together. */
function sourceEventsOf(answers: readonly MetricsAnswer[]): MetricsAnswer['sourceChanges'] {
  const seen = new Set<string>()
  return answers
    .flatMap(({ sourceChanges }) => sourceChanges)
    .filter(({ at, source }) => {
      const name = `${at.getTime()} ${source}`
      if (seen.has(name)) return false
      seen.add(name)
      return true
    })
}

function partialOf(parts: NonNullable<MetricsAnswer['partial']>): MetricSeries['partial'] {
  if (parts.length === 0) return null
  return {
    names: [...new Set(parts.map(({ brokerName, address }) => brokerName ?? address))],
    details: [...new Set(parts.map(({ detail }) => detail))],
  }
}
