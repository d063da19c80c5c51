import { z } from 'zod'
import { Int64, measured, PartialEntry, Time } from '#lib/api/endpoint.ts'
import { Coverage, MessageItem } from '#lib/messages/schema.ts'

export const deadLetterLimits = {
  /** Messages a second of a job that sends them again. */
  ratePerSecond: { min: 1, max: 500, default: 20 },
  /** Days for which marks, notes and resends are kept. */
  keptDays: 90,
  noteCharacters: 500,
  /** Of one body that was edited before it is sent. */
  bodyCharacters: 4_194_304,
} as const

/**
 * What became of a dead letter. NEW: nobody did anything. RESENT: sent again, and it is not known yet whether the group could consume
 * it. SUCCEEDED, FAILED_AGAIN: of the last resend. HANDLED: somebody said so. EXPIRED: retention has deleted it, and what is left is what
 * was done about it.
 */
export const DeadLetterState = z.enum(['NEW', 'RESENT', 'SUCCEEDED', 'FAILED_AGAIN', 'HANDLED', 'EXPIRED'])
export type DeadLetterState = z.output<typeof DeadLetterState>

/** A group with dead letters. */
export const DeadLetterGroup = z
  .object({
    groupName: z.string(),
    namespace: z.string().nullable(),
    shortName: z.string(),
    stored: measured(Int64),
    new1h: measured(Int64),
    new24h: measured(Int64),
    oldestAt: measured(Time),
    newestAt: measured(Time),
    originTopics: z
      .array(z.string())
      .nullable()
      .meta({ description: 'Of its newest dead letters, by name; null: nobody said' }),
    resent: z.number().int().meta({ description: 'Messages that were sent again from here, in the last 90 days' }),
    handled: z.number().int().meta({ description: 'Messages that somebody marked as handled' }),
    nextExpiryAt: measured(Time).meta({ description: 'When the oldest may be deleted by retention' }),
    writeOnlyOn: z
      .array(z.string())
      .meta({ description: 'Brokers on which its dead-letter topic may be written only: nobody can read it there' }),
    owner: z.string().nullable(),
  })
  .meta({ id: 'DeadLetterGroup' })
export type DeadLetterGroup = z.output<typeof DeadLetterGroup>

export const deadLetterGroupSortFields = ['groupName', 'stored', 'new24h', 'newestAt'] as const

/** Where a dead letter is sent: to the retry topic of its group, to the topic that it came from, or to another. */
export const ResendTo = z.enum(['GROUP', 'ORIGIN', 'TOPIC'])
export type ResendTo = z.output<typeof ResendTo>

/**
 * SENDING: begun, and nothing heard since. FAILED: not stored. UNKNOWN: sent without an answer. SENT: stored. CONSUMED: the group
 * committed past it; whether it failed shows within its retries. SUCCEEDED, FAILED_AGAIN: these are over.
 */
export const ResendState = z.enum(['SENDING', 'FAILED', 'UNKNOWN', 'SENT', 'CONSUMED', 'SUCCEEDED', 'FAILED_AGAIN'])
export type ResendState = z.output<typeof ResendState>

export const DeadLetterResend = z
  .object({
    resendId: z.number().int(),
    originId: z.string(),
    letterId: z.string().meta({ description: 'Offset id of the dead letter' }),
    to: ResendTo,
    topicName: z.string().meta({ description: 'Where the new message is stored' }),
    brokerName: z.string(),
    queueId: z.number().int(),
    queueOffset: Int64.nullable(),
    uniqKey: z.string().meta({ description: 'Unique id of the new message' }),
    offsetMsgId: z.string().nullable(),
    state: ResendState,
    error: z.string().optional().meta({ description: 'Why it was not stored, or what is not known' }),
    reason: z.string().optional(),
    resentAt: Time,
    resentBy: z.string(),
    jobId: z.string().optional(),
    consumedAt: Time.optional().meta({ description: 'When the group was first seen to have committed past it' }),
    settlesAt: Time.optional().meta({ description: 'Without a new dead letter it has succeeded by then' }),
  })
  .meta({ id: 'DeadLetterResend' })
export type DeadLetterResend = z.output<typeof DeadLetterResend>

/** What people and the console did about a dead letter. */
const done = {
  resends: z.number().int(),
  successes: z.number().int(),
  note: z.string().optional(),
  noteBy: z.string().optional(),
  handledAt: Time.optional(),
  handledBy: z.string().optional(),
  lastResend: DeadLetterResend.optional(),
}
const originId = z
  .string()
  .meta({ description: 'Unique id of the message that was consumed first: it holds for its copies too' })

export const DeadLetter = z
  .object({
    ...MessageItem.shape,
    originTopic: z.string().nullable().meta({ description: 'null: no property says so' }),
    originId,
    ...done,
    state: DeadLetterState,
  })
  .meta({ id: 'DeadLetter' })
export type DeadLetter = z.output<typeof DeadLetter>

/** A dead letter that was sent again, marked or noted, and is not stored any more. */
export const ExpiredDeadLetter = z
  .object({
    originId,
    letterId: z.string().nullable().meta({ description: 'Its offset id; null: it was never sent again from here' }),
    storeTimestamp: Time.nullable().meta({ description: 'null: it was never sent again from here' }),
    originTopic: z.string().nullable().meta({ description: 'null: it was never sent there again from here' }),
    ...done,
    state: z.literal('EXPIRED'),
    lastSeenAt: Time.meta({ description: 'When something was done about it last' }),
    keptUntil: Time.meta({ description: 'What was done about it is forgotten then' }),
  })
  .meta({ id: 'ExpiredDeadLetter' })
export type ExpiredDeadLetter = z.output<typeof ExpiredDeadLetter>

export const ExpiredDeadLetters = z.object({
  items: z.array(ExpiredDeadLetter).meta({ description: 'As many as a page holds' }),
  total: z.number().int(),
  unknown: z.number().int().meta({
    description: 'Of so many others a broker did not say whether they are stored, or there was no time to ask',
  }),
})
export type ExpiredDeadLetters = z.output<typeof ExpiredDeadLetters>

export const DeadLetterPage = z
  .object({
    items: z.array(DeadLetter),
    cursor: z.string().nullable(),
    coverage: Coverage,
    writeOnlyOn: z
      .array(z.string())
      .meta({ description: 'Brokers on which the topic has permission 2: nobody can read it there' }),
    expired: ExpiredDeadLetters.optional().meta({
      description: 'Where the filter asks for EXPIRED, on the first page',
    }),
    partial: z.array(PartialEntry).optional(),
  })
  .meta({ id: 'DeadLetterPage' })
export type DeadLetterPage = z.output<typeof DeadLetterPage>

/** What one message is changed to before it is sent; what is absent stays. */
export const ResendEdit = z.strictObject({
  body: z.string().max(deadLetterLimits.bodyCharacters).optional().meta({ description: 'Text, sent as UTF-8' }),
  tags: z.string().max(255).nullable().optional(),
  keys: z.array(z.string().min(1).max(255)).max(64).optional(),
  properties: z
    .record(z.string().min(1).max(255), z.string().min(1).max(16_384))
    .optional()
    .meta({ description: "All of the user's own, in place of those that it has" }),
})
export type ResendEdit = z.output<typeof ResendEdit>
