import { csvRecord } from '#lib/api/csv.ts'
import { type StreamAnswer, textStream } from '#lib/api/text-stream.ts'
import { audited } from '#lib/audit/audited.ts'
import type { Context } from '#lib/users/context.ts'
import { catalogueEntry } from './catalogue.ts'
import { metricSight } from './metric-sight.ts'
import { readChart } from './read-chart.ts'
import type { MetricObject, MetricsQuery } from './schema.ts'

/**
 * A chart as CSV: a row per step with its time in ISO 8601 UTC, a column per series with the values as they were computed, and
 * nothing where nothing is known. Leaves a row in the audit, as every export.
 */
export async function exportChart(ctx: Context, input: MetricsQuery & { clusterId: string }): Promise<StreamAnswer> {
  const { clusterId, metric, scope } = input
  const sees = metricSight(ctx, clusterId, scope)
  const entry = { action: 'monitoring.export', target: { kind: 'metric', name: `${scope}.${metric}` }, clusterId }
  const { times, series } = await audited(ctx, entry, async (record) => {
    const chart = await readChart({ ...input, sees })
    record.after({ series: chart.series.length, rows: chart.times.length })
    return chart
  })
  const { unit } = catalogueEntry(metric)
  const columns = series.flatMap(({ labels, joined, points, max }) => {
    const name = joined > 0 ? `other (${joined})` : nameOf(labels) || metric
    return [
      { name: `${name} [${unit}]`, values: points },
      ...(max ? [{ name: `${name} max [${unit}]`, values: max }] : []),
    ]
  })
  const at = new Date().toISOString().replace(/[:.]/g, '-')
  return {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${metric}-${at}.csv"`,
    },
    body: textStream(write()),
  }

  async function* write(): AsyncGenerator<string> {
    yield csvRecord(['time', ...columns.map(({ name }) => name)])
    for (const [step, time] of times.entries()) yield csvRecord([time, ...columns.map(({ values }) => values[step])])
  }
}

const nameOf = (labels: MetricObject) =>
  [labels.brokerName, labels.namespace, labels.topicName, labels.groupName, labels.clientId, labels.part]
    .filter((name) => name !== undefined)
    .join(' / ')
