import { z } from 'zod'
import { ClusterId, Int64, MeasuredReason, partial, Time } from '#lib/api/endpoint.ts'
import { metricAggregates, metricNames, metricScopes, metricSources } from './catalogue.ts'

/**
 * What a series is about: the cluster, a namespace, a broker, a topic, a group, a group on one topic, or a client of a group. A
 * namespace is the sum (of times: the worst) of its topics or groups.
 */
export const MetricScope = z.enum(metricScopes)
export type MetricScope = z.output<typeof MetricScope>

export const MetricName = z.enum(metricNames)
export type MetricName = z.output<typeof MetricName>

export const MetricAggregate = z.enum(metricAggregates)
export type MetricAggregate = z.output<typeof MetricAggregate>
export const MetricSourceName = z.enum(metricSources)

/**
 * Names one series of a scope: `{ groupName }` of scope group, `{ topicName, groupName }` of groupTopic, `{ groupName, clientId }`
 * of client, nothing of cluster.
 */
export const MetricObject = z.strictObject({
  brokerName: z.string().max(255).optional(),
  namespace: z.string().max(255).optional(),
  topicName: z.string().max(255).optional(),
  groupName: z.string().max(255).optional(),
  clientId: z.string().max(255).optional(),
  part: z
    .string()
    .max(255)
    .optional()
    .meta({ description: 'Of a metric that is split: a message type, a request, an upper bound, a node' }),
})
export type MetricObject = z.output<typeof MetricObject>

/** Of a pattern's objects so many are drawn by themselves; the others are one series. */
export const MAX_DRAWN = 20
export const MAX_POINTS = 1_500

export const MetricsQuery = z
  .strictObject({
    metric: MetricName,
    scope: MetricScope,
    objects: z
      .array(MetricObject)
      .min(1)
      .max(500)
      .optional()
      .meta({ description: 'Not for scope cluster, except the parts of a metric that is split' }),
    pattern: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .meta({
        description: `Instead of objects: a glob (* and ?) over the names of the scope, of groupTopic \`topic/group\`. The ${MAX_DRAWN} largest are drawn, the others joined into one series \`isOther\``,
      }),
    from: Time,
    to: Time,
    stepSeconds: z.number().int().min(60).max(86_400).optional().meta({
      description:
        'A multiple of 60; default: the finest of 60, 300, 3600, 86400 that is kept over the range and has at most 1,500 points. One that is finer than what is kept is answered at what is kept',
    }),
    aggregate: MetricAggregate.optional().meta({
      description:
        'Of the minutes in a step. Default: sum for counters, else avg. The sum of a rate is what it amounts to over the sampled time',
    }),
  })
  .refine(({ objects, pattern }) => objects === undefined || pattern === undefined, {
    error: 'objects or a pattern, not both',
    path: ['pattern'],
  })
  .meta({ id: 'MetricsQuery' })
export type MetricsQuery = z.output<typeof MetricsQuery>

type PointValue = number | bigint | null
type WireValue = number | string | null
const valueShape = {
  anyOf: [{ type: 'number' }, { type: 'string', pattern: '^-?\\d{1,19}$' }, { type: 'null' }],
  description: 'Of messages and bytes a 64-bit integer as a decimal string; null: not known',
}
const isWireValue = (value: unknown): value is WireValue =>
  value === null || typeof value === 'number' || (typeof value === 'string' && /^-?\d{1,19}$/.test(value))
const toWire = (value: PointValue): WireValue => (typeof value === 'bigint' ? value.toString() : value)
const fromWire = (value: WireValue): PointValue => (typeof value === 'string' ? BigInt(value) : value)
/** Lines of one chart share their times. */
const writtenTimes = new WeakMap<Date, string>()

function writeTime(at: Date): string {
  const known = writtenTimes.get(at)
  if (known !== undefined) return known
  const text = at.toISOString()
  writtenTimes.set(at, text)
  return text
}

