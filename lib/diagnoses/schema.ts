import { z } from 'zod'
import { Time } from '#lib/api/endpoint.ts'

/** What was looked at. One line of a diagnosis each, more where it shows more than one cause. */
export const DiagnosisCheck = z.enum([
  'SWITCH',
  'SERVERS',
  'CLIENTS',
  'THREADS',
  'SUBSCRIPTIONS',
  'TOPIC_FIT',
  'QUEUES',
  'FAILURES',
  'CONFIG',
  'BROKERS',
  'VERSIONS',
  'RETENTION',
  'LAG',
  'CHANGES',
])
export type DiagnosisCheck = z.output<typeof DiagnosisCheck>

export const Verdict = z.enum(['BAD', 'WARN', 'OK', 'NOT_CHECKABLE'])
export type Verdict = z.output<typeof Verdict>

/** What a line says; its words are in `title` and `advice`, in English. */
export const DiagnosisCause = z.enum([
  'CONSUMPTION_OFF',
  'CONSUMPTION_OFF_ON_SOME',
  'TOPIC_CONSUMPTION_OFF',
  'CONSUMPTION_ON',
  'SERVERS_SILENT',
  'SERVERS_ANSWER',
  'NO_CLIENT',
  'NO_CLIENT_LAG_UNKNOWN',
  'CLIENTS_NOT_ON_EVERY_BROKER',
  'CLIENTS_UNKNOWN',
  'CLIENTS_ONLINE',
  'CLIENT_STUCK',
  'THREAD_STUCK',
  'CLIENT_IDLE',
  'THREADS_MOVE',
  'CLIENTS_SILENT',
  'SUBSCRIPTIONS_DIFFER',
  'SUBSCRIPTIONS_UNKNOWN',
  'SUBSCRIPTIONS_ALIKE',
  'FIFO_READ_CONCURRENTLY',
  'NORMAL_READ_IN_ORDER',
  'TOPIC_NOT_READABLE',
  'TOPIC_MISSING',
  'TOPICS_FIT',
  'QUEUES_WITHOUT_OWNER',
  'HOT_QUEUE',
  'MORE_CLIENTS_THAN_QUEUES',
  'QUEUES_SHARED_OUT',
  'QUEUES_NOT_KNOWN',
  'CONSUMPTION_FAILS',
  'DEAD_LETTERS_GROW',
  'RETRIES_WAIT',
  'NOTHING_FAILS',
  'NO_CONFIG',
  'CONFIG_DIFFERS',
  'CONFIG_ALIKE',
  'BROKER_NOT_WRITABLE',
  'BROKER_REJECTS',
  'BROKERS_FREE',
  'VERSION_AT_RISK',
  'VERSIONS_FINE',
  'MESSAGES_LOST_SOON',
  'MESSAGES_ALREADY_GONE',
  'RETENTION_FAR',
  'RETENTION_UNKNOWN',
  'GROWS',
  'BEHIND',
  'NEVER_CONSUMED',
  'BROADCAST',
  'LAG_UNKNOWN',
  'UP_TO_DATE',
  'CHANGED_LATELY',
  'NOTHING_CHANGED',
])
export type DiagnosisCause = z.output<typeof DiagnosisCause>

/** One thing that was seen: a queue, a client, a broker, with figures in the words of the API; stacks as frames. */
export const Evidence = z
  .object({
    subject: z.string(),
    facts: z.record(z.string(), z.string()),
    frames: z.array(z.string()).optional(),
  })
  .meta({ id: 'DiagnosisEvidence' })
export type Evidence = z.output<typeof Evidence>

export const DiagnosisLine = z
  .object({
    check: DiagnosisCheck,
    verdict: Verdict,
    cause: DiagnosisCause,
    /** Numbers and names of the sentence. */
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    title: z.string(),
    advice: z.string().nullable(),
    evidence: z.array(Evidence),
    /** How much there was to see; `evidence` holds at most 20 of it. */
    evidenceTotal: z.number().int(),
    /** Tab of the group's page, or of another page of the cluster, where it can be seen live. */
    link: z.string().nullable(),
  })
  .meta({ id: 'DiagnosisLine' })
export type DiagnosisLine = z.output<typeof DiagnosisLine>

const summary = {
  diagnosisId: z.string(),
  groupName: z.string(),
  at: Time,
  by: z.string(),
  /** The first line: the most likely cause; null when nothing is wrong. */
  firstCause: DiagnosisLine.pick({ check: true, verdict: true, cause: true, params: true, title: true }).nullable(),
  counts: z.object({ bad: z.number().int(), warn: z.number().int(), notCheckable: z.number().int() }),
  expiresAt: Time,
}

export const DiagnosisItem = z.object(summary).meta({ id: 'DiagnosisItem' })
export type DiagnosisItem = z.output<typeof DiagnosisItem>

/** A record never changes: what it says is what was seen then. */
export const Diagnosis = z
  .object({
    ...summary,
    durationMs: z.number().int(),
    /** The most likely cause first; what is in order last. */
    lines: z.array(DiagnosisLine),
  })
  .meta({ id: 'Diagnosis' })
export type Diagnosis = z.output<typeof Diagnosis>
