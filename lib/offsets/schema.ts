import { z } from 'zod'
import { Int64, PartialEntry, TargetError, Time } from '#lib/api/endpoint.ts'

/** One queue, by its name. */
const queueName = {
  topicName: z.string().min(1).max(255),
  brokerName: z.string().min(1).max(255),
  queueId: z.number().int().min(0),
}
const QueueName = z.object(queueName)
const InputQueue = z.strictObject(queueName)
export type QueueName = z.output<typeof QueueName>

/** More than one reset touches nobody reads through. */
export const resetLimits = { queuesMax: 1_000, reasonCharactersMax: 200 } as const

export const ResetScope = z
  .strictObject({
    topicNames: z
      .array(z.string().min(1).max(255))
      .min(1)
      .max(500)
      .optional()
      .meta({ description: 'Absent, and no queues: all topics of the group, retry topics not among them' }),
    queues: z.array(InputQueue).min(1).max(resetLimits.queuesMax).optional(),
    brokerNames: z
      .array(z.string().min(1).max(255))
      .min(1)
      .max(500)
      .optional()
      .meta({ description: 'Only on these brokers: the way around one that does not answer' }),
  })
  .refine(({ topicNames, queues }) => !(topicNames && queues), { error: 'either topicNames or queues' })
  .meta({ id: 'ResetScope' })
export type ResetScope = z.output<typeof ResetScope>

const QueueOffset = z.strictObject({ ...queueName, queueOffset: Int64 })

/** Where to. TIME: the first message stored at or after it. SHIFT: forwards when positive. */
export const ResetTarget = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('EARLIEST') }),
    z.strictObject({ kind: z.literal('LATEST') }),
    z.strictObject({ kind: z.literal('TIME'), at: Time }),
    z.strictObject({ kind: z.literal('SHIFT'), by: Int64 }),
    z.strictObject({ kind: z.literal('OFFSETS'), offsets: z.array(QueueOffset).min(1).max(resetLimits.queuesMax) }),
    z.strictObject({ kind: z.literal('GROUP'), groupName: z.string().min(1).max(255) }),
    z.strictObject({ kind: z.literal('SNAPSHOT'), snapshotId: z.string().min(1).max(64) }),
  ])
  .meta({ id: 'ResetTarget' })
export type ResetTarget = z.output<typeof ResetTarget>

/**
 * BROKER: the broker keeps the new offset and hands it to whoever pulls next. CLIENTS: it pushes it to the clients that are online.
 * COMMIT: it is committed as a consumer would, for no client is online.
 */
export const ResetMechanism = z.enum(['BROKER', 'CLIENTS', 'COMMIT'])
export type ResetMechanism = z.output<typeof ResetMechanism>

export const ResetEffect = z.enum(['SKIPS', 'REPEATS', 'NONE'])
export type ResetEffect = z.output<typeof ResetEffect>

/** What is particular about the target of one queue. */
export const ResetNote = z.enum([
  'CLAMPED_TO_MIN',
  'CLAMPED_TO_MAX',
  'OLDER_THAN_OLDEST',
  'NO_MESSAGE_SINCE',
  'NEVER_CONSUMED',
  'NEAREST',
])
export type ResetNote = z.output<typeof ResetNote>

