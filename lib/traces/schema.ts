import { z } from 'zod'
import { Int64, partial, Time } from '#lib/api/endpoint.ts'
import { Coverage, TopicName } from '#lib/messages/schema.ts'

export const traceLimits = {
  /** Messages of one answer of topic + time. */
  pageSize: { min: 20, max: 200, default: 50 },
} as const

export const TraceQuery = z.strictObject({
  id: z.string().min(1).max(255).optional().meta({ description: 'A unique id or an offset id' }),
  key: z.string().min(1).max(1024).optional(),
  topic: TopicName.optional().meta({
    description:
      'With id: where the message is, for what its traces do not tell. Alone, with from: messages sent to it',
  }),
  from: Time.optional(),
  to: Time.optional(),
  traceTopic: TopicName.optional().meta({ description: 'One of the registered trace topics; all when absent' }),
  cursor: z.string().max(16_000).optional(),
  pageSize: z.coerce.number().int().min(traceLimits.pageSize.min).max(traceLimits.pageSize.max).optional(),
})
export type TraceQuery = z.output<typeof TraceQuery>

export const TraceStage = z.enum(['PRODUCE', 'PERSIST', 'TRANSACTION', 'RECALL', 'CONSUME'])
export type TraceStage = z.output<typeof TraceStage>

/** TRACE: a client said so. MESSAGE: it is stored. The others are conclusions. */
export const TraceSource = z.enum(['TRACE', 'MESSAGE', 'RETRY_COPY', 'DLQ_COPY', 'OFFSET', 'FILTER'])
export type TraceSource = z.output<typeof TraceSource>

export const TraceResult = z.enum([
  'SUCCESS',
  'FAILED',
  'TIME_OUT',
  'EXCEPTION',
  'RETURN_NULL',
  'NO_END',
  'COMMIT',
  'ROLLBACK',
  'UNKNOWN',
  'STORED',
  'CONSUMED',
  'RETRY_STORED',
  'IN_RETRY',
  'IN_DLQ',
  'FILTERED',
  'INFLIGHT',
  'NOT_CONSUMED',
  'NOT_ONLINE',
])
export type TraceResult = z.output<typeof TraceResult>

/** One thing that happened to a message, or that it waits for. */
export const TraceHop = z
  .object({
    stage: TraceStage,
    source: TraceSource,
    isInferred: z.boolean().meta({ description: 'Told by nobody: concluded from offsets, filters and copies' }),
    isProbable: z.boolean().optional(),
    groupName: z.string().nullable().meta({ description: 'Of the producer or of consumers; null of a broker' }),
    clientHost: z.string().nullable(),
    brokerName: z.string().optional().meta({ description: 'PERSIST: that stored it' }),
    startedAt: Time.nullable(),
    durationMs: z.number().int().nullable(),
    result: TraceResult,
    retryTimes: z.number().int().optional().meta({ description: 'CONSUME: 0 at the first delivery' }),
    isFromCheck: z.boolean().optional().meta({ description: 'TRANSACTION: a broker asked for it' }),
    transactionId: z.string().optional(),
    messageType: z.enum(['NORMAL', 'HALF', 'COMMIT', 'DELAY', 'ORDER']).optional(),
    messagesAhead: Int64.optional(),
    nextRetryAt: Time.optional(),
  })
  .meta({ id: 'TraceHop' })
export type TraceHop = z.output<typeof TraceHop>

/** A record as a client wrote it. */
export const RawTraceRecord = z.object({
  type: z.enum(['Pub', 'SubBefore', 'SubAfter', 'EndTransaction', 'Recall']),
  fields: z.array(z.string()),
  clientHost: z.string(),
  traceTopic: z.string(),
  brokerName: z.string(),
  queueId: z.number().int(),
  queueOffset: Int64,
  storeTimestamp: Time,
})
export type RawTraceRecord = z.output<typeof RawTraceRecord>

/** Everything that is known of the way of one message. */
export const MessageTrace = z
  .object({
    messageId: z.string(),
    topicName: z.string().nullable().meta({ description: 'null: no record and no message tells it' }),
    tags: z.string().nullable(),
    keys: z.array(z.string()),
    isMasked: z.boolean().optional().meta({ description: 'A masking rule hides something of tag or keys' }),
    producerGroup: z.string().nullable(),
    sentAt: Time.nullable(),
    bodyBytes: z.number().int().nullable(),
    message: z
      .object({
        topicName: z.string(),
        offsetMsgId: z.string(),
        brokerName: z.string(),
        queueId: z.number().int(),
        queueOffset: Int64,
        storeTimestamp: Time,
      })
      .optional()
      .meta({ description: 'The stored message, where it was found' }),
    hops: z.array(TraceHop).meta({ description: 'By start; those without a time last' }),
    records: z.array(RawTraceRecord).meta({ description: 'As they were read, oldest first' }),
  })
  .meta({ id: 'MessageTrace' })
export type MessageTrace = z.output<typeof MessageTrace>

export const TraceGapReason = z.enum([
  'TOPIC_MISSING',
  'NO_RECORD',
  'EXPIRED',
  'PRODUCER_GRPC',
  'PROXY_TRACE_OFF',
  'TRACE_OFF',
  'ONLY_PRODUCE',
  'ONLY_CONSUME',
])
export type TraceGapReason = z.output<typeof TraceGapReason>

/** Why there is no trace, or not all of it, and what says so. */
export const TraceGap = z
  .object({
    reason: TraceGapReason,
    traceTopic: z.string().optional(),
    brokersOff: z.array(z.string()).optional().meta({ description: 'TOPIC_MISSING: with traceTopicEnable=false' }),
    oldest: Time.optional().meta({ description: 'EXPIRED: of the oldest record that is kept' }),
  })
  .meta({ id: 'TraceGap' })
export type TraceGap = z.output<typeof TraceGap>

export const TracePage = z
  .object({
    items: z.array(MessageTrace).meta({ description: 'Newest first' }),
    cursor: z.string().nullable(),
    coverage: Coverage.meta({ description: 'Of the trace topics; its range is the window that was looked at' }),
    gaps: z.array(TraceGap),
    traceTopics: z.array(z.string()).meta({ description: 'That were read' }),
    partial,
  })
  .meta({ id: 'TracePage' })
export type TracePage = z.output<typeof TracePage>
