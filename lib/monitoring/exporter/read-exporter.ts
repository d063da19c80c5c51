import { type FamilyName, familyOf, readName } from './families.ts'
import { PrometheusParser } from './parse-prometheus.ts'

/** Counts by upper bound, each with all below it, as the endpoint gives them. */
export interface Histogram {
  /** Ascending; the last is infinite. */
  bounds: readonly number[]
  counts: readonly number[]
  sum: number
  count: number
}

/** What one endpoint said at one time. */
export interface ExporterReading {
  /** Milliseconds since the epoch: when the answer was complete. */
  at: number
  /** Of counters and gauges: by family, then by its labels joined with `joinKey`. */
  values: ReadonlyMap<FamilyName, ReadonlyMap<string, number>>
  histograms: ReadonlyMap<FamilyName, ReadonlyMap<string, Histogram>>
  /** `metricsInDelta`: its counters start anew with each scrape, whoever asks, so no rate can be made of them. */
  isDelta: boolean
}

/** No name of RocketMQ holds one. */
const SEPARATOR = '\n'
export const joinKey = (...labels: readonly string[]) => labels.join(SEPARATOR)
export const splitKey = (key: string): string[] => key.split(SEPARATOR)

interface OpenHistogram {
  buckets: Map<number, number>
  sum: number
  count: number
}

/** Collects the readings of one endpoint as its text arrives. */
export class ExporterReader {
  private readonly values = new Map<FamilyName, Map<string, number>>()
  private readonly histograms = new Map<FamilyName, Map<string, OpenHistogram>>()
  private readonly parser: PrometheusParser
  private isDelta = false
  /** Lines that were understood: 0 means that something else answers there. */
  readings = 0

  constructor() {
    this.parser = new PrometheusParser(
      ({ name, labels, value }) => this.take(name, labels, value),
      (name) => readName(name) !== null,
    )
  }

  push(text: string): void {
    this.parser.push(text)
  }

  end(at: number): ExporterReading {
    this.parser.end()
    const histograms = new Map(
      [...this.histograms].map(([family, byKey]): [FamilyName, Map<string, Histogram>] => [
        family,
        new Map([...byKey].map(([key, open]) => [key, closed(open)])),
      ]),
    )
    return { at, values: this.values, histograms, isDelta: this.isDelta }
  }

  private take(name: string, labels: ReadonlyMap<string, string>, value: number): void {
    const reading = readName(name)
    if (!reading || Number.isNaN(value)) return
    // A pull that waits for messages takes as long as none come: no latency of the broker.
    if (reading.family === 'rpc_latency' && labels.get('is_long_polling') === 'true') return
    this.readings += 1
    if (labels.get('aggregation') === 'delta') this.isDelta = true
    const { family, part } = reading
    const { labels: kept, join } = familyOf(family)
    const key = joinKey(...kept.map((label) => labels.get(label) ?? ''))
    if (part === null) {
      const byKey = ofFamily(this.values, family)
      const before = byKey.get(key)
      byKey.set(key, before === undefined ? value : join === 'sum' ? before + value : Math.max(before, value))
      return
    }
    const byKey = ofFamily(this.histograms, family)
    const histogram = byKey.get(key) ?? { buckets: new Map(), sum: 0, count: 0 }
    byKey.set(key, histogram)
    if (part !== 'bucket') histogram[part] += value
    else {
      const text = labels.get('le') ?? '+Inf'
      const bound = text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text)
      histogram.buckets.set(bound, (histogram.buckets.get(bound) ?? 0) + value)
    }
  }
}

function ofFamily<T>(map: Map<FamilyName, Map<string, T>>, family: FamilyName): Map<string, T> {
  const byKey = map.get(family) ?? new Map<string, T>()
  map.set(family, byKey)
  return byKey
}

function closed({ buckets, sum, count }: OpenHistogram): Histogram {
  const bounds = [...buckets.keys()].sort((a, b) => a - b)
  return { bounds, counts: bounds.map((bound) => buckets.get(bound) ?? 0), sum, count }
}
