import { z } from 'zod'
import { Int64, partial, Time } from '#lib/api/endpoint.ts'
import { MaskNote } from '#lib/masking/schema.ts'
import { Coverage, TopicName } from '#lib/messages/schema.ts'

export const timerLimits = { pageSize: { min: 20, max: 1_000, default: 200 } } as const

/** DELETED: taken back before it was due. */
export const TimerState = z.enum(['PENDING', 'DELIVERED', 'DELETED'])
export type TimerState = z.output<typeof TimerState>

export const TimerQuery = z.strictObject({
  topic: TopicName.optional().meta({ description: 'That the messages are for; all when absent' }),
  state: z
    .codec(z.string(), z.array(TimerState).min(1), {
      decode: (text) => text.split(',').filter(Boolean) as TimerState[],
      encode: (states) => states.join(','),
    })
    .optional()
    .meta({ description: 'PENDING, DELIVERED, DELETED by comma; PENDING when absent' }),
  cursor: z.string().max(32_000).optional(),
  pageSize: z.coerce.number().int().min(timerLimits.pageSize.min).max(timerLimits.pageSize.max).optional(),
})
export type TimerQuery = z.output<typeof TimerQuery>

/** A message that waits or waited for its delivery time. */
export const Timer = z
  .object({
    topicName: z.string().meta({ description: 'That it is for' }),
    uniqKey: z.string().nullable(),
    offsetMsgId: z.string().meta({ description: 'Of its copy in the topic in which it waits' }),
    storedTopicName: z.string(),
    brokerName: z.string(),
    queueId: z.number().int(),
    queueOffset: Int64,
    storeTimestamp: Time,
    bornTimestamp: Time,
    tags: z.string().nullable(),
    masking: z.array(MaskNote).optional().meta({ description: 'What of tag and keys is masked' }),
    keys: z.array(z.string()),
    state: TimerState,
    dueAt: Time.nullable().meta({ description: 'As asked by the sender, else as the broker reckoned' }),
    askedMs: z.number().int().nullable().meta({ description: 'The delay that was asked for' }),
    level: z.number().int().nullable().meta({ description: 'Delay level from 1; null of a time' }),
    rollTimes: z
      .number()
      .int()
      .meta({ description: 'So often stored anew because the wheel is shorter than the delay' }),
    lateMs: z.number().int().optional().meta({ description: 'PENDING after its time' }),
    delivered: z
      .object({ offsetMsgId: z.string(), at: Time })
      .optional()
      .meta({ description: 'DELIVERED: the message in its topic; absent when no index knows it (any more)' }),
  })
  .meta({ id: 'DelayedMessage' })
export type Timer = z.output<typeof Timer>

export const DelayLevel = z.object({
  level: z.number().int(),
  delayMs: z.number().int().nullable(),
  pending: Int64.nullable().meta({ description: 'Of all topics; null: a broker did not say' }),
})
export type DelayLevel = z.output<typeof DelayLevel>

export const TimerPage = z
  .object({
    items: z.array(Timer).meta({ description: 'By due time, those of this answer' }),
    cursor: z.string().nullable(),
    coverage: Coverage,
    levels: z.array(DelayLevel).meta({ description: 'Of whole brokers: empty for who sees a part of the topics' }),
    limits: z.object({
      maxDelayMs: z.number().nullable().meta({ description: 'The smallest of all brokers; null without a timer' }),
      readBehindMs: z.number().nullable().meta({ description: 'So late the slowest timer is' }),
      keptMs: z.number().nullable().meta({ description: 'So long a message is kept from its delivery on' }),
    }),
    partial,
  })
  .meta({ id: 'DelayedMessagePage' })
export type TimerPage = z.output<typeof TimerPage>
