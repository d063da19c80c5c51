type Labels = Record<string, string>

interface Histogram {
  kind: 'histogram'
  help: string
  series: Map<string, { labels: Labels; countByBucket: number[]; count: number; sum: number }>
}

interface Gauge {
  kind: 'gauge' | 'counter'
  help: string
  read: () => [Labels, number][] | Promise<[Labels, number][]>
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

/** All metrics in the text format 0.0.4 of Prometheus. One that cannot be read is left out. */
export async function renderMetrics(): Promise<string> {
  const parts: string[] = []
  for (const [name, metric] of [...metrics].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lines =
      metric.kind === 'histogram'
        ? [...metric.series.values()].flatMap((series) => histogramLines(name, series))
        : await Promise.resolve()
            .then(metric.read)
            .then((values) => values.map(([labels, value]) => `${name}${labelText(labels)} ${value}`))
            .catch(() => []) // Postgres is away: the other metrics are what one looks at then
    if (lines.length > 0) parts.push(`# HELP ${name} ${metric.help}`, `# TYPE ${name} ${metric.kind}`, ...lines)
  }
  return `${parts.join('\n')}\n`
}

function histogramLines(
  name: string,
  series: { labels: Labels; countByBucket: number[]; count: number; sum: number },
): string[] {
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
