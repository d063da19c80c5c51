import { createHmac } from 'node:crypto'
import { bodyLines, type Message, messageLinks, messageValues, plainText } from '../message.ts'
import { jsonEscape, renderTemplate } from '../render-template.ts'
import { type HttpChannel, parseHeaders, statusError } from './adapter.ts'

/**
 * Any receiver. Without a template the body is the JSON of `docs/notifications.md`. With a secret each request is signed:
 * `X-Apogee-Signature: v1=<hex of HMAC-SHA256(secret, timestamp + "." + body)>`, the timestamp in `X-Apogee-Timestamp` (seconds).
 */
export const webhook: HttpChannel<'WEBHOOK'> = {
  call({ message, config, secrets, now }) {
    const body =
      config.bodyTemplate === ''
        ? JSON.stringify(webhookBody(message))
        : renderTemplate(config.bodyTemplate, messageValues(message), jsonEscape)
    const timestamp = String(Math.floor(now.getTime() / 1000))
    const secret = secrets.hmacSecret
    return {
      url: config.url,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...parseHeaders(secrets.headers),
        'x-apogee-message-id': message.messageId,
        'x-apogee-timestamp': timestamp,
        ...(secret !== undefined && { 'x-apogee-signature': `v1=${signWebhook(secret, timestamp, body)}` }),
      },
      body,
      timeoutMs: config.timeoutMs,
    }
  },
  read: (reply) => ({ error: statusError(reply) }),
}

export const signWebhook = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')

/** The documented body. Fields may be added to it, none renamed. */
function webhookBody(message: Message): object {
  return {
    version: 1,
    messageId: message.messageId,
    kind: message.kind,
    status: message.isResolved ? 'RESOLVED' : message.items.length > 0 ? 'FIRING' : null,
    severity: message.items.length > 0 ? message.severity : null,
    language: message.language,
    title: message.title,
    lines: bodyLines(message),
    text: plainText(message),
    links: messageLinks(message).map(({ kind, label, url }) => ({ kind, label, url })),
    at: message.at,
    count: message.items.length,
    notices: message.items.map(({ notice, firstLine, links }) => {
      const { template: _template, policyIds: _policyIds, ...facts } = notice
      return { ...facts, text: firstLine, link: links[0]?.url ?? null }
    }),
  }
}
