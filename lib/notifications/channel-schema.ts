import { z } from 'zod'
import { Time } from '#lib/api/endpoint.ts'
import { Name, Revision } from './schema.ts'

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