/** A chart has tens of thousands of these: read and written by hand, a schema per number takes longer than the database. */
const Points = z.codec(
  z.array(z.unknown()).meta({
    items: {
      type: 'array',
      prefixItems: [{ type: 'string', format: 'date-time' }, valueShape],
      minItems: 2,
      maxItems: 2,
    },
  }),
  z.custom<[at: Date, value: PointValue][]>((value) => Array.isArray(value)).meta({ type: 'array' }),
  {
    decode: (points, ctx) => {
      const decoded: [Date, PointValue][] = []
      for (const [index, point] of points.entries()) {
        const [time, value] = Array.isArray(point) ? (point as unknown[]) : [] // checked below
        const at = typeof time === 'string' ? new Date(time) : null
        if (at === null || Number.isNaN(at.getTime()) || !isWireValue(value)) {
          ctx.issues.push({ code: 'custom', input: point, path: [index], message: 'a time and a value' })
          return z.NEVER
        }
        decoded.push([at, fromWire(value)])
      }
      return decoded
    },
    encode: (points) => points.map(([at, value]) => [writeTime(at), toWire(value)]),
  },
)
const PointValues = z.codec(
  z.array(z.unknown()).meta({ items: valueShape }),
  z.custom<PointValue[]>((value) => Array.isArray(value)).meta({ type: 'array' }),
  {
    decode: (values, ctx) => {
      if (values.every(isWireValue)) return values.map(fromWire)
      ctx.issues.push({ code: 'custom', input: values, message: 'numbers, decimal strings or null' })
      return z.NEVER
    },
    encode: (values) => values.map(toWire),
  },
)

export const MetricSeriesShape = z
  .object({
    labels: MetricObject,
    isOther: z.boolean().optional().meta({ description: 'All that match the pattern and are not drawn by themselves' }),
    joined: z.number().int().optional().meta({ description: 'Of isOther: how many objects' }),
    isDeleted: z.boolean().meta({ description: 'The topic or group is gone; its history is kept until it expires' }),
    source: MetricSourceName.nullable().meta({ description: 'Of the newest point' }),
    points: Points,
    max: PointValues.optional().meta({
      description: 'The highest minute of each step, in the order of the points; with aggregate avg at steps above 60',
    }),
  })
  .meta({ id: 'MetricSeries' })

/** One point per step; a gap is `null` at its step, never 0. */
export const MetricsAnswer = z
  .object({
    metric: MetricName,
    scope: MetricScope,
    unit: z.string(),
    aggregate: MetricAggregate,
    stepSeconds: z.number().int(),
    source: MetricSourceName.nullable().meta({ description: 'Of the newest points; null when nothing was stored' }),
    sourceChanges: z
      .array(z.object({ at: Time, source: MetricSourceName, brokerName: z.string().optional() }))
      .meta({ description: 'Changes of the source within the range, oldest first' }),
    sampledAt: Time.nullable(),
    series: z.array(MetricSeriesShape),
    matched: z.number().int().optional().meta({ description: 'Of a pattern: how many objects match' }),
    isCapped: z
      .boolean()
      .optional()
      .meta({ description: 'More objects match than are read: the rest is in no series' }),
    partial,
  })
  .meta({ id: 'MetricsAnswer' })
export type MetricsAnswer = z.output<typeof MetricsAnswer>

/** From where a cluster has a metric now, or why it has it not. */
const SourceKey = z.object({
  where: z.enum(['broker.conf', 'rmq-proxy.json', 'registration', 'limits']),
  key: z.string(),
  value: z.string(),
})

export const MetricAvailability = z
  .object({
    source: MetricSourceName.nullable(),
    reason: MeasuredReason.nullable().meta({ description: 'Why there is none; null where there is a source' }),
    keys: z.array(SourceKey).meta({ description: 'What to set to have it, or to have it better' }),
  })
  .meta({ id: 'MetricAvailability' })
export type MetricAvailability = z.output<typeof MetricAvailability>

export const CatalogueItem = z
  .object({
    metric: MetricName,
    unit: z.string(),
    kind: z.enum(['rate', 'gauge', 'counter']),
    scopes: z.array(MetricScope),
    exporter: z
      .array(z.string())
      .meta({ description: 'Names of the endpoint of brokers, without rocketmq_ and units' }),
    clientMetrics: z.array(z.string()).meta({ description: 'Names of what clients report to a collector' }),
    admin: z.array(z.string()).meta({ description: 'Admin requests that tell it' }),
    isDerived: z.boolean(),
    higherIsWorse: z.boolean().nullable(),
    aggregates: z.array(MetricAggregate),
    join: z.enum(['sum', 'max', 'min']).nullable().meta({ description: 'How several objects make one' }),
    splitBy: z.enum(['messageType', 'request', 'bytes', 'ms', 'hour', 'node']).nullable(),
    availability: MetricAvailability,
    byScope: z.partialRecord(MetricScope, MetricAvailability).meta({
      description:
        'Of scopes of which only the metrics endpoint of brokers tells it, though others are told by requests',
    }),
  })
  .meta({ id: 'CatalogueItem' })
