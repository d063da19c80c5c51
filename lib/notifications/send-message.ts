import { openSecret } from '#lib/clusters/sealed-secrets.ts'
import { db } from '#lib/db/db.ts'
import {
  type ChannelConfig,
  type ChannelKind,
  type ConfigOf,
  channelSecrets,
  type SecretName,
} from './channel-schema.ts'
import type { HttpChannel } from './channels/adapter.ts'
import { alertmanager } from './channels/alertmanager.ts'
import { dingtalk } from './channels/dingtalk.ts'
import { composeMail, sendMail } from './channels/email.ts'
import { feishu } from './channels/feishu.ts'
import { pagerduty } from './channels/pagerduty.ts'
import { slack } from './channels/slack.ts'
import { telegram } from './channels/telegram.ts'
import { webhook } from './channels/webhook.ts'
import { wecom } from './channels/wecom.ts'
import { type HttpCall, httpPost } from './http-post.ts'
import type { Message } from './message.ts'

const httpChannels: { [Kind in Exclude<ChannelKind, 'EMAIL'>]: HttpChannel<Kind> } = {
  WEBHOOK: webhook,
  DINGTALK: dingtalk,
  WECOM: wecom,
  FEISHU: feishu,
  SLACK: slack,
  TELEGRAM: telegram,
  PAGERDUTY: pagerduty,
  ALERTMANAGER: alertmanager,
}

export type KeptSecrets = Partial<Record<SecretName, { sealedId: string; lastFour: string; headerNames?: string[] }>>
type Secrets = Partial<Record<SecretName, string>>

/** What came of one attempt. `request` and all texts are without secrets. */
export interface SendOutcome {
  isAccepted: boolean
  request: { method: string; url: string; headers: Record<string, string>; body: string }
  answer: { code: number; body: string } | null
  error: string | null
  durationMs: number
  platformId: string | null
  retryAfterSeconds: number | null
}

/**
 * Sends one message over one channel, once. It never throws for what the platform, the network or the configuration does: that is
 * the outcome.
 *
 * @param thread what the platform calls the first message of the same alarm
 */
export async function sendMessage(
  channel: { config: ChannelConfig; secrets: KeptSecrets },
  message: Message,
  options: { thread: string | null; now: Date; signal: AbortSignal },
): Promise<SendOutcome> {
  const startedAt = performance.now()
  const empty = { method: 'POST', url: '', headers: {}, body: '' }
  let secrets: Secrets = {}
  try {
    secrets = await openSecrets(channel.secrets)
    const { config } = channel
    const outcome =
      config.kind === 'EMAIL'
        ? await overMail(config, secrets, message)
        : await overHttp(config, secrets, message, options)
    return { ...outcome, durationMs: Math.round(performance.now() - startedAt) }
  } catch (error) {
    return {
      isAccepted: false,
      request: empty,
      answer: null,
      error: masked(inWords(error), secrets),
      durationMs: Math.round(performance.now() - startedAt),
      platformId: null,
      retryAfterSeconds: null,
    }
  }
}

type Outcome = Omit<SendOutcome, 'durationMs'>

async function overHttp(
  config: Exclude<ChannelConfig, { kind: 'EMAIL' }>,
  secrets: Secrets,
  message: Message,
  { thread, now, signal }: { thread: string | null; now: Date; signal: AbortSignal },
): Promise<Outcome> {
  const adapter = adapterOf(config)
  const call = adapter.call({ message, config, secrets, thread, now })
  const request = shownRequest(call, secrets)
  try {
    const reply = await httpPost(call, signal)
    const { error, platformId } = adapter.read(reply)
    return {
      isAccepted: error === null,
      request,
      answer: { code: reply.code, body: masked(reply.body, secrets) },
      error: error === null ? null : masked(error, secrets),
      platformId: platformId ?? null,
      retryAfterSeconds: reply.retryAfterSeconds,
    }
  } catch (error) {
    return {
      isAccepted: false,
      request,
      answer: null,
      error: masked(inWords(error), secrets),
      platformId: null,
      retryAfterSeconds: null,
    }
  }
}

/** The adapter of a kind takes the configuration of that kind, which the types cannot follow through a table. */
const adapterOf = (config: Exclude<ChannelConfig, { kind: 'EMAIL' }>): HttpChannel<Exclude<ChannelKind, 'EMAIL'>> =>
  httpChannels[config.kind] as unknown as HttpChannel<Exclude<ChannelKind, 'EMAIL'>> // looked up by the kind of the same value

