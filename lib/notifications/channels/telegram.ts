import { bodyLines, messageLinks } from '../message.ts'
import { type HttpChannel, json, need, parseObject, statusError } from './adapter.ts'

const MAX_CHARACTERS = 3500

/**
 * A bot of Telegram; later notices of an alarm reply to its first.
 * @see https://core.telegram.org/bots/api#sendmessage
 */
export const telegram: HttpChannel<'TELEGRAM'> = {
  call({ message, config, secrets, thread }) {
    const links = messageLinks(message).map(({ label, url }) => `<a href="${escaped(url)}">${escaped(label)}</a>`)
    const lines = bodyLines(message).join('\n').slice(0, MAX_CHARACTERS)
    const text = [`<b>${escaped(message.title.slice(0, 500))}</b>`, escaped(lines), links.join(' · ')]
    return json(`${config.apiUrl.replace(/\/+$/, '')}/bot${need(secrets, 'botToken')}/sendMessage`, {
      chat_id: config.chatId,
      text: text.filter(Boolean).join('\n'),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(thread !== null && {
        reply_parameters: { message_id: Number(thread), allow_sending_without_reply: true },
      }),
    })
  },
  read(reply) {
    const said = parseObject(reply.body)
    if (said?.ok === true) {
      const result = said.result
      const id = typeof result === 'object' && result !== null && 'message_id' in result ? result.message_id : undefined
      return { error: null, ...(typeof id === 'number' && { platformId: String(id) }) }
    }
    if (said && typeof said.description === 'string') return { error: `Telegram: ${said.description}` }
    return { error: statusError(reply) ?? `The answer is no JSON: ${reply.body.slice(0, 200)}` }
  },
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
