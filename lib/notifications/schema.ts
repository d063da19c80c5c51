import { z } from 'zod'
import { AlarmLevel, Severity, Transition } from '#lib/alarms/schema.ts'
import { ClusterId, LabelKey, Time } from '#lib/api/endpoint.ts'

export const NoticeLanguage = z.enum(['en', 'zh-CN'])
export type NoticeLanguage = z.output<typeof NoticeLanguage>

const Name = z.string().trim().min(1).max(60)
const Revision = z.string().max(32)

export const ChannelKind = z.enum([
  'EMAIL',
  'WEBHOOK',
  'DINGTALK',
  'WECOM',
  'FEISHU',
  'SLACK',
  'TELEGRAM',
  'PAGERDUTY',
  'ALERTMANAGER',
])
export type ChannelKind = z.output<typeof ChannelKind>

/** An address that is posted to. User and password belong into a header, where they are kept as a secret. */
export const ChannelUrl = z
  .string()
  .trim()
  .max(512)
  .refine((text) => isHttpUrl(text), { error: 'must be an http or https URL without user, password and fragment' })
function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
}

const Email = z.email().max(254)
const MessageForm = z.enum(['card', 'text']).default('card')
const Mentions = z.array(z.string().trim().min(1).max(64)).max(50).default([])
const template = (max: number) => z.string().max(max).default('')

/** What a channel needs beside its secrets, kind by kind. */
export const ChannelConfig = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('EMAIL'),
      host: z
        .string()
        .trim()
        .min(1)
        .max(253)
        .regex(/^[\w.:-]+$/, 'a host name or an address'),
      port: z.number().int().min(1).max(65535).default(587),
      tls: z.enum(['NONE', 'STARTTLS', 'TLS']).default('STARTTLS'),
      user: z.string().max(254).default(''),
      from: Email,
      to: z
        .array(z.string().trim().min(1).max(254))
        .min(1)
        .max(50)
        .meta({ description: 'Addresses, or names of users of this console' }),
      subjectTemplate: template(200).meta({ description: 'Variables in {{ }}; empty = the first line of the message' }),
    }),
    z.strictObject({
      kind: z.literal('WEBHOOK'),
      url: ChannelUrl,
      bodyTemplate: template(16_384).meta({
        description: 'Empty = the documented JSON; else JSON with variables in {{ }}',
      }),
      timeoutMs: z.number().int().min(500).max(30_000).default(5000),
      maxRetries: z
        .number()
        .int()
        .min(0)
        .max(50)
        .nullable()
        .default(null)
        .meta({ description: 'null = until 24 h have passed' }),
    }),
    z.strictObject({
      kind: z.literal('DINGTALK'),
      form: MessageForm,
      mentionMobiles: Mentions,
      mentionUserIds: Mentions,
      mentionAll: z.boolean().default(false),
    }),
    z.strictObject({
      kind: z.literal('WECOM'),
      form: MessageForm,
      mentionMobiles: Mentions.meta({ description: 'Only in texts: WeCom knows no mobile number in a card' }),
      mentionUserIds: Mentions,
      mentionAll: z.boolean().default(false),
    }),
    z.strictObject({
      kind: z.literal('FEISHU'),
      form: MessageForm,
      mentionOpenIds: Mentions,
      mentionAll: z.boolean().default(false),
    }),
    z.strictObject({
      kind: z.literal('SLACK'),
      channel: z.string().trim().max(80).default('').meta({
        description: 'With a bot token: where to post. A resolved notice then goes into the thread of the alarm',
      }),
      mentionUserIds: Mentions,
      apiUrl: ChannelUrl.default('https://slack.com/api/chat.postMessage'),
    }),
    z.strictObject({
      kind: z.literal('TELEGRAM'),
      chatId: z.string().trim().min(1).max(64),
      apiUrl: ChannelUrl.default('https://api.telegram.org'),
    }),
    z.strictObject({
      kind: z.literal('PAGERDUTY'),
      url: ChannelUrl.default('https://events.pagerduty.com/v2/enqueue'),
    }),
    z.strictObject({
      kind: z.literal('ALERTMANAGER'),
      url: ChannelUrl.meta({ description: 'Without /api/v2/alerts' }),
      labels: z
        .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/), z.string().max(256))
        .default({})
        .meta({ description: 'Labels of the alert; values may hold variables in {{ }}' }),
      resolveAfterHours: z
        .number()
        .min(0.1)
        .max(168)
        .default(24)
        .meta({ description: 'End time of a firing alert of which nothing more is heard' }),
    }),
  ])
  .meta({ id: 'ChannelConfig' })
export type ChannelConfig = z.output<typeof ChannelConfig>
export type ConfigOf<Kind extends ChannelKind> = Extract<ChannelConfig, { kind: Kind }>

/** Secrets by kind. They are sealed, never given back, and shown by their last four characters. */
export const channelSecrets = {
  EMAIL: ['password'],
  WEBHOOK: ['hmacSecret', 'headers'],
  DINGTALK: ['url', 'secret'],
  WECOM: ['url'],
  FEISHU: ['url', 'secret'],
  SLACK: ['url', 'botToken'],
  TELEGRAM: ['botToken'],
  PAGERDUTY: ['routingKey'],
  ALERTMANAGER: ['headers'],
} as const satisfies Record<ChannelKind, readonly string[]>
export const SecretName = z.enum(['password', 'hmacSecret', 'headers', 'url', 'secret', 'botToken', 'routingKey'])
export type SecretName = z.output<typeof SecretName>

/** `headers` is one `Name: value` per line. Absent = keep, null = remove. */
const SecretsInput = z
  .partialRecord(SecretName, z.string().min(1).max(4096).nullable())
  .default({})
  .meta({ description: 'Write-only. headers: one "Name: value" per line; url ≤ 512. Absent = keep, null = remove' })