export const MetricCatalogue = z
  .object({ clusterId: ClusterId, items: z.array(CatalogueItem) })
  .meta({ id: 'MetricCatalogue' })
export type MetricCatalogue = z.output<typeof MetricCatalogue>

export const TopWindow = z.enum(['now', '1h', '24h'])
export type TopWindow = z.output<typeof TopWindow>
export const TopQuery = z.strictObject({
  metric: MetricName,
  scope: MetricScope.exclude(['cluster'])
    .optional()
    .meta({ description: 'Default: the first of topic, group, broker, client that the metric has' }),
  n: z.coerce.number().int().min(5).max(20).default(10),
  window: TopWindow.default('now'),
})
export type TopQuery = z.output<typeof TopQuery>

/** What is unknown has no rank. `now` ranks by the newest value, a window by its average (counters: its sum). */
export const TopAnswer = z
  .object({
    metric: MetricName,
    scope: MetricScope,
    unit: z.string(),
    window: TopWindow,
    sampledAt: Time.nullable(),
    ranked: z.number().int().meta({ description: 'Objects with a known value' }),
    unknown: z.number().int().meta({ description: 'Objects whose value is not known, without a rank' }),
    items: z.array(
      z.object({
        rank: z.number().int(),
        object: MetricObject,
        value: z.union([z.number(), Int64]),
        share: z
          .number()
          .nullable()
          .meta({ description: 'Of the sum of all that is known; null where sums mean nothing' }),
        trend: z.enum(['UP', 'FLAT', 'DOWN']).nullable().meta({ description: 'Against `previous`' }),
        previous: z
          .union([z.number(), Int64])
          .nullable()
          .meta({ description: 'The window before; of `now` ten minutes earlier. Null: not known' }),
      }),
    ),
  })
  .meta({ id: 'TopAnswer' })
export type TopAnswer = z.output<typeof TopAnswer>

/** How long each level is kept. Days are dropped whole. */
export const Retention = z
  .strictObject({
    minuteDays: z.number().int().min(1).max(90),
    fiveMinuteDays: z.number().int().min(2).max(400),
    hourDays: z.number().int().min(7).max(1_830),
  })
  .meta({ id: 'Retention' })
export type Retention = z.output<typeof Retention>
export const retentionDefaults: Retention = { minuteDays: 7, fiveMinuteDays: 30, hourDays: 400 }

/** What a chart marks on its time axis beside the numbers. */
export const ChartEvent = z
  .object({
    at: Time,
    kind: z.enum(['AUDIT', 'RESTART', 'CLIENTS']).meta({
      description:
        'AUDIT: somebody changed the object (a reset of offsets is one). RESTART: a broker started. CLIENTS: the clients of the group became more or fewer, so its queues were shared out anew',
    }),
    action: z.string().nullable().meta({ description: 'Of AUDIT: `offset.reset`' }),
    by: z.string().nullable(),
    outcome: z.string().nullable().meta({ description: 'Of AUDIT: SUCCESS, PARTIAL, FAILED or UNKNOWN' }),
    target: z.string().nullable().meta({ description: 'Of AUDIT and RESTART: what it was done to' }),
    from: z.number().nullable().meta({ description: 'Of CLIENTS: how many before' }),
    to: z.number().nullable(),
  })
  .meta({ id: 'ChartEvent' })
export type ChartEvent = z.output<typeof ChartEvent>
export const ChartEventsQuery = z.strictObject({
  from: Time,
  to: Time,
  topic: z.string().max(255).optional(),
  group: z.string().max(255).optional(),
  broker: z.string().max(255).optional(),
  namespace: z.string().max(255).optional(),
})
export type ChartEventsQuery = z.output<typeof ChartEventsQuery>
export const ChartEventsAnswer = z
  .object({
    items: z.array(ChartEvent).meta({ description: 'Oldest first' }),
    isCapped: z.boolean().meta({ description: 'There were more: the newest are told' }),
  })
  .meta({ id: 'ChartEvents' })
export type ChartEventsAnswer = z.output<typeof ChartEventsAnswer>

export const samplerPeriod = { minSeconds: 15, maxSeconds: 300, stepSeconds: 15 } as const

