import type { ChannelKind, ConfigOf, SecretName } from '../channel-schema.ts'
import type { HttpCall, HttpReply } from '../http-post.ts'
import type { Message } from '../message.ts'

export interface CallInput<Kind extends ChannelKind> {
  message: Message
  config: ConfigOf<Kind>
  secrets: Partial<Record<SecretName, string>>
  /** What the platform calls the first message of the same alarm; null when there is none. */
  thread: string | null
  now: Date
}

/** One platform: the request it documents, and how it says yes or no. */
export interface HttpChannel<Kind extends ChannelKind> {
  call(input: CallInput<Kind>): HttpCall
  /** `error` null = accepted. Some platforms answer 200 and say no in the body. */
  read(reply: HttpReply): { error: string | null; platformId?: string }
}

export const TIMEOUT_MS = 5000

export const json = (url: string, value: unknown, headers: Record<string, string> = {}): HttpCall => ({
  url,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(value),
  timeoutMs: TIMEOUT_MS,
})

/** @throws Error when the channel has lost it */
export function need(secrets: Partial<Record<SecretName, string>>, name: SecretName): string {
  const secret = secrets[name]
  if (secret === undefined) throw new Error(`The channel has no ${name}.`)
  return secret
}

/** Any status but 2xx is a no; a redirect is one too, and says where it would have led. */
export function statusError({ code, body }: HttpReply): string | null {
  if (code >= 200 && code < 300) return null
  if (code >= 300 && code < 400) return `HTTP ${code}: redirects are not followed`
  const said = body.trim().slice(0, 300)
  return said === '' ? `HTTP ${code}` : `HTTP ${code}: ${said}`
}

/** For platforms that answer JSON with a number that is 0 for yes. */
export function codeError(reply: HttpReply, codeKeys: readonly string[], textKeys: readonly string[]): string | null {
  const status = statusError(reply)
  if (status) return status
  const said = parseObject(reply.body)
  if (!said) return `The answer is no JSON: ${reply.body.slice(0, 200)}`
  const key = codeKeys.find((name) => name in said)
  if (key === undefined) return `The answer has no ${codeKeys[0]}: ${reply.body.slice(0, 200)}`
  if (said[key] === 0) return null
  const text = textKeys.map((name) => said[name]).find((value) => typeof value === 'string')
  return `${key} ${String(said[key])}${text === undefined ? '' : `: ${String(text)}`}`
}

export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null // any object has string keys
  } catch {
    return null
  }
}

/** `Name: value` per line. */
export function parseHeaders(text: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const line of (text ?? '').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim()
  }
  return headers
}

/**
 * Words for a platform that has no way to escape: whoever names a topic or a group must not call a whole chat, nor plant a link or a
 * picture. The signs look like theirs and mean nothing.
 */
export const harmless = (text: string): string => text.replaceAll('<', '＜').replaceAll('](', '］(')

/** Cut by bytes of UTF-8, never inside a character. */
export function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text)
  if (bytes.byteLength <= maxBytes) return text
  const room = maxBytes - 3 // the ellipsis
  let end = room
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return `${bytes.subarray(0, end).toString('utf8')}…`
}
