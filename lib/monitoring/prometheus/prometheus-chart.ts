import type { PartialEntry } from '#lib/api/endpoint.ts'
import { MetricsSource } from '#lib/clusters/schema.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { catalogueEntry } from '../catalogue.ts'
import { type Chart, type ChartSeries, drawLargest } from '../read-chart.ts'
import type { MetricObject, MetricsQuery } from '../schema.ts'
import { askPrometheus, type PromSeries } from './ask-prometheus.ts'
import { promqlOf } from './promql.ts'

/** A rate needs two readings, and they are at most so far apart as a rule. */
const LEAST_WINDOW_SECONDS = 120

export interface PrometheusChart {
  series: ChartSeries[]
  sampledAt: Date | null
  partial: PartialEntry[]
}

/**
 * The same chart out of the Prometheus that the registration of the cluster names, over the same steps. While that does not answer
 * everything is unknown, and `partial` says why.
 *
 * @returns null for a metric that is not read there, and a cluster without one
 */
export async function prometheusChart(
  input: MetricsQuery & { clusterId: string; sees?: ((object: MetricObject) => boolean) | undefined },
  { times, stepSeconds }: Pick<Chart, 'times' | 'stepSeconds'>,
  signal: AbortSignal,
): Promise<PrometheusChart | null> {
  const windowSeconds = Math.max(stepSeconds, LEAST_WINDOW_SECONDS)
  const row = await db().cluster.findUnique({
    where: { clusterId: input.clusterId },
    select: { metricsSource: true },
  })
  const source = MetricsSource.safeParse(row?.metricsSource).data
  if (source?.kind !== 'prometheus') return null
  const promql = promqlOf(input, windowSeconds, source.labels)
  const start = times[0]
  if (!promql || !start) return null
  // A step is told at its end, where the window has passed over it.
  const ends = times.map((time) => time.getTime() / 1000 + stepSeconds)
  const from = ends[0] ?? 0
  const range = { expression: promql.expression, from, to: ends.at(-1) ?? from, stepSeconds }
  try {
    const answer = await askPrometheus(source.url, range, signal)
    const { sees } = input
    const found = answer.map((series) => lineOf(promql.objectOf(series.labels), series, ends))
    const all = promql.isCumulative ? differences(found) : found
    const lines = sees ? all.filter(({ labels }) => sees(labels)) : all
    const { join, splitBy } = catalogueEntry(input.metric)
    const isListed = input.pattern === undefined && splitBy === null
    return {
      series: isListed
        ? (input.objects ?? [{}])
            .filter((object) => sees?.(object) ?? true)
            .map((object) => lines.find(({ labels }) => isSame(labels, object)) ?? emptyLine(object, ends))
        : drawLargest(lines, join),
      sampledAt: newestOf(answer),
      partial: [],
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const partial = [{ address: new URL(source.url).host, code: error.code, detail: error.message }]
    const asked = (input.objects ?? [{}]).filter((object) => input.sees?.(object) ?? true)
    return { series: asked.map((object) => emptyLine(object, ends)), sampledAt: null, partial }
  }
}

function lineOf(labels: MetricObject, { values }: PromSeries, ends: readonly number[]): ChartSeries {
  const points = ends.map((end) => {
    const value = values.get(end)
    return value === undefined || !Number.isFinite(value) ? null : value
  })
  return { labels, deletedAt: null, joined: 0, points, max: null }
}

/** Of each object what lies between one bound and the next. */
function differences(lines: readonly ChartSeries[]): ChartSeries[] {
  const byObject = Map.groupBy(lines, ({ labels: { part: _, ...object } }) => JSON.stringify(object))
  return [...byObject.values()].flatMap((own) => {
    const sorted = own.toSorted((a, b) => boundOf(a) - boundOf(b))
    return sorted.map((line, index) => {
      const below = sorted[index - 1]
      const points = line.points.map((value, step) => {
        const less = below ? (below.points[step] ?? null) : 0
        return value === null || less === null ? null : Math.max(0, value - less)
      })
      return { ...line, points }
    })
  })
}

const boundOf = ({ labels: { part = '' } }: ChartSeries) => (part === '+Inf' ? Infinity : Number(part))

const emptyLine = (labels: MetricObject, ends: readonly number[]): ChartSeries => ({
  labels,
  deletedAt: null,
  joined: 0,
  points: ends.map(() => null),
  max: null,
})

const names = ['brokerName', 'topicName', 'groupName', 'clientId', 'part'] as const
const isSame = (a: MetricObject, b: MetricObject) => names.every((name) => (a[name] ?? '') === (b[name] ?? ''))

function newestOf(answer: readonly PromSeries[]): Date | null {
  const seconds = answer.flatMap(({ values }) => [...values.keys()])
  const now = Date.now() / 1000
  const newest = seconds.reduce((latest, each) => Math.max(latest, each), 0)
  return newest === 0 ? null : new Date(Math.min(newest, now) * 1000)
}
