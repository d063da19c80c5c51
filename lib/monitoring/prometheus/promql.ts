import { type CatalogueMetric, catalogueEntry } from '../catalogue.ts'
import type { MetricObject, MetricScope, MetricsQuery } from '../schema.ts'

/** How a metric of the catalogue is asked of a Prometheus that scrapes brokers, proxies and the collector of clients. */
type Form = (
  | { kind: 'rate' | 'gauge' | 'worst'; name: string; times?: number; where?: string }
  | { kind: 'quantile'; name: string; share: number; times?: number; where?: string }
  | { kind: 'average' | 'histogram'; name: string; where?: string }
  | { kind: 'countRate'; name: string; where?: string }
  | { kind: 'share'; name: string; where: string }
) & {
  /** Of other scopes we measure it ourselves; absent: of none. */
  scopes?: readonly MetricScope[]
}

const quick = 'is_long_polling!="true"'
const first = 'is_retry!="true"'

/**
 * What our own sampler cannot know without metrics endpoints, or never knows. What admin requests tell is measured by ourselves, so
 * that alarms and top lists go on while a Prometheus is away.
 */
const forms: Partial<Record<CatalogueMetric, Form>> = {
  outTps: { kind: 'rate', name: 'messages_out_total', where: first, scopes: ['group', 'groupTopic'] },
  inBytesPerSecond: { kind: 'rate', name: 'throughput_in_total', scopes: ['topic'] },
  outBytesPerSecond: { kind: 'rate', name: 'throughput_out_total' },
  messageBytesAvg: { kind: 'average', name: 'message_size', scopes: ['cluster', 'topic'] },
  messageBytesHistogram: { kind: 'histogram', name: 'message_size' },
  messageBytesP50: { kind: 'quantile', name: 'message_size', share: 0.5 },
  messageBytesP99: { kind: 'quantile', name: 'message_size', share: 0.99 },
  queueingTimeMs: { kind: 'worst', name: 'consumer_queueing_latency', where: first },
  rejectedPerSecond: {
    kind: 'countRate',
    name: 'rpc_latency',
    where: 'response_code=~"system_busy|service_not_available"',
  },
  requestMsP50: { kind: 'quantile', name: 'rpc_latency', share: 0.5, where: quick },
  requestMsP95: { kind: 'quantile', name: 'rpc_latency', share: 0.95, where: quick },
  requestMsP99: { kind: 'quantile', name: 'rpc_latency', share: 0.99, where: quick },
  halfMessages: { kind: 'gauge', name: 'half_messages' },
  commitTps: { kind: 'rate', name: 'commit_messages_total' },
  rollbackTps: { kind: 'rate', name: 'rollback_messages_total' },
  decisionMsP95: { kind: 'quantile', name: 'finish_message_latency', share: 0.95 },
  timerDequeueLag: { kind: 'gauge', name: 'timer_dequeue_lag' },
  // In seconds.
  delayLatencyMs: { kind: 'quantile', name: 'delay_message_latency', share: 0.95, times: 1000 },
  flushBehindBytes: { kind: 'gauge', name: 'storage_flush_behind_bytes' },
  popReviveLag: { kind: 'gauge', name: 'pop_revive_lag' },
  popReviveMs: { kind: 'worst', name: 'pop_revive_latency' },
  produceSuccessRatio: { kind: 'share', name: 'send_cost_time', where: 'invocation_status="success"' },
  produceMsAvg: { kind: 'average', name: 'send_cost_time' },
  produceMsP95: { kind: 'quantile', name: 'send_cost_time', share: 0.95 },
  produceMsP99: { kind: 'quantile', name: 'send_cost_time', share: 0.99 },
  consumeMsAvg: { kind: 'average', name: 'process_time' },
  consumeMsP95: { kind: 'quantile', name: 'process_time', share: 0.95 },
  consumeMsP99: { kind: 'quantile', name: 'process_time', share: 0.99 },
  consumeMsHistogram: { kind: 'histogram', name: 'process_time' },
  awaitMs: { kind: 'quantile', name: 'await_time', share: 0.95 },
  deliveryMs: { kind: 'quantile', name: 'delivery_latency', share: 0.95 },
  cachedMessages: { kind: 'gauge', name: 'consumer_cached_messages' },
  cachedBytes: { kind: 'gauge', name: 'consumer_cached_bytes' },
}

/**
 * Is it read from a Prometheus where the registration names one?
 *
 * @param scope absent: of every scope that is not measured by ourselves
 */
export function isFromPrometheus(metric: CatalogueMetric, scope?: MetricScope): boolean {
  const form = forms[metric]
  if (!form) return false
  return form.scopes === undefined || (scope !== undefined && form.scopes.includes(scope))
}

