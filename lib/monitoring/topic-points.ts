import type { FamilyName } from './exporter/families.ts'
import { addHistograms, quantile } from './exporter/growth.ts'
import type { LiveExporter } from './exporter/live-exporter.ts'
import type { Histogram } from './exporter/read-exporter.ts'
import { outByTopic } from './exporter-rates.ts'
import {
  derived,
  fromExporter,
  joinParts,
  joinSources,
  largest,
  measuredNow,
  type Points,
  type Sourced,
} from './point.ts'
import type { TopicSample } from './sample.ts'
import type { TimingCounts } from './sampler-state.ts'
import type { MetricName } from './schema.ts'

export interface TopicContext {
  /** By brokerName. */
  exporters: ReadonlyMap<string, LiveExporter>
  timingByBroker: ReadonlyMap<string, TimingCounts>
  /** Who holds the topic. */
  brokerNames: readonly string[]
  /** Average size of a message of the brokers; null when nobody says. */
  averageBytes: number | null
}

/** All points of one topic that is no retry, dead-letter or system topic; of those the traffic and what is stored only. */
export function topicPoints(points: Points, topic: TopicSample, isNormal: boolean, context: TopicContext): void {
  const { topicName } = topic
  const add = (metric: MetricName, value: Sourced, part = '') => points.add(metric, 'topic', { topicName, part }, value)
  const { exporters, brokerNames, averageBytes } = context
  add('retained', measuredNow(topic.retained))
  if (!isNormal) {
    add('inTps', measuredNow(topic.inTps))
    add('outTps', measuredNow(topic.outTps))
    return
  }
  add('inTps', { ...measuredNow(topic.inTps), source: inSource(context) })
  add('outTps', { ...measuredNow(topic.outTps), source: outSource(context) })
  add('messages24h', measuredNow(topic.messages24h))
  const timing = timingOf(topicName, context)
  if (timing) add('timingMessages', timing)
  const each = brokerNames.flatMap((name) => exporters.get(name) ?? [])
  if (each.length === 0) {
    add('storageBytes', derived(product(measuredNow(topic.retained).value, averageBytes)))
    return
  }
  const histogramOf = (family: FamilyName) =>
    addHistograms(each.flatMap((exporter) => exporter.histograms(family, 'topic')?.get(topicName) ?? []))
  const sizes = histogramOf('message_size')
  const ownAverage = sizes && sizes.count > 0 ? sizes.sum / sizes.count : null
  add('storageBytes', derived(product(measuredNow(topic.retained).value, ownAverage ?? averageBytes)))
  /** Of what at least one of them has counted: a series of zeros for each idle topic would tell nothing. */
  const rate = (metric: MetricName, read: (exporter: LiveExporter) => number | undefined | null) => {
    if (each.every((exporter) => read(exporter) === undefined)) return
    // A broker of the topic whose endpoint is not read makes the sum unknown.
    const parts = brokerNames.map((name) => {
      const exporter = exporters.get(name)
      const value = exporter ? read(exporter) : null
      return fromExporter(value === undefined ? 0 : value)
    })
    add(metric, joinParts(parts))
  }
  const ratesOf = (family: FamilyName) => (exporter: LiveExporter) => {
    const rates = exporter.rates(family, 'topic')
    return rates ? rates.get(topicName) : null
  }
  rate('inBytesPerSecond', ratesOf('throughput_in'))
  rate('outBytesPerSecond', (exporter) => {
    const rates = exporter.rates('throughput_out', 'topic', 'consumer_group')
    return rates ? outByTopic(rates).get(topicName) : null
  })
  rate('commitTps', ratesOf('commit_messages'))
  rate('rollbackTps', ratesOf('rollback_messages'))
  rate('halfMessages', (exporter) => exporter.values('half_messages', 'topic').get(topicName))
  if (sizes) sizePoints(add, sizes, largest(each.map(({ seconds }) => seconds)))
  const decisions = histogramOf('finish_message_latency')
  if (decisions) add('decisionMsP95', fromExporter(quantile(0.95, decisions)))
  const delays = histogramOf('delay_message_latency')
  if (delays) add('delayLatencyMs', fromExporter(product(quantile(0.95, delays), 1000)))
}

/** What waits for its delivery time; undefined where no broker has ever counted any of the topic. */
function timingOf(topicName: string, { exporters, timingByBroker, brokerNames }: TopicContext): Sourced | undefined {
  const parts = brokerNames.map((name): Sourced & { isCounted: boolean } => {
    const exporter = exporters.get(name)
    const counts = exporter ? exporter.values('timing_messages', 'topic') : timingByBroker.get(name)?.countByTopic
    const source = exporter ? ('exporter' as const) : ('admin' as const)
    return { value: counts ? (counts.get(topicName) ?? 0) : null, source, isCounted: counts?.has(topicName) === true }
  })
  return parts.some(({ isCounted }) => isCounted) ? joinParts(parts) : undefined
}

/** Sizes of what came since the last reading; null where nothing came. */
export function sizePoints(
  add: (metric: MetricName, value: Sourced, part?: string) => void,
  sizes: Histogram,
  seconds: number,
): void {
  add('messageBytesAvg', fromExporter(sizes.count > 0 ? sizes.sum / sizes.count : null))
  add('messageBytesP50', fromExporter(quantile(0.5, sizes)))
  add('messageBytesP99', fromExporter(quantile(0.99, sizes)))
  let below = 0
  for (const [i, bound] of sizes.bounds.entries()) {
    const upTo = sizes.counts[i] ?? below
    add(
      'messageBytesHistogram',
      fromExporter((upTo - below) / seconds),
      Number.isFinite(bound) ? String(bound) : '+Inf',
    )
    below = upTo
  }
}

/** A broker that has counted nothing of a topic yet says so by silence: then nothing came. */
function inSource({ exporters, brokerNames }: TopicContext): Sourced['source'] {
  return joinSources(brokerNames.map((name) => (exporters.get(name)?.hasRates ? 'exporter' : 'admin')))
}

const outSource = ({ exporters, brokerNames }: TopicContext): Sourced['source'] =>
  brokerNames.length > 0 && brokerNames.every((name) => exporters.get(name)?.hasRates) ? 'exporter' : 'admin'

const product = (a: number | null, b: number | null) => (a === null || b === null ? null : a * b)
