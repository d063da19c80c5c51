import type { PartialEntry } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { catalogueEntry, isWholeUnit, type MetricSource } from './catalogue.ts'
import { metricSight } from './metric-sight.ts'
import { prometheusChart } from './prometheus/prometheus-chart.ts'
import { type Chart, readChart } from './read-chart.ts'
import type { MetricsAnswer, MetricsQuery } from './schema.ts'
import { NO_SOURCE } from './store-metrics.ts'

/**
 * Stored samples of one metric, over even steps. A minute in which the cluster was not sampled is a gap, and so is one in which the
 * value was not known; a step without any known minute is null.
 *
 * @throws AppError INVALID_INPUT for a range or step that makes no chart
 */
export async function queryMetrics(ctx: Context, input: MetricsQuery & { clusterId: string }): Promise<MetricsAnswer> {
  const { clusterId, metric, scope } = input
  const sees = metricSight(ctx, clusterId, scope)
  const [stored, own] = await Promise.all([readChart({ ...input, sees }), readSources(input)])
  const foreign = await prometheusChart({ ...input, sees }, stored, ctx.signal)
  const chart = foreign ? { ...stored, series: foreign.series, sampledAt: foreign.sampledAt } : stored
  const sources = foreign ? fromPrometheus : own
  const { unit } = catalogueEntry(metric)
  const shown = (value: number | null): number | bigint | null => (isWholeUnit(unit) ? whole(value) : value)
  const { times, series, stepSeconds, aggregate, sampledAt, found } = chart
  const partial = foreign ? foreign.partial : partialOf(chart)
  return {
    metric,
    scope,
    unit,
    aggregate,
    stepSeconds,
    source: series.length === 0 ? null : sources.newest,
    sourceChanges: sources.changes,
    sampledAt,
    series: series.map(({ labels, joined, deletedAt, points, max }) => ({
      labels,
      ...(joined > 0 && { isOther: true, joined }),
      isDeleted: deletedAt !== null,
      source: sources.ofBroker(labels.brokerName),
      points: points.map((value, step): [Date, number | bigint | null] => [times[step] as Date, shown(value)]), // one per step
      ...(max && { max: max.map(shown) }),
    })),
    ...(input.pattern !== undefined && { matched: found.matched, isCapped: found.matched > found.series.length }),
    ...(partial.length > 0 && { partial }),
  }
}

const fromPrometheus = { changes: [], newest: 'prometheus', ofBroker: () => 'prometheus' } as const satisfies {
  changes: MetricsAnswer['sourceChanges']
  newest: MetricSource
  ofBroker: () => MetricSource
}

const whole = (value: number | null) => (value === null ? null : BigInt(Math.round(value)))

/** From which source the metric came in the range. */
async function readSources({ clusterId, metric, scope, from, to }: MetricsQuery & { clusterId: string }) {
  const stored = await db().metricSource.findMany({
    where: { clusterId, metric, scope, at: { lte: to } },
    orderBy: { at: 'asc' },
  })
  const sourceByBroker = new Map<string, MetricSource>()
  let newest: MetricSource | null = null
  const changes: MetricsAnswer['sourceChanges'] = []
  for (const { at, brokerName, source: name } of stored) {
    // A time without any source is a gap of the curve.
    if (name === NO_SOURCE) continue
    const source = name as MetricSource // written by storeSources
    const before = sourceByBroker.get(brokerName)
    if (before !== undefined && before !== source && at > from)
      changes.push({ at, source, ...(brokerName !== '' && { brokerName }) })
    sourceByBroker.set(brokerName, source)
    newest = source
  }
  return { changes, newest, ofBroker: (brokerName = '') => sourceByBroker.get(brokerName) ?? newest }
}

/** Brokers that were silent at some time of the range. */
function partialOf({ silences }: Chart): PartialEntry[] {
  return [...Map.groupBy(silences, ({ brokerName, address }) => `${brokerName} ${address}`).values()].flatMap(
    (parts) => {
      const [first] = parts
      if (!first) return []
      const minutes = parts.reduce((sum, part) => sum + part.minutes, 0)
      const when = parts.map(({ from, to }) => `${from.toISOString()} to ${to.toISOString()}`).join(', ')
      return [
        {
          address: first.address,
          brokerName: first.brokerName,
          code: 'NO_ANSWER',
          detail: `Its share is missing in ${minutes} min: ${when}.`,
        },
      ]
    },
  )
}
