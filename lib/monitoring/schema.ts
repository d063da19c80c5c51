import { z } from 'zod'
import { Int64, partial, Time } from '#lib/api/endpoint.ts'

/** What a series is about: the cluster, a broker, a topic, a group, or a group on one topic. */
export const MetricScope = z.enum(['cluster', 'broker', 'topic', 'group', 'groupTopic'])
export type MetricScope = z.output<typeof MetricScope>

export const metricUnits = {
  inTps: 'msg/s',
  outTps: 'msg/s',
  ackTps: 'msg/s',
  retained: 'msg',
  lag: 'msg',
  retryLag: 'msg',
  deadSubscriptionLag: 'msg',
  inflight: 'msg',
  lagTimeMs: 'ms',
  deadLetters: 'msg',
  consumerClients: 'clients',
  producerClients: 'clients',
  diskUsedRatio: 'ratio',
  sendQueueWaitMs: 'ms',
  pageCacheLockMs: 'ms',
  haGapBytes: 'B',
  topics: 'topics',
  groups: 'groups',
} as const
export const MetricName = z.enum(Object.keys(metricUnits) as [keyof typeof metricUnits])
export type MetricName = z.output<typeof MetricName>

/** Names one series of a scope: `{ groupName }` of scope group, `{ topicName, groupName }` of groupTopic, nothing of cluster. */
export const MetricObject = z.strictObject({
  brokerName: z.string().max(255).optional(),
  topicName: z.string().max(255).optional(),
  groupName: z.string().max(255).optional(),
})
export type MetricObject = z.output<typeof MetricObject>

export const MetricsQuery = z
  .strictObject({
    metric: MetricName,
    scope: MetricScope,
    objects: z.array(MetricObject).min(1).max(500).optional().meta({ description: 'Not for scope cluster' }),
    from: Time,
    to: Time,
    stepSeconds: z
      .number()
      .int()
      .min(60)
      .max(86_400)
      .optional()
      .meta({ description: 'A multiple of 60; default: the finest with at most 1,500 points' }),
  })
  .meta({ id: 'MetricsQuery' })
export type MetricsQuery = z.output<typeof MetricsQuery>

/** One point per step that has a sample; a gap is `null` at its step, never 0. */
export const MetricsAnswer = z
  .object({
    metric: MetricName,
    unit: z.string(),
    stepSeconds: z.number().int(),
    source: z.enum(['admin', 'exporter']),
    sampledAt: Time.nullable(),
    series: z.array(
      z.object({ labels: MetricObject, points: z.array(z.tuple([Time, z.union([z.number(), Int64]).nullable()])) }),
    ),
    partial,
  })
  .meta({ id: 'MetricsAnswer' })
export type MetricsAnswer = z.output<typeof MetricsAnswer>