const RatePerMinute = z.number().int().min(1).max(600)
const HeartbeatMinutes = z.number().int().min(1).max(1440).nullable()

export const NoticeChannel = z
  .object({
    channelId: z.string(),
    name: z.string(),
    kind: ChannelKind,
    isEnabled: z.boolean(),
    config: ChannelConfig,
    secretsKept: z
      .partialRecord(SecretName, z.object({ lastFour: z.string(), headerNames: z.array(z.string()).optional() }))
      .meta({ description: 'Which secrets are set; last four characters' }),
    ratePerMinute: z.number().int(),
    heartbeatMinutes: z.number().int().nullable(),
    lastHeartbeatAt: Time.nullable(),
    lastSuccessAt: Time.nullable(),
    lastFailureAt: Time.nullable(),
    lastFailure: z.string().nullable(),
    failures: z.number().int().meta({ description: 'Since the last success' }),
    policies: z.array(z.object({ policyId: z.string(), name: z.string() })),
    createdAt: Time,
    createdBy: z.string(),
    revision: z.string(),
  })
  .meta({ id: 'NoticeChannel' })
export type NoticeChannel = z.output<typeof NoticeChannel>

export const NewNoticeChannel = z
  .strictObject({
    name: Name,
    isEnabled: z.boolean().default(true),
    config: ChannelConfig,
    secrets: SecretsInput,
    ratePerMinute: RatePerMinute.default(30),
    heartbeatMinutes: HeartbeatMinutes.default(null),
    inDefaultPolicy: z
      .boolean()
      .optional()
      .meta({ description: 'Absent = yes when the default policy has no channel yet' }),
  })
  .meta({ id: 'NewNoticeChannel' })
export type NewNoticeChannel = z.output<typeof NewNoticeChannel>

/** Absent = unchanged. The kind of a channel stays. */
export const NoticeChannelPatch = z
  .strictObject({
    name: Name.optional(),
    isEnabled: z.boolean().optional(),
    config: ChannelConfig.optional(),
    secrets: SecretsInput,
    ratePerMinute: RatePerMinute.optional(),
    heartbeatMinutes: HeartbeatMinutes.optional(),
    revision: Revision.optional(),
  })
  .meta({ id: 'NoticeChannelPatch' })
export type NoticeChannelPatch = z.output<typeof NoticeChannelPatch>

/** What was sent to a platform, with its secrets hidden, and what came back. */
export const ChannelTest = z
  .object({
    isAccepted: z.boolean(),
    request: z.object({
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string(),
    }),
    answer: z
      .object({ code: z.number().int(), body: z.string() })
      .nullable()
      .meta({ description: 'HTTP status or SMTP code; null = no answer' }),
    error: z.string().nullable(),
    durationMs: z.number(),
  })
  .meta({ id: 'ChannelTest' })
export type ChannelTest = z.output<typeof ChannelTest>

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

const ObjectShape = z
  .strictObject({
    brokerName: z.string().max(255).optional(),
    address: z.string().max(255).optional(),
    topicName: z.string().max(255).optional(),
    groupName: z.string().max(255).optional(),
    clientId: z.string().max(255).optional(),
    namespace: z.string().max(255).optional(),
  })
  .meta({ id: 'NoticeObject' })

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

export const DeliveryState = z.enum(['QUEUED', 'SENDING', 'SENT', 'RETRY', 'DEAD', 'MUTED'])
export type DeliveryState = z.output<typeof DeliveryState>
export const DeliveryKind = z.enum(['NOTICE', 'HEARTBEAT'])
export type DeliveryKind = z.output<typeof DeliveryKind>

export const deliverySortFields = ['at', 'state', 'channel', 'policy', 'attempts', 'durationMs', 'severity'] as const

export const NoticeDelivery = z
  .object({
    deliveryId: z.string(),
    kind: DeliveryKind,
    at: Time,
    eventId: z.string().nullable(),
    instanceId: z.string().nullable(),
    ruleId: z.string().nullable(),
    ruleName: z.string().nullable(),
    clusterId: z.string().nullable(),
    clusterName: z.string().nullable(),
    environment: z.string().nullable(),
    transition: Transition.nullable(),
    severity: Severity.nullable(),
    object: ObjectShape.nullable(),
    policy: z.object({ policyId: z.string(), name: z.string() }).nullable(),
    channel: z.object({ channelId: z.string(), name: z.string(), kind: ChannelKind }),
    state: DeliveryState,
    mutedBy: RouteReason.nullable(),
    attempts: z.number().int(),
    dueAt: Time.meta({ description: 'Of the next attempt, while it is QUEUED or RETRY' }),
    sentAt: Time.nullable(),
    answerCode: z.number().int().nullable().meta({ description: 'HTTP status or SMTP code of the last attempt' }),
    answer: z.string().nullable(),
    error: z.string().nullable(),
    durationMs: z.number().nullable(),
    messageId: z.string().nullable().meta({ description: 'Deliveries that went in one message have the same' }),
    isDigest: z.boolean(),
    resentFrom: z.string().nullable(),
  })
  .meta({ id: 'NoticeDelivery' })
export type NoticeDelivery = z.output<typeof NoticeDelivery>

/** What the buttons of a message lead to. */
export const AlarmAction = z.enum(['acknowledge', 'silence'])
export type AlarmAction = z.output<typeof AlarmAction>
export const AlarmLink = z
  .object({ action: AlarmAction, clusterId: ClusterId, instanceId: z.string(), expiresAt: Time })
  .meta({ id: 'AlarmLink' })
export type AlarmLink = z.output<typeof AlarmLink>
