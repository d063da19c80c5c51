import { createTransport } from 'nodemailer'
import { env } from '#lib/env.ts'
import type { ConfigOf } from '../channel-schema.ts'
import { resolveAllowed } from '../egress.ts'
import { bodyLines, type Message, messageLinks, messageValues, plainText } from '../message.ts'
import { wordsOf } from '../message-words.ts'
import { renderTemplate } from '../render-template.ts'

export interface Mail {
  from: string
  to: string[]
  subject: string
  text: string
  html: string
  headers: Record<string, string>
}

const TIMEOUT_MS = 10_000

export function composeMail(message: Message, config: ConfigOf<'EMAIL'>, to: string[]): Mail {
  const subject = config.subjectTemplate
    ? renderTemplate(config.subjectTemplate, messageValues(message))
    : message.title
  return {
    from: config.from,
    to,
    // A line break would begin another header; the library folds, but does not need to be asked.
    subject: subject.replace(/\s+/g, ' ').slice(0, 250),
    text: `${plainText(message)}\n\n-- \n${wordsOf(message.language).footer}\n`,
    html: htmlOf(message),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Apogee-Message-Id': message.messageId },
  }
}

/** Simple enough for every mail program; colours only beside words. */
function htmlOf(message: Message): string {
  const words = wordsOf(message.language)
  const color = message.isResolved
    ? '#2e7d32'
    : { CRITICAL: '#c62828', WARNING: '#b26a00', INFO: '#1565c0' }[message.severity]
  const lines = bodyLines(message).map((line) => `<p style="margin:4px 0">${escaped(line)}</p>`)
  const links = messageLinks(message).map(({ label, url }) => `<a href="${escaped(url)}">${escaped(label)}</a>`)
  return [
    `<!doctype html><html lang="${message.language}"><body style="font:14px/1.5 sans-serif;color:#1a1a1a">`,
    `<p style="border-left:4px solid ${color};padding-left:10px;font-weight:600">${escaped(message.title)}</p>`,
    ...lines,
    ...(links.length > 0 ? [`<p>${links.join(' &middot; ')}</p>`] : []),
    `<p style="color:#666;font-size:12px">${escaped(words.footer)}</p></body></html>`,
  ].join('\n')
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/**
 * Gives a mail to the server of the channel. The server's address is looked up and checked here and dialled as it is, so that a
 * name cannot point elsewhere in between.
 *
 * @returns what the server said; its code is 250
 * @throws what went wrong, with `responseCode` and `response` where the server said no
 */
export async function sendMail(mail: Mail, config: ConfigOf<'EMAIL'>, password: string | undefined): Promise<string> {
  const address = await resolveAllowed(config.host)
  const transport = createTransport({
    host: address,
    port: config.port,
    secure: config.tls === 'TLS',
    requireTLS: config.tls === 'STARTTLS',
    ignoreTLS: config.tls === 'NONE',
    tls: { servername: config.host },
    name: new URL(env().APOGEE_URL).hostname,
    ...(config.user !== '' && { auth: { user: config.user, pass: password ?? '' } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    const { response, rejected } = await transport.sendMail(mail)
    if (rejected.length > 0) return `${response}; refused: ${rejected.map(String).join(', ')}`
    return response
  } finally {
    transport.close()
  }
}