/** Labels of Prometheus by the names of our objects. */
const labelsOf = {
  topicName: 'topic',
  groupName: 'consumer_group',
  brokerName: 'node_id',
  clientId: 'client_id',
} as const
type Name = keyof typeof labelsOf
const namesOf: Partial<Record<MetricScope, readonly Name[]>> = {
  cluster: [],
  broker: ['brokerName'],
  topic: ['topicName'],
  group: ['groupName'],
  groupTopic: ['topicName', 'groupName'],
  client: ['groupName', 'clientId'],
}

export interface Promql {
  expression: string
  /** What a series of the answer is of, by its labels. */
  objectOf: (labels: Readonly<Record<string, string>>) => MetricObject
  /** Each part, an upper bound, counts what is in the parts below it too. */
  isCumulative: boolean
}

/**
 * The question for one chart; null for a metric or scope that is not read there.
 *
 * @param windowSeconds over which rates reach
 * @param labels of the registration: they tell this cluster from others in the same Prometheus
 */
export function promqlOf(
  { metric, scope, objects, pattern }: Pick<MetricsQuery, 'metric' | 'scope' | 'objects' | 'pattern'>,
  windowSeconds: number,
  labels: Readonly<Record<string, string>>,
): Promql | null {
  const form = forms[metric]
  const names = namesOf[scope]
  if (!form || !names || !isFromPrometheus(metric, scope)) return null
  const isCumulative = form.kind === 'histogram'
  const partLabel = isCumulative ? 'le' : catalogueEntry(metric).splitBy === 'request' ? 'request_code' : null
  const by = [...names.map((name) => labelsOf[name]), ...(partLabel === null ? [] : [partLabel])]
  const matchers = [
    ...Object.entries(labels).map(([label, value]) => `${label}=${quoted(value)}`),
    ...(form.where && form.kind !== 'share' ? [form.where] : []),
    ...matchersOf(names, objects, pattern),
  ]
  return {
    expression: expressionOf(form, by, matchers, windowSeconds),
    objectOf: (found) => ({
      ...Object.fromEntries(names.map((name) => [name, found[labelsOf[name]] ?? ''])),
      ...(partLabel !== null && { part: isCumulative ? boundOf(found.le) : (found[partLabel] ?? '') }),
    }),
    isCumulative,
  }
}

function expressionOf(form: Form, by: readonly string[], matchers: readonly string[], windowSeconds: number): string {
  const range = `[${windowSeconds}s]`
  const { name } = form
  /** With and without the unit that exporter libraries append. */
  const select = (part: string, more: readonly string[] = []) =>
    `{${[`__name__=~"rocketmq_${name}${unitOf(name)}${part}"`, ...matchers, ...more].join(', ')}}`
  const sum = (inner: string, ...more: string[]) => `sum by (${[...by, ...more].join(', ')}) (${inner})`
  switch (form.kind) {
    case 'rate':
      return sum(`rate(${select('')}${range})`)
    case 'histogram':
      return sum(`rate(${select('_bucket')}${range})`)
    case 'countRate':
      return sum(`rate(${select('_count')}${range})`)
    case 'gauge':
      return sum(`avg_over_time(${select('')}${range})`)
    case 'worst':
      return `max by (${by.join(', ')}) (max_over_time(${select('')}${range}))`
    case 'average':
      return `${sum(`rate(${select('_sum')}${range})`)} / ${sum(`rate(${select('_count')}${range})`)}`
    case 'share':
      return `${sum(`rate(${select('_count', [form.where])}${range})`)} / ${sum(`rate(${select('_count')}${range})`)}`
    case 'quantile': {
      const value = `histogram_quantile(${form.share}, ${sum(`rate(${select('_bucket')}${range})`, 'le')})`
      return form.times === undefined ? value : `${value} * ${form.times}`
    }
  }
}

/** As our own series name it: `1024.0` is 1024. */
const boundOf = (le = ''): string => (Number.isFinite(Number(le)) ? String(Number(le)) : '+Inf')

const unitOf = (name: string) => (/_(total|bytes|messages)$/.test(name) ? '' : '(_milliseconds|_seconds|_bytes)?')

function matchersOf(
  names: readonly Name[],
  objects: readonly MetricObject[] | undefined,
  pattern: string | undefined,
): string[] {
  if (names.length === 0) return []
  if (pattern !== undefined) {
    const parts = names.length === 1 ? [pattern] : pattern.split('/')
    return names.map((name, index) => `${labelsOf[name]}=~${quoted(globOf(parts[index] ?? '*'))}`)
  }
  return names.map((name) => {
    const wanted = [...new Set((objects ?? []).map((object) => object[name] ?? ''))]
    return `${labelsOf[name]}=~${quoted(wanted.map(escapeRegex).join('|'))}`
  })
}

const escapeRegex = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
const globOf = (pattern: string) => escapeRegex(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.')
/** A string of PromQL: as JSON writes it, for names of any language. */
const quoted = (text: string) => JSON.stringify(text)
