import { z } from 'zod'

const Labels = z.record(z.string(), z.string())
type Labels = z.output<typeof Labels>
const HistogramSeries = z.object({
  labels: Labels,
  countByBucket: z.array(z.number()),
  count: z.number(),
  sum: z.number(),
})
type HistogramSeries = z.output<typeof HistogramSeries>

/** One metric as plain JSON: how the figures of one process reach another. */
export const MetricSnapshot = z.discriminatedUnion('kind', [
  z.object({ name: z.string(), help: z.string(), kind: z.literal('histogram'), series: z.array(HistogramSeries) }),
  z.object({
    name: z.string(),
    help: z.string(),
    kind: z.enum(['gauge', 'counter']),
    values: z.array(z.tuple([Labels, z.number()])),
  }),
])
export type MetricSnapshot = z.output<typeof MetricSnapshot>

interface Histogram {
  kind: 'histogram'
  help: string
  series: Map<string, HistogramSeries>
}

interface Gauge {
  kind: 'gauge' | 'counter'
  help: string
  read: () => [Labels, number][] | Promise<[Labels, number][]>
  /** Of a counter that this file keeps, by the text of its labels. */
  counted?: Map<string, [Labels, number]>
}

/** Upper bounds in seconds, from a cached answer to the 60 s deadline of a request. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** A label that grows with what people name things would fill the memory; beyond this number all goes into one series. */
const maxSeries = 2000

/**
 * Metrics of this process. On the global object: the HTTP listener and the bundled route handlers load this file each for
 * itself, and must count into one place.
 */
const holder = globalThis as typeof globalThis & { apogeeMetrics?: Map<string, Histogram | Gauge> }
holder.apogeeMetrics ??= new Map()
const metrics = holder.apogeeMetrics

/**
 * Notes how long something took.
 * @param name with its unit: `apogee_http_seconds`
 */
export function observeSeconds(name: string, help: string, labels: Labels, seconds: number): void {
  let metric = metrics.get(name)
  if (metric?.kind !== 'histogram') {
    metric = { kind: 'histogram', help, series: new Map() }
    metrics.set(name, metric)
  }
  const isFull = metric.series.size >= maxSeries && !metric.series.has(labelText(labels))
  const kept = isFull ? Object.fromEntries(Object.keys(labels).map((label) => [label, 'other'])) : labels
  const key = labelText(kept)
  let series = metric.series.get(key)
  if (!series) {
    series = { labels: kept, countByBucket: buckets.map(() => 0), count: 0, sum: 0 }
    metric.series.set(key, series)
  }
  const bucket = buckets.findIndex((bound) => seconds <= bound)
  if (bucket >= 0) series.countByBucket[bucket] = (series.countByBucket[bucket] ?? 0) + 1
  series.count += 1
  series.sum += seconds
}

/** Declares a value that is read when somebody asks: a `gauge`, or a `counter` that something else keeps. */
export function declareMetric(name: string, kind: 'gauge' | 'counter', help: string, read: Gauge['read']): void {
  metrics.set(name, { kind, help, read })
}

/** Counts something that has happened. Labels must be few: a kind, an outcome, never a name that people give. */
export function count(name: string, help: string, labels: Labels): void {
  const known = metrics.get(name)
  const counted = (known && 'counted' in known && known.counted) || new Map<string, [Labels, number]>()
  if (known === undefined) metrics.set(name, { kind: 'counter', help, counted, read: () => [...counted.values()] })
  const key = labelText(labels)
  counted.set(key, [labels, (counted.get(key)?.[1] ?? 0) + 1])
}

/** All metrics of this process as they stand. One that cannot be read is left out. */
export async function snapshotMetrics(): Promise<MetricSnapshot[]> {
  const snapshots = await Promise.all(
    [...metrics].map(async ([name, metric]): Promise<MetricSnapshot[]> => {
      const { help, kind } = metric
      if (kind === 'histogram') return [{ name, help, kind, series: [...metric.series.values()] }]
      try {
        return [{ name, help, kind, values: await metric.read() }]
      } catch {
        return [] // Postgres is away: the other metrics are what one looks at then
      }
    }),
  )
  return snapshots.flat()
}

/**
 * All metrics in the text format 0.0.4 of Prometheus.
 *
 * @param others of other processes, whose labels tell them apart from ours
 */
export async function renderMetrics(others: readonly MetricSnapshot[] = []): Promise<string> {
  const byName = Map.groupBy([...(await snapshotMetrics()), ...others], ({ name }) => name)
  const parts: string[] = []
  for (const [name, snapshots] of [...byName].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lines = snapshots.flatMap((snapshot) =>
      snapshot.kind === 'histogram'
        ? snapshot.series.flatMap((series) => histogramLines(name, series))
        : snapshot.values.map(([labels, value]) => `${name}${labelText(labels)} ${value}`),
    )
    const [first] = snapshots
    if (first && lines.length > 0) parts.push(`# HELP ${name} ${first.help}`, `# TYPE ${name} ${first.kind}`, ...lines)
  }
  return `${parts.join('\n')}\n`
}

/** The same figures under more labels. */
export function withLabels(snapshot: MetricSnapshot, labels: Labels): MetricSnapshot {
  if (snapshot.kind !== 'histogram') {
    return { ...snapshot, values: snapshot.values.map(([own, value]) => [{ ...own, ...labels }, value]) }
  }
  return {
    ...snapshot,
    series: snapshot.series.map((series) => ({ ...series, labels: { ...series.labels, ...labels } })),
  }
}

function histogramLines(name: string, series: HistogramSeries): string[] {
  let below = 0
  const lines = buckets.map((bound, i) => {
    below += series.countByBucket[i] ?? 0
    return `${name}_bucket${labelText({ ...series.labels, le: String(bound) })} ${below}`
  })
  const text = labelText(series.labels)
  return [
    ...lines,
    `${name}_bucket${labelText({ ...series.labels, le: '+Inf' })} ${series.count}`,
    `${name}_sum${text} ${series.sum}`,
    `${name}_count${text} ${series.count}`,
  ]
}

function labelText(labels: Labels): string {
  const entries = Object.entries(labels)
  if (entries.length === 0) return ''
  const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `{${entries.map(([label, value]) => `${label}="${escaped(value)}"`).join(',')}}`
}
