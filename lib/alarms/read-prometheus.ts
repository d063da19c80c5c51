import { MetricsSource } from '#lib/clusters/schema.ts'
import { type CatalogueMetric, catalogueEntry } from '#lib/monitoring/catalogue.ts'
import { askPrometheus } from '#lib/monitoring/prometheus/ask-prometheus.ts'
import { isFromPrometheus, promqlOf } from '#lib/monitoring/prometheus/promql.ts'
import type { MetricObject, MetricScope } from '#lib/monitoring/schema.ts'
import { combineValues, isOwnTopic, membersOf } from '#lib/monitoring/sum-namespaces.ts'
import { splitNamespace } from '#lib/rocketmq/codec/topic-name.ts'
import { seriesKey } from './read-windows.ts'
import { MINUTE_MS, type Window, windowOf } from './windows.ts'

/** A rate needs two readings, which lie at most so far apart as a rule. */
const RATE_SECONDS = 120

interface Asked {
  /** As the registration has it. */
  metricsSource: unknown
  metric: CatalogueMetric
  scope: MetricScope
  /** Without it: every object of the scope. */
  objects?: readonly MetricObject[]
}

/**
 * What a cluster's own Prometheus has and our store has not: a value for each minute of a range, its ends included; null where it
 * has none.
 *
 * @returns by `seriesKey`, or null for a cluster without one and a metric that is not read there
 * @throws AppError when it does not answer
 */
export async function readPrometheusMinutes(
  { metricsSource, metric, scope, objects }: Asked,
  { from, to }: { from: Date; to: Date },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, (number | null)[]> | null> {
  const source = MetricsSource.safeParse(metricsSource).data
  if (source?.kind !== 'prometheus') return null
  if (scope === 'namespace') {
    return isFromPrometheus(metric, membersOf(metric))
      ? await readNamespaceMinutes({ metricsSource, metric }, { from, to }, signal)
      : null
  }
  const everything = scope === 'groupTopic' || scope === 'client' ? '*/*' : '*'
  const of = objects ? { objects: [...objects], pattern: undefined } : { objects: undefined, pattern: everything }
  const promql = promqlOf({ metric, scope, ...of }, RATE_SECONDS, source.labels)
  if (!promql) return null
  const length = (to.getTime() - from.getTime()) / MINUTE_MS + 1
  const start = from.getTime() / 1000
  const range = { expression: promql.expression, from: start, to: to.getTime() / 1000, stepSeconds: 60 }
  const minutes = new Map<string, (number | null)[]>()
  for (const { labels, values } of await askPrometheus(source.url, range, signal)) {
    const { brokerName = '', topicName = '', groupName = '', clientId = '', part } = promql.objectOf(labels)
    // Of a metric that is split, nothing is a number of the whole.
    if (part) continue
    const known = Array.from({ length }, (_, index) => {
      const value = values.get(start + index * 60)
      return value !== undefined && Number.isFinite(value) ? value : null
    })
    minutes.set(seriesKey({ brokerName, topicName, groupName, clientId }), known)
  }
  return minutes
}

/** Nobody labels what it counts with a namespace: its topics or groups are asked, and joined as the sampler does. */
async function readNamespaceMinutes(
  { metricsSource, metric }: Pick<Asked, 'metricsSource' | 'metric'>,
  range: { from: Date; to: Date },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, (number | null)[]> | null> {
  const { join } = catalogueEntry(metric)
  const members = await readPrometheusMinutes({ metricsSource, metric, scope: membersOf(metric) }, range, signal)
  if (!members) return null
  const joined = new Map<string, (number | null)[]>()
  for (const [key, minutes] of members) {
    // The other parts of its key are empty.
    const name = key.trim()
    const { namespace } = splitNamespace(name)
    if (namespace === null || !isOwnTopic(name)) continue
    const before = joined.get(seriesKey({ namespace }))
    // What is idle has no line there: that takes nothing away from the others.
    const combine = (value: number | null, index: number) => {
      const other = before?.[index] ?? null
      return value === null || other === null ? (value ?? other) : combineValues(join, other, value)
    }
    joined.set(seriesKey({ namespace }), before ? minutes.map(combine) : minutes)
  }
  return joined
}

/** The window of every series that ends with minute `at`; otherwise as `readPrometheusMinutes`. */
export async function readPrometheusWindows(
  asked: Asked,
  { at, periodSeconds }: { at: Date; periodSeconds: number },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Window> | null> {
  // From one minute before the window on: growth is counted from there.
  const from = new Date(at.getTime() - periodSeconds * 1000)
  const series = await readPrometheusMinutes(asked, { from, to: at }, signal)
  if (!series) return null
  const windows = new Map<string, Window>()
  for (const [key, minutes] of series) {
    const { window } = windowOf(minutes, minutes.length - 1, periodSeconds / 60)
    if (window) windows.set(key, window)
  }
  return windows
}
