import { z } from 'zod'
import { AlarmLevel, Severity, Transition } from '#lib/alarms/schema.ts'
import { ClusterId, Time } from '#lib/api/endpoint.ts'
import { ChannelKind } from './channel-schema.ts'
import { ObjectShape } from './schema.ts'

/** An event that might happen. */
export const RouteTestInput = z
  .strictObject({
    clusterId: ClusterId,
    transition: Transition.default('FIRING'),
    severity: Severity.default('CRITICAL'),
    level: AlarmLevel.default('group'),
    object: ObjectShape.default({}),
    owner: z.string().max(64).nullable().default(null),
    labels: z.record(z.string().max(128), z.string().max(256)).default({}),
    ruleId: z.string().max(64).default(''),
    instanceId: z.string().max(256).default('').meta({ description: 'Of an alarm there is: repeats then count' }),
    policyIds: z.array(z.string().max(64)).nullable().default(null),
    at: Time.optional().meta({ description: 'Absent = now' }),
  })
  .meta({ id: 'RouteTestInput' })
export type RouteTestInput = z.output<typeof RouteTestInput>

export const RouteOutcome = z.enum(['SENDS', 'NOT_SENT', 'NO_MATCH', 'NOT_REACHED'])
/** Why a policy or channel sends nothing. */
export const RouteReason = z.enum([
  'DISABLED',
  'CLUSTER',
  'ENVIRONMENT',
  'SEVERITY',
  'LABELS',
  'OWNER',
  'LEVEL',
  'NOT_NAMED',
  'EARLIER_MATCH',
  'WINDOW',
  'SENDS_ONLY_FIRING',
  'SENDS_ONLY_RESOLVED',
  'REPEAT_TOO_SOON',
  'NO_CHANNEL',
  'CHANNEL_DISABLED',
  'SENT_BY_OTHER_POLICY',
])
export type RouteReason = z.output<typeof RouteReason>

export const Route = z
  .object({
    policyId: z.string(),
    policyName: z.string(),
    outcome: RouteOutcome,
    reason: RouteReason.nullable(),
    groupKey: z.string().nullable(),
    channels: z.array(
      z.object({
        channelId: z.string(),
        name: z.string(),
        kind: ChannelKind,
        dueAt: Time.nullable().meta({ description: 'When it is sent at the earliest; null = not at all' }),
        reason: RouteReason.nullable(),
      }),
    ),
  })
  .meta({ id: 'NoticeRoute' })
export type Route = z.output<typeof Route>

export const RouteTest = z
  .object({ routes: z.array(Route), at: Time })
  .meta({ id: 'RouteTest', description: 'Every policy in the order in which it is asked' })
export type RouteTest = z.output<typeof RouteTest>