export const ResetWarningCode = z.enum([
  'REPEATS',
  'SKIPS',
  'ORDERED',
  'INFLIGHT',
  'NEXT_PULL',
  'PUSHED',
  'COMMITTED',
  'PUSH_MISSES_GRPC',
  'NEAREST',
  'LEFT_OUT_NEVER_CONSUMED',
  'LEFT_OUT_NOT_IN_GROUP',
  'LEFT_OUT_NOT_IN_SNAPSHOT',
  'LEFT_OUT_PUSH',
  'LEFT_OUT_GONE',
  'ONLY_BROKERS',
  'CLIENTS_UNKNOWN',
  'NO_UNDO_NEVER_CONSUMED',
  'OFF',
])
export type ResetWarningCode = z.output<typeof ResetWarningCode>
const ResetWarning = z.object({
  code: ResetWarningCode,
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type ResetWarning = z.output<typeof ResetWarning>

export const PreviewQueue = z
  .object({
    ...queueName,
    minOffset: Int64,
    /** The next offset to be written. */
    maxOffset: Int64,
    /** The next offset to be consumed; null where the group never committed one. */
    currentOffset: Int64.nullable(),
    targetOffset: Int64,
    effect: ResetEffect,
    /** Messages that are skipped or repeated. */
    count: Int64,
    /** Of the first message that will be consumed; null at the end of the queue, or where it was not told in time. */
    storeTimestamp: Time.nullable(),
    note: ResetNote.optional(),
    mechanism: ResetMechanism.meta({ description: 'Of its broker; that of the whole is the weakest' }),
  })
  .meta({ id: 'ResetPreviewQueue' })
export type PreviewQueue = z.output<typeof PreviewQueue>

export const ResetTotals = z.object({ queues: z.number().int(), skips: Int64, repeats: Int64 })
export type ResetTotals = z.output<typeof ResetTotals>

export const ResetPreview = z
  .object({
    previewId: z.string(),
    readAt: Time,
    expiresAt: Time,
    mechanism: ResetMechanism,
    onlineClients: z.number().int(),
    /** Handed out, not committed; null where no broker tells. */
    inflight: Int64.nullable(),
    warnings: z.array(ResetWarning),
    command: z.string().meta({ description: 'The equivalent mqadmin lines; empty when no command does the same' }),
    totals: ResetTotals,
    queues: z.array(PreviewQueue),
    partial: z.array(PartialEntry).optional(),
  })
  .meta({ id: 'ResetPreview' })
export type ResetPreview = z.output<typeof ResetPreview>

export const ResetOutcome = z.enum(['APPLIED', 'WAITING', 'OVERWRITTEN', 'FAILED', 'UNKNOWN'])
export type ResetOutcome = z.output<typeof ResetOutcome>

export const ResetQueue = z
  .object({
    ...queueName,
    currentOffset: Int64.nullable().meta({ description: 'Committed before the reset' }),
    targetOffset: Int64,
    outcome: ResetOutcome,
    /** As last read; null when it was not, or there is none. */
    consumerOffset: Int64.nullable(),
    error: TargetError.optional(),
  })
  .meta({ id: 'ResetQueue' })
export type ResetQueue = z.output<typeof ResetQueue>

/** What a reset was asked to do; the offsets themselves are in its queues. */
export const StoredTarget = z.object({
  kind: z.enum(['EARLIEST', 'LATEST', 'TIME', 'SHIFT', 'OFFSETS', 'GROUP', 'SNAPSHOT']),
  at: Time.optional(),
  by: Int64.optional(),
  groupName: z.string().optional(),
  snapshotId: z.string().optional(),
})
export type StoredTarget = z.output<typeof StoredTarget>

export const OffsetReset = z
  .object({
    resetId: z.string(),
    groupName: z.string(),
    snapshotId: z.string().nullable().meta({ description: 'The offsets before; null when the group had none' }),
    by: z.string(),
    reason: z.string().nullable(),
    target: StoredTarget,
    mechanism: ResetMechanism,
    startedAt: Time,
    /** Null while it is being applied, or when the console ended in between. */
    appliedAt: Time.nullable(),
    /** Null when verification has ended. */
    nextCheckAt: Time.nullable(),
    checkedAt: Time.nullable(),
    totals: ResetTotals,
    queues: z.array(ResetQueue),
  })
  .meta({ id: 'OffsetReset' })
export type OffsetReset = z.output<typeof OffsetReset>

export const OffsetResetItem = OffsetReset.omit({ queues: true, checkedAt: true })
  .extend({
    outcomes: z.record(ResetOutcome, z.number().int()).meta({ description: 'Queues by outcome' }),
    topicNames: z.array(z.string()),
  })
  .meta({ id: 'OffsetResetItem' })
export type OffsetResetItem = z.output<typeof OffsetResetItem>

export const SnapshotOffset = z.object({ ...queueName, consumerOffset: Int64 })
export type SnapshotOffset = z.output<typeof SnapshotOffset>
export const SnapshotReason = z.enum(['RESET', 'DELETE', 'COPY', 'MANUAL'])
export const OffsetSnapshot = z
  .object({
    snapshotId: z.string(),
    takenAt: Time,
    by: z.string(),
    why: SnapshotReason,
    groupName: z.string(),
    offsets: z.array(SnapshotOffset),
    expiresAt: Time,
  })
  .meta({ id: 'OffsetSnapshot' })
export type OffsetSnapshot = z.output<typeof OffsetSnapshot>