async function overMail(config: ConfigOf<'EMAIL'>, secrets: Secrets, message: Message): Promise<Outcome> {
  const mail = composeMail(message, config, await addressesOf(config.to))
  const request = {
    method: 'SMTP',
    url: `smtp://${config.host}:${config.port}`,
    headers: { From: mail.from, To: mail.to.join(', '), Subject: mail.subject },
    body: mail.text,
  }
  try {
    const said = await sendMail(mail, config, secrets.password)
    const isWhole = !said.includes('; refused: ')
    const answer = { code: Number(/^\d{3}/.exec(said)?.[0] ?? 250), body: masked(said, secrets) }
    return {
      isAccepted: true,
      request,
      answer,
      error: isWhole ? null : said,
      platformId: null,
      retryAfterSeconds: null,
    }
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'responseCode' in error ? error.responseCode : undefined
    const text = masked(inWords(error), secrets)
    return {
      isAccepted: false,
      request,
      answer: typeof code === 'number' ? { code, body: text } : null,
      error: text,
      platformId: null,
      retryAfterSeconds: null,
    }
  }
}

/** Addresses as they are; names of users become the addresses of those who are not disabled. */
async function addressesOf(to: readonly string[]): Promise<string[]> {
  const names = to.filter((entry) => !entry.includes('@')).map((name) => name.toLowerCase())
  if (names.length === 0) return [...to]
  const users = await db().user.findMany({
    where: { username: { in: names }, status: 'active' },
    select: { username: true, email: true },
  })
  const byName = new Map(users.map(({ username, email }) => [username, email]))
  const addresses = to.flatMap((entry) => (entry.includes('@') ? [entry] : (byName.get(entry.toLowerCase()) ?? [])))
  if (addresses.length === 0) throw new Error(`None of ${names.join(', ')} is a user with an address.`)
  return [...new Set(addresses)]
}

async function openSecrets(kept: KeptSecrets): Promise<Secrets> {
  const opened = await Promise.all(
    Object.entries(kept).map(async ([name, { sealedId }]) => [name, await openSecret(sealedId)] as const),
  )
  return Object.fromEntries(opened)
}

/** The request as a person may see it. */
function shownRequest(call: HttpCall, secrets: Secrets): SendOutcome['request'] {
  const hidden = Object.keys(secrets).length > 0 ? parseHeaderNames(secrets.headers) : []
  const headers = Object.fromEntries(
    Object.entries(call.headers).map(([name, value]) => [
      name,
      hidden.includes(name) || name === 'x-apogee-signature' || name === 'authorization'
        ? '••••'
        : masked(value, secrets),
    ]),
  )
  return {
    method: 'POST',
    url: masked(call.url, secrets).replace(/([?&]sign=)[^&]+/, '$1••••'),
    headers,
    body: masked(call.body, secrets).replace(/("sign":")[^"]+/, '$1••••'),
  }
}

const parseHeaderNames = (text: string | undefined): string[] =>
  (text ?? '').split(/\r?\n/).map((line) => line.split(':')[0]?.trim().toLowerCase() ?? '')

/** What is shown of a secret: its end, by which people tell it from another. */
export const lastFourOf = (secret: string): string => (secret.length >= 8 ? secret.slice(-4) : '')

function masked(text: string, secrets: Secrets): string {
  let shown = text
  for (const [name, secret] of Object.entries(secrets)) {
    for (const part of partsOf(name, secret)) {
      for (const form of [part, encodeURIComponent(part)]) shown = shown.replaceAll(form, `••••${lastFourOf(part)}`)
    }
  }
  return shown
}

/** Of a URL the host may be seen; of headers the names. */
function partsOf(name: string, secret: string): string[] {
  if (name === 'headers') {
    return secret.split(/\r?\n/).flatMap((line) => {
      const value = line.slice(line.indexOf(':') + 1).trim()
      return value.length >= 4 ? [value] : []
    })
  }
  if (name !== 'url' || !URL.canParse(secret)) return [secret]
  const url = new URL(secret)
  const rest = secret.slice(secret.indexOf(url.host) + url.host.length + 1)
  return rest === '' ? [] : [rest]
}

/** An error in one line, with what caused it: `fetch failed` alone helps nobody. */
/** What went wrong, for people: never a stack, never a secret of ours. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // A request that its signal aborts tells the reason as the cause.
  const reason = error.cause instanceof Error ? error.cause : error
  if (reason.name === 'TimeoutError') return 'No answer in time.'
  const code =
    'code' in error && typeof error.code === 'string' && !error.message.includes(error.code) ? ` (${error.code})` : ''
  const aggregated = error instanceof AggregateError ? error.errors.map(inWords).join('; ') : ''
  return `${error.message || aggregated || error.name}${code}`.slice(0, 500)
}

/** The secrets that a kind of channel may have. */
export const secretNames = (kind: ChannelKind): readonly SecretName[] => channelSecrets[kind]
