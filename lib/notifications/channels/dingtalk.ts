import { createHmac } from 'node:crypto'
import { bodyLines, messageLinks, plainText } from '../message.ts'
import { codeError, cutBytes, type HttpChannel, harmless, json, need } from './adapter.ts'

const MAX_BYTES = 18_000

/**
 * A custom robot of DingTalk. Signed with `timestamp` (ms) and `sign` in the query: base64 of HMAC-SHA256 of "timestamp\nsecret"
 * under the secret. Whoever is to be mentioned must stand in the text too.
 * @see https://open.dingtalk.com/document/robots/custom-robot-access
 */
export const dingtalk: HttpChannel<'DINGTALK'> = {
  call({ message, config, secrets, now }) {
    const url = new URL(need(secrets, 'url'))
    if (secrets.secret !== undefined) {
      const timestamp = String(now.getTime())
      const sign = createHmac('sha256', secrets.secret).update(`${timestamp}\n${secrets.secret}`).digest('base64')
      url.searchParams.set('timestamp', timestamp)
      url.searchParams.set('sign', sign)
    }
    const at = { atMobiles: config.mentionMobiles, atUserIds: config.mentionUserIds, isAtAll: config.mentionAll }
    const mentions = [...config.mentionMobiles, ...config.mentionUserIds].map((who) => `@${who}`).join(' ')
    if (config.form === 'text') {
      const content = cutBytes([plainText(message), mentions].filter(Boolean).join('\n'), MAX_BYTES)
      return json(url.href, { msgtype: 'text', text: { content }, at })
    }
    const text = [
      `#### ${harmless(message.title)}`,
      ...bodyLines(message).map((line) => `> ${harmless(line)}`),
      messageLinks(message)
        .map(({ label, url: link }) => `[${label}](${link})`)
        .join(' · '),
      mentions,
    ]
    return json(url.href, {
      msgtype: 'markdown',
      markdown: {
        title: cutBytes(harmless(message.title), 200),
        text: cutBytes(text.filter(Boolean).join('\n\n'), MAX_BYTES),
      },
      at,
    })
  },
  read: (reply) => ({ error: codeError(reply, ['errcode'], ['errmsg']) }),
}