/** What asking a server cost in the last minute. */
export const SamplerServer = z
  .object({
    address: z.string(),
    kind: z.enum(['broker', 'nameServer', 'proxy', 'controller', 'other']),
    brokerName: z.string().nullable(),
    requestsPerSecond: z.number(),
    /** The most in one second. */
    peakRequestsPerSecond: z.number().int(),
    bytesPerSecond: z.number(),
    p95Ms: z.number().nullable(),
    errors: z.number().int().meta({ description: 'No answer, or a refusal as busy' }),
    budgetPerSecond: z.number().int().nullable().meta({ description: 'Of a broker: what the sampler may ask of it' }),
    budgetUsedRatio: z.number().nullable(),
    isSlowed: z.boolean().meta({ description: 'It answered that it is busy: asked at half the rate for five minutes' }),
  })
  .meta({ id: 'SamplerServer' })
export type SamplerServer = z.output<typeof SamplerServer>

export const SamplerExporter = z
  .object({
    kind: z.enum(['broker', 'proxy']),
    name: z.string(),
    address: z.string(),
    state: z.enum(['READ', 'FAILED', 'OFF', 'NOT_SUPPORTED', 'NOT_WANTED', 'REFUSED']),
    detail: z.string().nullable().meta({ description: 'Why nothing is read; null when it is' }),
    readAt: Time.nullable(),
    bytes: z.number().int().nullable(),
    durationMs: z.number().nullable(),
  })
  .meta({ id: 'SamplerExporter' })

/** Upper bounds of the ages that objects are counted by, in seconds; the last is open. */
export const sampleAgeBounds = [30, 90, 300, 600, 1_800] as const
const AgeCounts = z.object({
  /** One per bound, and one for what is older. */
  counts: z.array(z.number().int()),
  never: z.number().int().meta({ description: 'Not sampled yet' }),
})
export const SamplerSkipped = z.object({
  what: z.enum([
    'PAUSED',
    'SERVER_SILENT',
    'SERVER_SLOWED',
    'EXPORTER_OFF',
    'EXPORTER_FAILED',
    'GROUPS_IN_TURNS',
    'SERIES_DROPPED',
    'NO_PROXY',
  ]),
  count: z.number().int(),
  names: z.array(z.string()).meta({ description: 'Of what, at most 20' }),
  everySeconds: z.number().int().nullable().meta({ description: 'Of what is asked in turns: about so often' }),
})

/** How a cluster is sampled, and what it costs. */
export const Sampler = z
  .object({
    clusterId: ClusterId,
    paused: z.boolean(),
    periodSeconds: z.number().int().nullable().meta({ description: 'Null: by the size of the cluster' }),
    effectivePeriodSeconds: z.number().int(),
    retention: Retention,
    source: z.enum(['exporter', 'prometheus', 'none']),
    sampledAt: Time.nullable(),
    roundMs: z.number().nullable().meta({ description: 'Of the last full round' }),
    offsetsMs: z.number().nullable().meta({ description: 'Of this, the pass over the offsets of all topics' }),
    windowSeconds: z.number().nullable().meta({ description: 'Over how long `servers` counts' }),
    servers: z.array(SamplerServer),
    exporters: z.array(SamplerExporter),
    ages: z.object({
      boundsSeconds: z.array(z.number().int()),
      topics: AgeCounts,
      groups: AgeCounts,
      clients: AgeCounts,
    }),
    store: z
      .object({
        bytes: z.number(),
        rowsPerDay: z.number().nullable(),
        bytesPerDay: z.number().nullable(),
        forecastBytes: z
          .number()
          .nullable()
          .meta({ description: 'When everything is kept for as long as it is to be' }),
        series: z.number().int(),
        maxSeries: z.number().int(),
        droppedSeries: z.number().int(),
      })
      .nullable(),
    skipped: z.array(SamplerSkipped),
    exporterKeys: z
      .array(SourceKey)
      .meta({ description: 'What to set where no metrics endpoint is read; empty where all are' }),
  })
  .meta({ id: 'Sampler' })
export type Sampler = z.output<typeof Sampler>

/** Absent = unchanged. */
export const SamplerPatch = z
  .strictObject({
    periodSeconds: z
      .number()
      .int()
      .min(samplerPeriod.minSeconds)
      .max(samplerPeriod.maxSeconds)
      .multipleOf(samplerPeriod.stepSeconds)
      .nullable()
      .optional()
      .meta({ description: 'Null: 15 s where each broker has at most 1,000 topics, else 60 s' }),
    paused: z.boolean().optional(),
    retention: Retention.optional(),
  })
  .meta({ id: 'SamplerPatch' })
export type SamplerPatch = z.output<typeof SamplerPatch>
