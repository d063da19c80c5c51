import { z } from 'zod'
import { ClusterId, measured, Time } from '#lib/api/endpoint.ts'
import { AlarmRule } from './rule-schema.ts'
import { AlarmLevel, AlarmObject, AlarmState, CloseReason, FiringCounts, Severity, Transition } from './schema.ts'

const Acknowledgement = z
  .object({
    by: z.string(),
    at: Time,
    note: z.string().nullable(),
    until: Time.nullable().meta({ description: 'Null: until it is resolved' }),
  })
  .meta({ id: 'AlarmAcknowledgement' })
const InhibitedBy = z.object({ instanceId: z.string(), ruleId: z.string(), ruleName: z.string(), object: AlarmObject })
const SilencedBy = z.object({
  silenceId: z.string().nullable().meta({ description: 'Null: the maintenance of its cluster' }),
  reason: z.string(),
  by: z.string(),
  until: Time.nullable(),
})

/** One incident of one object: from the first period in which a condition held to its end. */
export const AlarmInstance = z
  .object({
    instanceId: z.string(),
    ruleId: z.string(),
    ruleName: z.string(),
    level: AlarmLevel,
    clusterId: ClusterId,
    clusterName: z.string(),
    environment: z.string(),
    object: AlarmObject,
    owner: z.string().nullable().meta({ description: 'Of the rule, else of the object, else of the cluster' }),
    labels: z.record(z.string(), z.string()).meta({ description: 'Of cluster, object and rule; the rule wins' }),
    state: AlarmState,
    closeReason: CloseReason.nullable(),
    severity: Severity.nullable(),
    metric: z.string().meta({ description: 'Of the row that decided' }),
    unit: z.string(),
    value: measured(z.number()),
    threshold: z.number().nullable(),
    peakValue: z.number().nullable(),
    peakSeverity: Severity.nullable(),
    trend: z.enum(['UP', 'FLAT', 'DOWN']).nullable(),
    /** When its condition began to hold, when it fired, when it was last seen to hold, when it ended. */
    since: Time,
    firedAt: Time.nullable(),
    lastSeenAt: Time,
    endedAt: Time.nullable(),
    durationMs: z.number(),
    acknowledged: Acknowledgement.optional(),
    silencedBy: SilencedBy.optional(),
    inhibitedBy: InhibitedBy.optional(),
    isFlapping: z.boolean(),
    sends: z.number().int().meta({ description: 'Notices handed to the policies' }),
    lastNoticeAt: Time.nullable(),
    nextRepeatAt: Time.nullable(),
  })
  .meta({ id: 'AlarmInstance' })
export type AlarmInstance = z.output<typeof AlarmInstance>

export const activeSortFields = [
  'severity',
  'state',
  'object',
  'ruleName',
  'clusterName',
  'metric',
  'value',
  'threshold',
  'since',
  'lastSeenAt',
  'owner',
  'acknowledged',
  'silencedBy',
  'nextRepeatAt',
] as const
export const historySortFields = [
  'since',
  'firedAt',
  'endedAt',
  'lastSeenAt',
  'severity',
  'peakSeverity',
  'peakValue',
  'state',
  'ruleName',
  'clusterName',
  'object',
  'sends',
] as const

/** Answer of the list of active alarms: what the bell shows stands beside its rows. */
export const AlarmCounts = z
  .object({
    unacknowledged: FiringCounts.meta({ description: 'Firing, neither acknowledged nor silenced nor inhibited' }),
    firing: FiringCounts,
  })
  .meta({ id: 'AlarmCounts' })
export type AlarmCounts = z.output<typeof AlarmCounts>

export const AlarmEventKind = z.enum([
  'STATE',
  'SEVERITY',
  'NOTICE',
  'FLAPPING',
  'ACKNOWLEDGED',
  'ACKNOWLEDGEMENT_ENDED',
  'NOTE',
])

/** One line of an incident's history. */
export const AlarmEvent = z
  .object({
    eventId: z.string(),
    instanceId: z.string(),
    ruleId: z.string(),
    ruleName: z.string(),
    clusterId: ClusterId,
    object: AlarmObject,
    at: Time.meta({ description: 'Time of the sample that it was judged by' }),
    kind: AlarmEventKind,
    from: AlarmState.nullable(),
    to: AlarmState,
    severity: Severity.nullable(),
    value: z.number().nullable(),
    threshold: z.number().nullable(),
    closeReason: CloseReason.nullable(),
    /** What was told to the policies; null when nothing was. */
    transition: Transition.nullable(),
    /** Why a notice was not sent though the event happened. */
    hiddenBy: z.enum(['SILENCE', 'INHIBITION', 'ACTIVE_HOURS', 'FLAPPING', 'MAX_SENDS']).nullable(),
    by: z.string().nullable().meta({ description: 'Of acknowledgements and notes' }),
    text: z.string().nullable(),
  })
  .meta({ id: 'AlarmEvent' })
export type AlarmEvent = z.output<typeof AlarmEvent>

export const AlarmNote = z
  .object({ noteId: z.string(), text: z.string(), by: z.string(), at: Time })
  .meta({ id: 'AlarmNote' })
export type AlarmNote = z.output<typeof AlarmNote>

/** The incident page. */
export const AlarmIncident = AlarmInstance.extend({
  rule: AlarmRule.nullable().meta({ description: 'Null when it was deleted' }),
  events: z.array(AlarmEvent).meta({ description: 'Newest first, at most 1,000' }),
  notes: z.array(AlarmNote),
  others: z.array(AlarmInstance).meta({ description: 'Other open alarms of the same object' }),
  previous: z.array(AlarmInstance).meta({ description: 'Earlier incidents of the same rule and object, newest first' }),
}).meta({ id: 'AlarmIncident' })
export type AlarmIncident = z.output<typeof AlarmIncident>

export const AcknowledgeInput = z.strictObject({
  isAcknowledged: z.boolean().default(true).meta({ description: 'false takes it back' }),
  note: z.string().trim().max(1000).nullable().default(null),
  until: Time.nullable().default(null).meta({ description: 'Repeats begin again then; null: until it is resolved' }),
})
export type AcknowledgeInput = z.output<typeof AcknowledgeInput>
export const AcknowledgeMany = z.strictObject({
  instanceIds: z.array(z.string().max(64)).min(1).max(500),
  ...AcknowledgeInput.shape,
})
export const NoteInput = z.strictObject({ text: z.string().trim().min(1).max(4_000) })
