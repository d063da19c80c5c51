import { z } from 'zod'
import { ClusterId, Int64, MeasuredReason, partial, Time } from '#lib/api/endpoint.ts'
import {
  type CatalogueMetric,
  catalogue,
  metricAggregates,
  metricNames,
  metricScopes,
  metricSources,
} from './catalogue.ts'

/**
 * What a series is about: the cluster, a namespace, a broker, a topic, a group, a group on one topic, or a client of a group. A
 * namespace is the sum (of times: the worst) of its topics or groups.
 */
export const MetricScope = z.enum(metricScopes)
export type MetricScope = z.output<typeof MetricScope>

export const MetricName = z.enum(metricNames)
export type MetricName = z.output<typeof MetricName>
export const metricUnits = Object.fromEntries(metricNames.map((name) => [name, catalogue[name].unit])) as Record<
  CatalogueMetric,
  string
> // one per name

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

const PointValue = z.union([z.number(), Int64]).nullable()

export const MetricSeriesShape = z
  .object({
    labels: MetricObject,
    isOther: z.boolean().optional().meta({ description: 'All that match the pattern and are not drawn by themselves' }),
    joined: z.number().int().optional().meta({ description: 'Of isOther: how many objects' }),
    isDeleted: z.boolean().meta({ description: 'The topic or group is gone; its history is kept until it expires' }),
    source: MetricSourceName.nullable().meta({ description: 'Of the newest point' }),
    points: z.array(z.tuple([Time, PointValue])),
    max: z.array(PointValue).optional().meta({
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
export const MetricAvailability = z
  .object({
    source: MetricSourceName.nullable(),
    reason: MeasuredReason.nullable().meta({ description: 'Why there is none; null where there is a source' }),
    keys: z
      .array(
        z.object({
          where: z.enum(['broker.conf', 'rmq-proxy.json', 'registration']),
          key: z.string(),
          value: z.string(),
        }),
      )
      .meta({ description: 'What to set to have it, or to have it better' }),
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
