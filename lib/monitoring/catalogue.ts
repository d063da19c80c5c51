/**
 * Every metric that charts, top lists and alarm rules can name: what it is, of what objects there is one, and where its numbers
 * come from. Ids are the names of the API. Read by the browser too.
 */

export const metricScopes = ['cluster', 'namespace', 'broker', 'topic', 'group', 'groupTopic', 'client'] as const
export type CatalogueScope = (typeof metricScopes)[number]

/**
 * How a metric is summed up over time. A `rate` is averaged, with a band up to its highest minute; a `gauge` is a state: average
 * and highest; a `counter` counts what happened in a minute: sums.
 */
export type MetricKind = 'rate' | 'gauge' | 'counter'

export const metricAggregates = ['avg', 'min', 'max', 'sum', 'last'] as const
export type MetricAggregate = (typeof metricAggregates)[number]

/** Where a number was read. `derived` is computed from other series; `mixed`: not the same source for all objects at that time. */
export const metricSources = ['exporter', 'prometheus', 'admin', 'derived', 'mixed'] as const
export type MetricSource = (typeof metricSources)[number]

/** What a metric is split by; the series of one object then differ in their `part`. */
export type MetricSplit = 'messageType' | 'request' | 'bytes' | 'ms' | 'hour' | 'node'

/** How several objects make one: a namespace of its topics, "other" of what did not fit a chart. Null: they do not. */
export type MetricJoin = 'sum' | 'max' | 'min' | null

export interface CatalogueEntry {
  unit: string
  kind: MetricKind
  scopes: readonly CatalogueScope[]
  /** Names of the Prometheus endpoint of brokers and proxies, without `rocketmq_` and without a suffix of the unit. */
  exporter: readonly string[]
  /** Names of what clients report to a collector; reaches us only through the user's own Prometheus. */
  clientMetrics: readonly string[]
  /** Admin requests that tell it without the exporter; empty: none does. */
  admin: readonly string[]
  /** Of these scopes only the metrics endpoint tells it, also where admin requests do of others. */
  exporterOnly: readonly CatalogueScope[]
  /** Computed from series of other metrics. */
  isDerived: boolean
  /** Is more of it worse? Null: neither is. */
  higherIsWorse: boolean | null
  aggregates: readonly MetricAggregate[]
  join: MetricJoin
  splitBy: MetricSplit | null
}

/** Letters of the specification: cluster, namespace, broker, topic, group, x = group on one topic, k = client. */
const scopeOf: Readonly<Record<string, CatalogueScope>> = {
  c: 'cluster',
  n: 'namespace',
  b: 'broker',
  t: 'topic',
  g: 'group',
  x: 'groupTopic',
  k: 'client',
}

const aggregatesOf: Readonly<Record<MetricKind, readonly MetricAggregate[]>> = {
  rate: ['avg', 'min', 'max', 'sum', 'last'],
  gauge: ['avg', 'min', 'max', 'last'],
  counter: ['sum', 'max', 'last'],
}

interface Row {
  exporter?: readonly string[]
  clients?: readonly string[]
  admin?: readonly string[]
  /** Letters of scopes. */
  exporterOnly?: string
  derived?: true
  worse?: boolean
  /** Sums unless told. */
  join?: MetricJoin
  splitBy?: MetricSplit
}

const scopesOf = (letters: string) => [...letters].flatMap((letter) => scopeOf[letter] ?? [])

function entry(kind: MetricKind, unit: string, scopes: string, row: Row): CatalogueEntry {
  return {
    unit,
    kind,
    scopes: scopesOf(scopes),
    exporter: row.exporter ?? [],
    clientMetrics: row.clients ?? [],
    admin: row.admin ?? [],
    exporterOnly: scopesOf(row.exporterOnly ?? ''),
    isDerived: row.derived ?? false,
    higherIsWorse: row.worse ?? null,
    aggregates: aggregatesOf[kind],
    join: row.join === undefined ? 'sum' : row.join,
    splitBy: row.splitBy ?? null,
  }
}

