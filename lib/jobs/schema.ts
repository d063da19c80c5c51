import { z } from 'zod'
import { Int64, measured, partial, Time } from '#lib/api/endpoint.ts'

/** What a job does to each of its items, in the words of the audit: `topic.delete`. */
export const JobKind = z.enum([
  'topic.create',
  'topic.update',
  'topic.delete',
  'group.create',
  'group.delete',
  'group.diagnose',
  'broker.cleanup',
  'dead-letter.resend',
  'message.export',
  'role.create',
  'role.disable',
  'role.enable',
])
export type JobKind = z.output<typeof JobKind>

/** To do one of these to the same things once more does no harm, or says that it is done. */
export const repeatableJobKinds: ReadonlySet<JobKind> = new Set([
  'topic.create',
  'topic.update',
  'group.create',
  'group.diagnose',
  'broker.cleanup',
  'message.export',
  'role.create',
  'role.disable',
  'role.enable',
])

export const JobState = z.enum([
  'QUEUED',
  'RUNNING',
  'PAUSED',
  'CANCELLING',
  'CANCELLED',
  'DONE',
  'DONE_WITH_ERRORS',
  'FAILED',
  'LOST',
])
export type JobState = z.output<typeof JobState>

export const JobItemOutcome = z.enum(['DONE', 'FAILED', 'SKIPPED', 'UNKNOWN'])
export type JobItemOutcome = z.output<typeof JobItemOutcome>

export const maxItemsPerJob = 5_000
export const maxItemsPerSecond = 200

export const ItemsPerSecond = z.number().int().min(1).max(maxItemsPerSecond)

export const Job = z
  .object({
    jobId: z.string(),
    kind: JobKind,
    title: z.string().meta({ description: 'What it does, in English' }),
    by: z.string(),
    isOwn: z.boolean().meta({ description: 'Started by who asks' }),
    source: z.string().meta({ description: 'The page it was started from; empty when a script did' }),
    reason: z.string().optional().meta({ description: 'Why it was started, in the words of who did' }),
    state: JobState.meta({
      description:
        'LOST: its worker is silent; another one takes it up. DONE_WITH_ERRORS: items failed, or their fate is unknown',
    }),
    stateReason: z
      .object({ code: z.string(), detail: z.string() })
      .optional()
      .meta({ description: 'Why it stands or has failed' }),
    done: z.number().int(),
    failed: z.number().int(),
    skipped: z.number().int(),
    unknown: z.number().int().meta({ description: 'May have been done: nobody answered' }),
    total: z.number().int().nullable(),
    ratePerSecond: z.number().meta({ description: 'No more items than these are begun within a second' }),
    itemsPerSecond: measured(z.number()).meta({ description: 'Of the present run' }),
    createdAt: Time,
    startedAt: Time.nullable(),
    endedAt: Time.nullable(),
    endsAt: measured(Time),
    lastItem: z.string().nullable(),
    bytes: Int64.meta({ description: 'Written into its file so far' }),
    file: z.object({ bytes: Int64, expiresAt: Time }).optional().meta({ description: 'To be downloaded until then' }),
    expiresAt: Time.nullable().meta({ description: 'Until when its items are kept' }),
  })
  .meta({ id: 'Job' })
export type Job = z.output<typeof Job>

export const JobItem = z
  .object({
    target: z.string(),
    outcome: JobItemOutcome.nullable().meta({ description: 'null = not begun, or under way' }),
    code: z.string().optional(),
    remark: z.string().optional(),
    at: Time.nullable(),
  })
  .meta({ id: 'JobItem' })
export type JobItem = z.output<typeof JobItem>

export const jobSortFields = ['jobId', 'state', 'createdAt', 'startedAt', 'endedAt'] as const
export const jobItemSortFields = ['index', 'target', 'outcome', 'at'] as const

export const StartedJob = z.object({ jobId: z.string() })
export type StartedJob = z.output<typeof StartedJob>

/** What every request for many things at once may carry. */
export const batchOptions = {
  source: z.string().max(200).optional().meta({ description: 'The page it is started from' }),
  reason: z.string().max(500).optional().meta({ description: 'Why; kept with the job and in the audit' }),
  ratePerSecond: ItemsPerSecond.optional(),
}

export const BatchNames = z.array(z.string().min(1).max(255)).min(1).max(maxItemsPerJob)
/** That of the dry run, required with a filter: what is done is then what was shown. */
export const BatchRevision = z.string().max(64)
export const ImportText = z.string().min(1).max(4_000_000)

export const BatchLine = z.object({
  line: z.number().int(),
  target: z.string(),
  status: z.enum(['NEW', 'EXISTS_SAME', 'EXISTS_DIFFERENT', 'INVALID']),
  details: z.array(z.string()).meta({ description: 'What is wrong or different' }),
})
export type BatchLine = z.output<typeof BatchLine>

/** What a batch would do. */
export const BatchPreview = z
  .object({
    dryRun: z.literal(true),
    total: z.number().int().meta({ description: 'Items of the job' }),
    confirm: z.string().meta({ description: 'What must be typed' }),
    revision: z
      .string()
      .meta({ description: 'Of the items; a batch that carries it is refused when they are others by then' }),
    skipped: z
      .array(z.object({ target: z.string(), code: z.string(), detail: z.string() }))
      .meta({ description: 'Left alone: protected, or in use without force' }),
    effects: z
      .array(z.object({ kind: z.string(), count: z.number().int(), targets: z.array(z.string()) }))
      .meta({ description: 'The first is all of them; notKnown: of these something else is not known' }),
    command: z.string().optional().meta({ description: 'The equivalent mqadmin lines of the first items' }),
    partial,
    lines: z.array(BatchLine).optional().meta({ description: 'Of an import: every line that is not new' }),
  })
  .meta({ id: 'BatchPreview' })
export type BatchPreview = z.output<typeof BatchPreview>

export const BatchAnswer = z.union([StartedJob, BatchPreview])
export type BatchAnswer = z.output<typeof BatchAnswer>
