import { type ChannelKind, channelSecrets, type SecretName } from '#lib/notifications/channel-schema.ts'

/** How one field of a channel's form is entered. Names are those of the configuration, or of a secret. */
export interface ChannelField {
  name: FieldName
  isSecret?: true
  input: 'text' | 'secret' | 'number' | 'chips' | 'switch' | 'area' | 'form' | 'tls' | 'labels'
  isRequired?: true
  isMono?: true
  /** Behind "more": its default suits nearly everybody. */
  isMore?: true
}

type FieldName =
  | 'host'
  | 'port'
  | 'tls'
  | 'user'
  | 'from'
  | 'to'
  | 'subjectTemplate'
  | 'bodyTemplate'
  | 'timeoutMs'
  | 'maxRetries'
  | 'form'
  | 'mentionMobiles'
  | 'mentionUserIds'
  | 'mentionOpenIds'
  | 'mentionAll'
  | 'channel'
  | 'apiUrl'
  | 'chatId'
  | 'labels'
  | 'resolveAfterHours'
  | SecretName

const secret = (name: SecretName, more: Partial<ChannelField> = {}): ChannelField => ({
  name,
  isSecret: true,
  input: name === 'headers' ? 'area' : 'secret',
  ...more,
})

export const channelFields: Readonly<Record<ChannelKind, readonly ChannelField[]>> = {
  EMAIL: [
    { name: 'host', input: 'text', isRequired: true, isMono: true },
    { name: 'port', input: 'number' },
    { name: 'tls', input: 'tls' },
    { name: 'user', input: 'text' },
    secret('password'),
    { name: 'from', input: 'text', isRequired: true },
    { name: 'to', input: 'chips', isRequired: true },
    { name: 'subjectTemplate', input: 'text', isMore: true },
  ],
  WEBHOOK: [
    { name: 'url', input: 'text', isRequired: true, isMono: true },
    secret('hmacSecret'),
    secret('headers', { isMore: true }),
    { name: 'bodyTemplate', input: 'area', isMono: true, isMore: true },
    { name: 'timeoutMs', input: 'number', isMore: true },
    { name: 'maxRetries', input: 'number', isMore: true },
  ],
  DINGTALK: [
    secret('url', { isRequired: true }),
    secret('secret'),
    { name: 'form', input: 'form' },
    { name: 'mentionMobiles', input: 'chips' },
    { name: 'mentionUserIds', input: 'chips' },
    { name: 'mentionAll', input: 'switch' },
  ],
  WECOM: [
    secret('url', { isRequired: true }),
    { name: 'form', input: 'form' },
    { name: 'mentionUserIds', input: 'chips' },
    { name: 'mentionMobiles', input: 'chips' },
    { name: 'mentionAll', input: 'switch' },
  ],
  FEISHU: [
    secret('url', { isRequired: true }),
    secret('secret'),
    { name: 'form', input: 'form' },
    { name: 'mentionOpenIds', input: 'chips' },
    { name: 'mentionAll', input: 'switch' },
  ],
  SLACK: [
    secret('url'),
    secret('botToken'),
    { name: 'channel', input: 'text' },
    { name: 'mentionUserIds', input: 'chips' },
    { name: 'apiUrl', input: 'text', isMono: true, isMore: true },
  ],
  TELEGRAM: [
    secret('botToken', { isRequired: true }),
    { name: 'chatId', input: 'text', isRequired: true, isMono: true },
    { name: 'apiUrl', input: 'text', isMono: true, isMore: true },
  ],
  PAGERDUTY: [secret('routingKey', { isRequired: true }), { name: 'url', input: 'text', isMono: true, isMore: true }],
  ALERTMANAGER: [
    { name: 'url', input: 'text', isRequired: true, isMono: true },
    secret('headers'),
    { name: 'labels', input: 'labels', isMono: true },
    { name: 'resolveAfterHours', input: 'number', isMore: true },
  ],
}

/** Values where the form starts: every field, for what is sent is what is shown. */
export const initialConfig: Readonly<Record<ChannelKind, Readonly<Record<string, unknown>>>> = {
  EMAIL: { host: '', port: 587, tls: 'STARTTLS', user: '', from: '', to: [], subjectTemplate: '' },
  WEBHOOK: { url: '', bodyTemplate: '', timeoutMs: 5000, maxRetries: null },
  DINGTALK: { form: 'card', mentionMobiles: [], mentionUserIds: [], mentionAll: false },
  WECOM: { form: 'card', mentionMobiles: [], mentionUserIds: [], mentionAll: false },
  FEISHU: { form: 'card', mentionOpenIds: [], mentionAll: false },
  SLACK: { channel: '', apiUrl: 'https://slack.com/api/chat.postMessage', mentionUserIds: [] },
  TELEGRAM: { chatId: '', apiUrl: 'https://api.telegram.org' },
  PAGERDUTY: { url: 'https://events.pagerduty.com/v2/enqueue' },
  ALERTMANAGER: { url: '', labels: {}, resolveAfterHours: 24 },
}

/** Only secrets that the kind has; empty ones are none. */
export const givenSecrets = (
  kind: ChannelKind,
  secrets: Readonly<Partial<Record<SecretName, string | null>>>,
): Partial<Record<SecretName, string | null>> =>
  Object.fromEntries(
    channelSecrets[kind].flatMap((name) =>
      secrets[name] === undefined || secrets[name] === '' ? [] : [[name, secrets[name]]],
    ),
  )