const rate = (unit: string, scopes: string, row: Row) => entry('rate', unit, scopes, row)
const gauge = (unit: string, scopes: string, row: Row) => entry('gauge', unit, scopes, row)
/** Times, ages and shares: of several objects the worst one counts, their sum means nothing. */
const worst = (unit: string, scopes: string, row: Row) =>
  gauge(unit, scopes, { worse: true, join: row.worse === false ? 'min' : 'max', ...row })

export const catalogue = {
  // Traffic
  inTps: rate('msg/s', 'cnbt', { exporter: ['messages_in_total'], admin: ['202', '28 putTps'] }),
  inTpsByType: rate('msg/s', 'cnb', { exporter: ['messages_in_total'], admin: ['202'], splitBy: 'messageType' }),
  outTps: rate('msg/s', 'cnbtgx', {
    exporter: ['messages_out_total'],
    admin: ['43', '28 getTransferredTps'],
    exporterOnly: 'gx',
  }),
  ackTps: rate('msg/s', 'gx', { admin: ['43'] }),
  inBytesPerSecond: rate('B/s', 'cnbt', {
    exporter: ['throughput_in_total'],
    admin: ['28 putMessageSizeTotal'],
    exporterOnly: 'nt',
  }),
  outBytesPerSecond: rate('B/s', 'cnbtgx', { exporter: ['throughput_out_total'] }),
  messageBytesAvg: gauge('B', 'cbt', {
    exporter: ['message_size'],
    admin: ['28 putMessageAverageSize'],
    exporterOnly: 'ct',
    join: null,
  }),
  messageBytesP50: gauge('B', 'ct', { exporter: ['message_size'], join: null }),
  messageBytesP99: gauge('B', 'ct', { exporter: ['message_size'], join: null }),
  messageBytesHistogram: rate('msg/s', 'ct', { exporter: ['message_size'], splitBy: 'bytes' }),
  // What is stored
  retained: gauge('msg', 'cnt', { admin: ['202'] }),
  messages24h: gauge('msg', 'cnt', { admin: ['202'] }),
  storageBytes: gauge('B', 'cbt', { exporter: ['storage_size'], admin: ['28 commitLogDirCapacity'] }),
  topics: gauge('topics', 'cn', { exporter: ['topic_number'], admin: ['21'] }),
  groups: gauge('groups', 'cn', { exporter: ['consumer_group_number'], admin: ['201'] }),
  limitUsedRatio: worst('ratio', 'cn', { derived: true, admin: ['21', '201'] }),
  capacityUsedRatio: worst('ratio', 'c', { derived: true }),
  // Clients
  producerClients: gauge('clients', 'c', { exporter: ['producer_connections'], admin: ['328'] }),
  consumerClients: gauge('clients', 'cntgx', { exporter: ['consumer_connections'], admin: ['203'] }),
  // Consuming
  lag: gauge('msg', 'cntgx', { exporter: ['consumer_lag_messages'], admin: ['43', '202', '208'], worse: true }),
  retryLag: gauge('msg', 'cntgx', { exporter: ['consumer_lag_messages'], admin: ['43', '202', '208'], worse: true }),
  deadSubscriptionLag: gauge('msg', 'cntgx', { admin: ['43', '202'], worse: true }),
  lagTimeMs: worst('ms', 'cntgx', { exporter: ['consumer_lag_latency'], admin: ['303'] }),
  ready: gauge('msg', 'cntgx', { exporter: ['consumer_ready_messages'], admin: ['208'], worse: true }),
  inflight: gauge('msg', 'cntgx', { exporter: ['consumer_inflight_messages'], admin: ['208'] }),
  queueingTimeMs: worst('ms', 'cntgx', { exporter: ['consumer_queueing_latency'] }),
  lagGrowthPerSecond: gauge('msg/s', 'gx', { derived: true, worse: true }),
  drainSeconds: worst('s', 'gx', { derived: true }),
  deadLetters: gauge('msg', 'cntgx', { admin: ['202'], worse: true }),
  newDeadLettersPerSecond: rate('msg/s', 'cntgx', {
    exporter: ['send_to_dlq_messages_total'],
    admin: ['202'],
    worse: true,
  }),
  retryTps: rate('msg/s', 'g', {
    exporter: ['messages_in_total'],
    admin: ['202'],
    worse: true,
  }),
  // What brokers refuse, and how long they take
  rejectedPerSecond: rate('1/s', 'cb', { exporter: ['rpc_latency'], worse: true }),
  putFailedPerSecond: rate('1/s', 'cb', { admin: ['28 putMessageFailedTimes'], worse: true }),
  requestMsP50: worst('ms', 'b', { exporter: ['rpc_latency'], splitBy: 'request' }),
  requestMsP95: worst('ms', 'b', { exporter: ['rpc_latency'], splitBy: 'request' }),
  requestMsP99: worst('ms', 'b', { exporter: ['rpc_latency'], admin: ['28 putLatency99'], splitBy: 'request' }),
  // What clients say of themselves
  produceSuccessRatio: worst('ratio', 'ct', { clients: ['send_cost_time'], worse: false }),
  produceMsAvg: worst('ms', 'ct', { clients: ['send_cost_time'] }),
  produceMsP95: worst('ms', 'ct', { clients: ['send_cost_time'] }),
  produceMsP99: worst('ms', 'ct', { clients: ['send_cost_time'] }),
  consumeMsAvg: worst('ms', 'tgxk', { clients: ['process_time'] }),
  consumeMsP95: worst('ms', 'tgxk', { clients: ['process_time'] }),
  consumeMsP99: worst('ms', 'tgxk', { clients: ['process_time'] }),
  consumeMsHistogram: rate('msg/s', 'tgx', { clients: ['process_time'], splitBy: 'ms' }),
  awaitMs: worst('ms', 'tgxk', { clients: ['await_time'] }),
  deliveryMs: worst('ms', 'tgxk', { clients: ['delivery_latency'] }),
  cachedMessages: gauge('msg', 'gxk', { clients: ['consumer_cached_messages'], worse: true }),
  cachedBytes: gauge('B', 'gxk', { clients: ['consumer_cached_bytes'], worse: true }),
  // Transactions
  halfMessages: gauge('msg', 'ct', { exporter: ['half_messages'], worse: true }),
  commitTps: rate('msg/s', 'ct', { exporter: ['commit_messages_total'] }),
  rollbackTps: rate('msg/s', 'ct', { exporter: ['rollback_messages_total'], worse: true }),
  decisionMsP95: worst('ms', 'ct', { exporter: ['finish_message_latency'] }),
  // Timed messages
  timingMessages: gauge('msg', 'ct', { exporter: ['timing_messages'], admin: ['61 timingCount'] }),
  timerSlots: gauge('msg', 'cb', { exporter: ['timer_message_snapshot'], splitBy: 'hour' }),
  timerEnqueueLag: gauge('msg', 'b', { exporter: ['timer_enqueue_lag'], worse: true }),
  /** All that waits in the timer wheel: the broker calls it lag, however punctual it is. */
  timerDequeueLag: gauge('msg', 'b', { exporter: ['timer_dequeue_lag'] }),
  timerReadBehindMs: worst('ms', 'b', { admin: ['28 timerReadBehind'] }),
  delayLatencyMs: worst('ms', 'bt', { exporter: ['delay_message_latency'] }),
  // Brokers
  diskUsedRatio: worst('ratio', 'cb', { admin: ['28 commitLogDiskRatio'] }),
  diskFullInDays: worst('d', 'cb', { derived: true, worse: false }),
  oldestMessageAgeMs: gauge('ms', 'cb', {
    exporter: ['storage_message_reserve_time'],
    admin: ['28 earliestMessageTimeStamp'],
    join: 'min',
  }),
  flushBehindBytes: gauge('B', 'b', { exporter: ['storage_flush_behind_bytes'], worse: true }),
  dispatchBehindBytes: gauge('B', 'b', {
    exporter: ['storage_dispatch_behind_bytes'],
    admin: ['28 dispatchBehindBytes'],
    worse: true,
  }),
  sendQueueWaitMs: worst('ms', 'b', { admin: ['28 sendThreadPoolQueueHeadWaitTimeMills'] }),
  sendQueueDepth: gauge('requests', 'b', {
    exporter: ['processor_watermark'],
    admin: ['28 sendThreadPoolQueueSize'],
    worse: true,
  }),
  pullQueueDepth: gauge('requests', 'b', {
    exporter: ['processor_watermark'],
    admin: ['28 pullThreadPoolQueueSize'],
    worse: true,
  }),
  processorWatermark: gauge('requests', 'b', { exporter: ['processor_watermark'], splitBy: 'request', worse: true }),
  pageCacheLockMs: worst('ms', 'b', { admin: ['28 pageCacheLockTimeMills'] }),
  haGapBytes: gauge('B', 'b', { admin: ['907'], worse: true }),
  haInSync: gauge('slaves', 'b', { admin: ['907'], worse: false }),
  /** 1 or 0; the cluster has one series per node in `part`: `nameServer 10.0.0.1:9876`. */
  up: gauge('up', 'bc', { exporter: ['proxy_up'], admin: ['dial'], worse: false, splitBy: 'node', join: 'min' }),
  restarts: entry('counter', 'restarts', 'cb', { admin: ['28 bootTimestamp'], worse: true }),
  popReviveLag: gauge('msg', 'b', { exporter: ['pop_revive_lag'], worse: true }),
  popReviveMs: worst('ms', 'b', { exporter: ['pop_revive_latency'] }),
} as const satisfies Record<string, CatalogueEntry>

