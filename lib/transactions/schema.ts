import { z } from 'zod'
import { Int64, partial, Time } from '#lib/api/endpoint.ts'
import { MaskNote } from '#lib/masking/schema.ts'
import { Coverage, TopicName } from '#lib/messages/schema.ts'

export const transactionLimits = { pageSize: { min: 20, max: 1_000, default: 200 } } as const

/** GIVEN_UP: asked for as often as the broker does. */
export const TransactionState = z.enum(['UNDECIDED', 'GIVEN_UP'])
export type TransactionState = z.output<typeof TransactionState>

export const TransactionQuery = z.strictObject({
  topic: TopicName.optional().meta({ description: 'That the messages are for; all when absent' }),
  state: TransactionState.optional().meta({ description: 'UNDECIDED when absent' }),
  cursor: z.string().max(16_000).optional(),
  pageSize: z.coerce.number().int().min(transactionLimits.pageSize.min).max(transactionLimits.pageSize.max).optional(),
})
export type TransactionQuery = z.output<typeof TransactionQuery>

/** A half message whose producer has decided neither way. */
export const HalfMessage = z
  .object({
    topicName: z.string().meta({ description: 'That it is for' }),
    producerGroup: z.string().nullable(),
    producers: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'Clients of the group that the broker sees and can ask; null: it does not say' }),
    uniqKey: z.string().nullable(),
    offsetMsgId: z
      .string()
      .meta({ description: 'Of its newest copy in the half topic, or in that of the given-up ones' }),
    storedTopicName: z.string(),
    brokerName: z.string(),
    queueId: z.number().int(),
    queueOffset: Int64,
    bornTimestamp: Time,
    storeTimestamp: Time.meta({ description: 'Of that copy: a check stores it anew' }),
    tags: z.string().nullable(),
    masking: z.array(MaskNote).optional().meta({ description: 'What of tag and keys is masked' }),
    keys: z.array(z.string()),
    state: TransactionState,
    checks: z.number().int().meta({ description: 'So often its producers were asked' }),
    maxChecks: z.number().int().nullable(),
    isProbable: z
      .boolean()
      .optional()
      .meta({ description: 'The decisions of its broker were not read to their end: it may be decided' }),
  })
  .meta({ id: 'HalfMessage' })
export type HalfMessage = z.output<typeof HalfMessage>

export const TransactionPage = z
  .object({
    items: z.array(HalfMessage).meta({ description: 'Oldest first' }),
    cursor: z.string().nullable(),
    coverage: Coverage,
    rules: z.object({
      timeoutMs: z.number().nullable().meta({ description: 'Until the first check' }),
      intervalMs: z.number().nullable(),
      maxChecks: z.number().nullable(),
    }),
    partial,
  })
  .meta({ id: 'TransactionPage' })
export type TransactionPage = z.output<typeof TransactionPage>
