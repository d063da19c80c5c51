import { z } from 'zod'
import { AlarmLevel, Severity } from '#lib/alarms/schema.ts'
import { ClusterId, LabelKey } from '#lib/api/endpoint.ts'
import { ChannelKind } from './channel-schema.ts'
import { Name, NoticeLanguage, Revision } from './schema.ts'

const ZoneName = z
  .string()
  .max(64)
  .refine((zone) => isZone(zone), { error: 'a time zone such as Asia/Shanghai' })
function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'HH:MM')
/** Some hours of some weekdays. `from` later than `to` goes past midnight; it belongs to the day on which it began. */
export const ActiveWindow = z
  .strictObject({
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).meta({ description: '1 = Monday' }),
    from: TimeOfDay,
    to: TimeOfDay,
    timeZone: ZoneName,
  })
  .meta({ id: 'ActiveWindow' })
export type ActiveWindow = z.output<typeof ActiveWindow>

/** Each part must hold; an empty part holds always. */
export const PolicyMatchers = z
  .strictObject({
    clusterIds: z.array(ClusterId).max(100).default([]),
    environments: z.array(z.string().max(32)).max(20).default([]),
    minSeverity: Severity.default('INFO'),
    labels: z
      .record(LabelKey, z.string().max(128))
      .default({})
      .meta({ description: 'All must be on the alarm; a value may hold *' }),
    owners: z.array(z.string().max(64)).max(50).default([]),
    levels: z.array(AlarmLevel).default([]),
  })
  .meta({ id: 'PolicyMatchers' })
export type PolicyMatchers = z.output<typeof PolicyMatchers>

/** What one message joins. `label:team` joins by the value of a label. */
export const GroupKey = z
  .string()
  .regex(/^(cluster|environment|rule|severity|object|owner|level|label:[a-z0-9][a-z0-9._/-]{0,62})$/)
const MAX_WAIT_MS = 24 * 3_600_000

const policyFields = {
  name: Name,
  isEnabled: z.boolean().default(true),
  matchers: PolicyMatchers.prefault({}),
  channelIds: z.array(z.string().max(64)).max(20).default([]),
  sends: z.enum(['ALL', 'FIRING', 'RESOLVED']).default('ALL'),
  windows: z.array(ActiveWindow).max(20).default([]).meta({ description: 'Empty = always' }),
  language: NoticeLanguage.default('en'),
  groupBy: z.array(GroupKey).max(8).default(['cluster', 'rule']).meta({ description: 'Empty = each notice by itself' }),
  groupWaitMs: z.number().int().min(0).max(MAX_WAIT_MS).default(30_000),
  groupIntervalMs: z.number().int().min(0).max(MAX_WAIT_MS).default(300_000),
  repeatMs: z
    .number()
    .int()
    .min(60_000)
    .max(MAX_WAIT_MS)
    .nullable()
    .default(null)
    .meta({ description: 'No repeat of an alarm sooner than this; null = as its rule says' }),
  goesOn: z.boolean().default(false).meta({ description: 'Continue: policies after this one are asked too' }),
}

export const NoticePolicy = z
  .object({
    policyId: z.string(),
    name: z.string(),
    position: z.number().int().meta({ description: 'Order in which policies are asked; the default one is the last' }),
    isDefault: z.boolean(),
    isEnabled: z.boolean(),
    matchers: PolicyMatchers,
    channels: z.array(z.object({ channelId: z.string(), name: z.string(), kind: ChannelKind, isEnabled: z.boolean() })),
    sends: z.enum(['ALL', 'FIRING', 'RESOLVED']),
    windows: z.array(ActiveWindow),
    language: NoticeLanguage,
    groupBy: z.array(GroupKey),
    groupWaitMs: z.number().int(),
    groupIntervalMs: z.number().int(),
    repeatMs: z.number().int().nullable(),
    goesOn: z.boolean(),
    revision: z.string(),
  })
  .meta({ id: 'NoticePolicy' })
export type NoticePolicy = z.output<typeof NoticePolicy>

export const NewNoticePolicy = z.strictObject(policyFields).meta({ id: 'NewNoticePolicy' })
export type NewNoticePolicy = z.output<typeof NewNoticePolicy>

/** Absent = unchanged. The default policy keeps its matchers, its place and stays enabled. */
export const NoticePolicyPatch = z
  .strictObject({
    name: policyFields.name.optional(),
    isEnabled: z.boolean().optional(),
    matchers: PolicyMatchers.optional(),
    channelIds: z.array(z.string().max(64)).max(20).optional(),
    sends: z.enum(['ALL', 'FIRING', 'RESOLVED']).optional(),
    windows: z.array(ActiveWindow).max(20).optional(),
    language: NoticeLanguage.optional(),
    groupBy: z.array(GroupKey).max(8).optional(),
    groupWaitMs: z.number().int().min(0).max(MAX_WAIT_MS).optional(),
    groupIntervalMs: z.number().int().min(0).max(MAX_WAIT_MS).optional(),
    repeatMs: z.number().int().min(60_000).max(MAX_WAIT_MS).nullable().optional(),
    goesOn: z.boolean().optional(),
    position: z.number().int().min(1).optional().meta({ description: 'Moves it; the others make room' }),
    revision: Revision.optional(),
  })
  .meta({ id: 'NoticePolicyPatch' })
export type NoticePolicyPatch = z.output<typeof NoticePolicyPatch>