export type CatalogueMetric = keyof typeof catalogue
export const metricNames = Object.keys(catalogue) as [CatalogueMetric, ...CatalogueMetric[]] // the keys of a constant

/** The entry of a metric, with the same type for all. */
export const catalogueEntry = (metric: CatalogueMetric): CatalogueEntry => catalogue[metric]

/** Units of which 64 bits may be needed: the API writes such values as decimal strings. */
export const isWholeUnit = (unit: string): boolean => unit === 'msg' || unit === 'B'

/** What switches a source on: a key of a broker's or proxy's own configuration, or a setting of the registration. */
export interface SourceKey {
  where: 'broker.conf' | 'rmq-proxy.json' | 'registration' | 'limits'
  key: string
  value: string
}
export const exporterKeys: readonly SourceKey[] = [
  { where: 'broker.conf', key: 'metricsExporterType', value: 'PROM' },
  { where: 'broker.conf', key: 'metricsPromExporterPort', value: '5557' },
]
export const exporterOffKeys: readonly SourceKey[] = [
  { where: 'registration', key: 'metricsSource', value: 'exporter' },
  ...exporterKeys,
]
/** What a share is a share of. */
export const boundKeys: Partial<Record<CatalogueMetric, readonly SourceKey[]>> = {
  capacityUsedRatio: [
    { where: 'limits', key: 'capacityInTps', value: 'messages per second' },
    { where: 'limits', key: 'capacityOutTps', value: 'messages per second' },
  ],
  limitUsedRatio: [
    { where: 'limits', key: 'maxTopics', value: 'topics' },
    { where: 'limits', key: 'maxGroups', value: 'groups' },
  ],
}
export const clientMetricKeys: readonly SourceKey[] = [
  { where: 'rmq-proxy.json', key: 'metricCollectorMode', value: 'on' },
  { where: 'rmq-proxy.json', key: 'metricCollectorAddress', value: 'host:port of an OTLP collector' },
  { where: 'registration', key: 'metricsSource', value: 'prometheus' },
]
