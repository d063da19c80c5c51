import { z } from 'zod'
import { Labels, Owner } from '#lib/api/endpoint.ts'
import { TimeZone } from '#lib/users/schema.ts'

export const Severity = z.enum(['INFO', 'WARNING', 'CRITICAL']).meta({ id: 'AlarmSeverity' })
export type Severity = z.output<typeof Severity>
/** Lowest first. */
export const severities = ['INFO', 'WARNING', 'CRITICAL'] as const satisfies readonly Severity[]

export const AlarmState = z
  .enum(['OK', 'PENDING', 'FIRING', 'RECOVERING', 'NO_DATA', 'ERROR', 'CLOSED'])
  .meta({ id: 'AlarmState' })
export type AlarmState = z.output<typeof AlarmState>

/** Why an incident ended without being resolved. */
export const CloseReason = z
  .enum(['DELETED', 'NO_LONGER_MATCHES', 'RULE_CHANGED', 'RULE_DELETED', 'RULE_DISABLED', 'NO_DATA', 'NOT_APPLICABLE'])
  .meta({ id: 'AlarmCloseReason' })
export type CloseReason = z.output<typeof CloseReason>

/** What one instance of a rule is about. */
export const AlarmLevel = z
  .enum(['cluster', 'broker', 'node', 'namespace', 'topic', 'group', 'groupTopic', 'client'])
  .meta({ id: 'AlarmLevel' })
export type AlarmLevel = z.output<typeof AlarmLevel>

const Name = z.string().max(255)
/** Identity of an object: only the names that its level has. A node has its address, and its broker name where it is a broker. */
export const AlarmObject = z
  .object({
    level: AlarmLevel,
    brokerName: Name.optional(),
    address: Name.optional(),
    namespace: Name.optional(),
    topicName: Name.optional(),
    groupName: Name.optional(),
    clientId: z.string().max(1024).optional(),
  })
  .meta({ id: 'AlarmObject' })
export type AlarmObject = z.output<typeof AlarmObject>

export const NamePattern = z
  .strictObject({ kind: z.enum(['glob', 'regex']), pattern: z.string().min(1).max(200) })
  .meta({ id: 'AlarmNamePattern', description: 'A glob knows * and ?; a regular expression must match the whole name' })
export type NamePattern = z.output<typeof NamePattern>

/**
 * Which objects of the level a rule is about. Every part that is there must match; none = all of them. Names and patterns are
 * those of the object: of a topic×group and of a client, those of the group. Without `names` RocketMQ's own topics and groups
 * are left out.
 */
export const AlarmSelector = z
  .strictObject({
    names: z.array(Name.min(1)).min(1).max(500).optional(),
    include: z.array(NamePattern).min(1).max(20).optional().meta({ description: 'One of them must match' }),
    exclude: z.array(NamePattern).min(1).max(20).optional().meta({ description: 'None of them may match' }),
    topics: z.array(NamePattern).min(1).max(20).optional().meta({ description: 'Of level groupTopic: its topic' }),
    labels: Labels.optional(),
    namespace: Name.optional(),
    owner: Owner.optional(),
  })
  .meta({ id: 'AlarmSelector' })
export type AlarmSelector = z.output<typeof AlarmSelector>

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM')
/** Hours of some weekdays; `to` before or at `from` ends on the next day. */
export const WeeklyHours = z
  .strictObject({
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).meta({ description: '1 = Monday' }),
    from: TimeOfDay,
    to: TimeOfDay,
    timeZone: TimeZone,
  })
  .meta({ id: 'WeeklyHours' })
export type WeeklyHours = z.output<typeof WeeklyHours>

export const FiringCounts = z.object({
  critical: z.number().int(),
  warning: z.number().int(),
  info: z.number().int(),
})

export const Transition = z.enum(['FIRING', 'RESOLVED', 'REPEAT', 'SEVERITY_UP', 'FLAPPING'])
export type Transition = z.output<typeof Transition>

/** A metric that rules may ask about. */
export const AlarmMetric = z
  .object({
    metric: z.string(),
    group: z.enum(['availability', 'resource', 'performance', 'exception', 'hygiene']),
    unit: z.string(),
    levels: z.array(AlarmLevel),
    /** A state is 0 or 1 or a number of this moment: its aggregate is `last`, and it has no backtest. */
    kind: z.enum(['rate', 'gauge', 'counter', 'state']),
    isStored: z.boolean(),
    higherIsWorse: z.boolean().nullable(),
  })
  .meta({ id: 'AlarmMetric' })
export type AlarmMetric = z.output<typeof AlarmMetric>
