import { z } from 'zod'
import { ClusterId, Labels, Time } from '#lib/api/endpoint.ts'
import { AlarmInstance } from './incident-schema.ts'
import { AlarmLevel, AlarmObject, NamePattern, Severity, WeeklyHours } from './schema.ts'

/** What a silence is about: every part that is there must match. */
export const SilenceScope = z
  .strictObject({
    clusterId: ClusterId.optional().meta({ description: 'Absent = every cluster' }),
    ruleId: z.string().max(64).optional(),
    instanceId: z.string().max(64).optional().meta({ description: 'This incident alone, until it is resolved' }),
    object: NamePattern.optional().meta({
      description: 'Any name of the object: topic, group, broker, address, client',
    }),
    level: AlarmLevel.optional(),
    labels: Labels.optional(),
    severities: z.array(Severity).min(1).max(3).optional(),
  })
  .meta({ id: 'SilenceScope' })
export type SilenceScope = z.output<typeof SilenceScope>

const silenceFields = {
  scope: SilenceScope,
  startsAt: Time.optional().meta({ description: 'Default: now' }),
  endsAt: Time.nullable().optional().meta({
    description: 'Null: until the incident is resolved, or for ever where it is recurring',
  }),
  recurring: WeeklyHours.nullable().optional().meta({ description: 'Only in these hours, in this zone' }),
  reason: z.string().trim().min(1).max(256),
}
export const NewSilence = z.strictObject(silenceFields).meta({ id: 'NewSilence' })
export type NewSilence = z.output<typeof NewSilence>
export const SilencePatch = z
  .strictObject({
    scope: SilenceScope.optional(),
    startsAt: Time.optional(),
    endsAt: Time.nullable().optional(),
    recurring: WeeklyHours.nullable().optional(),
    reason: silenceFields.reason.optional(),
    revision: z.string().max(32).optional(),
  })
  .meta({ id: 'SilencePatch' })
export type SilencePatch = z.output<typeof SilencePatch>
export const SilenceState = z.enum(['ACTIVE', 'SCHEDULED', 'ENDED'])
export const Silence = z
  .object({
    silenceId: z.string(),
    /** MAINTENANCE: of a cluster in maintenance; ended and extended there, not here. */
    kind: z.enum(['SILENCE', 'MAINTENANCE']),
    clusterName: z.string().nullable(),
    ruleName: z.string().nullable(),
    objectName: z.string().nullable().meta({ description: 'Of one incident: what it is about' }),
    object: AlarmObject.nullable().meta({ description: 'The same by its parts' }),
    scope: SilenceScope,
    startsAt: Time,
    endsAt: Time.nullable(),
    recurring: WeeklyHours.nullable(),
    nextAt: Time.nullable().meta({ description: 'When it begins next, or began where it is active' }),
    nextEndsAt: Time.nullable(),
    state: SilenceState,
    reason: z.string(),
    silencing: z.number().int().meta({ description: 'Open alarms that it hides now' }),
    createdBy: z.string(),
    createdAt: Time,
    updatedAt: Time,
    revision: z.string(),
  })
  .meta({ id: 'Silence' })
export type Silence = z.output<typeof Silence>
export const silenceSortFields = [
  'startsAt',
  'endsAt',
  'state',
  'reason',
  'createdBy',
  'createdAt',
  'silencing',
] as const
export const SilencePreview = z
  .object({
    total: z.number().int(),
    items: z.array(AlarmInstance).meta({ description: 'Open alarms that it would hide; at most 100' }),
    windows: z.array(z.object({ from: Time, to: Time.nullable() })).meta({ description: 'Its next ones, at most 10' }),
  })
  .meta({ id: 'SilencePreview' })
export type SilencePreview = z.output<typeof SilencePreview>
