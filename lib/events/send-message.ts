import { hostname } from 'node:os'
import { openSecret } from '#lib/clusters/sealed-secrets.ts'
import { env } from '#lib/env.ts'
import { parseHeaders, statusError } from '#lib/notifications/channels/adapter.ts'
import { signWebhook } from '#lib/notifications/channels/webhook.ts'
import { httpPost } from '#lib/notifications/http-post.ts'
import { inWords } from '#lib/notifications/send-message.ts'
import type { KeptSecrets } from './find-subscription.ts'
import type { SentEvent } from './message.ts'
import type { Destination, EventTest } from './schema.ts'
import { sendSyslog, syslogMessage } from './syslog.ts'

const SYSLOG_TIMEOUT_MS = 10_000

export interface SendOutcome extends EventTest {
  retryAfterSeconds: number | null
}

/**
 * Sends one message, once. It never throws for what the receiver, the network or the configuration does: that is the outcome.
 *
 * @param messageId the same for the same events: a receiver that has it may drop the second one
 */
export async function sendEvents(
  to: { name: string; destination: Destination; secrets: KeptSecrets },
  messageId: string,
  events: readonly SentEvent[],
  { now, signal }: { now: Date; signal: AbortSignal },
): Promise<SendOutcome> {
  const startedAt = performance.now()
  const { destination } = to
  let sent = ''
  const outcome = (result: Partial<SendOutcome> & { error: string | null }): SendOutcome => ({
    isAccepted: result.error === null,
    sent,
    answer: null,
    retryAfterSeconds: null,
    durationMs: Math.round(performance.now() - startedAt),
    ...result,
  })
  try {
    if (destination.kind === 'SYSLOG') {
      const host = new URL(env().APOGEE_URL).hostname || hostname()
      const messages = events.map((event) => syslogMessage(event, host, destination.protocol))
      sent = messages.join('\n')
      await sendSyslog(destination, messages, SYSLOG_TIMEOUT_MS)
      return outcome({ error: null })
    }
    sent = JSON.stringify({ version: 1, messageId, subscription: to.name, events })
    const timestamp = String(Math.floor(now.getTime() / 1000))
    const secret = await openSecret(to.secrets.hmacSecret?.sealedId ?? '')
    const headers = to.secrets.headers ? await openSecret(to.secrets.headers.sealedId) : ''
    const reply = await httpPost(
      {
        url: destination.url,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          ...parseHeaders(headers),
          'x-apogee-message-id': messageId,
          'x-apogee-timestamp': timestamp,
          'x-apogee-signature': `v1=${signWebhook(secret, timestamp, sent)}`,
        },
        body: sent,
        timeoutMs: destination.timeoutMs,
      },
      signal,
    )
    // A receiver may say back what it was sent.
    const body = [secret, ...Object.values(parseHeaders(headers))]
      .filter((value) => value.length >= 4)
      .reduce((text, value) => text.replaceAll(value, '••••'), reply.body)
    const answer = { code: reply.code, body }
    return outcome({
      error: statusError({ ...reply, body }),
      answer,
      retryAfterSeconds: reply.retryAfterSeconds,
    })
  } catch (error) {
    return outcome({ error: inWords(error) })
  }
}
