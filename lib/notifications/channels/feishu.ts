import { createHmac } from 'node:crypto'
import { bodyLines, type Message, messageLinks, plainText } from '../message.ts'
import { codeError, cutBytes, type HttpChannel, harmless, json, need } from './adapter.ts'

const MAX_BYTES = 18_000

/**
 * A custom bot of Feishu or Lark. Signed with `timestamp` (seconds) and `sign` in the body: base64 of HMAC-SHA256 of nothing under
 * the key "timestamp\nsecret".
 * @see https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
 */
export const feishu: HttpChannel<'FEISHU'> = {
  call({ message, config, secrets, now }) {
    const timestamp = String(Math.floor(now.getTime() / 1000))
    const signed = secrets.secret !== undefined && {
      timestamp,
      sign: createHmac('sha256', `${timestamp}\n${secrets.secret}`).update('').digest('base64'),
    }
    const ids = [...config.mentionOpenIds, ...(config.mentionAll ? ['all'] : [])]
    if (config.form === 'text') {
      const mentions = ids.map((id) => `<at user_id="${id}"></at>`).join(' ')
      const text = [cutBytes(harmless(plainText(message)), MAX_BYTES), mentions].filter(Boolean).join('\n')
      return json(need(secrets, 'url'), { ...signed, msg_type: 'text', content: { text } })
    }
    const mentions = ids.map((id) => `<at id=${id}></at>`).join(' ')
    const content = [...bodyLines(message).map(harmless), mentions].filter(Boolean).join('\n')
    const buttons = messageLinks(message).map(({ kind, label, url }) => ({
      tag: 'button',
      text: { tag: 'plain_text', content: label },
      type: kind === 'open' ? 'primary' : 'default',
      url,
    }))
    return json(need(secrets, 'url'), {
      ...signed,
      msg_type: 'interactive',
      card: {
        config: { wide_screen_mode: true },
        header: { title: { tag: 'plain_text', content: harmless(message.title) }, template: colorOf(message) },
        elements: [
          ...(content === '' ? [] : [{ tag: 'div', text: { tag: 'lark_md', content: cutBytes(content, MAX_BYTES) } }]),
          ...(buttons.length === 0 ? [] : [{ tag: 'action', actions: buttons }]),
        ],
      },
    })
  },
  // Older bots answer StatusCode.
  read: (reply) => ({ error: codeError(reply, ['code', 'StatusCode'], ['msg', 'StatusMessage']) }),
}

function colorOf({ isResolved, severity, items }: Message): string {
  if (isResolved) return 'green'
  if (items.length === 0) return 'grey'
  return { CRITICAL: 'red', WARNING: 'orange', INFO: 'blue' }[severity]
}
