import { bodyLines, messageLinks, plainText } from '../message.ts'
import { codeError, cutBytes, type HttpChannel, harmless, json, need } from './adapter.ts'

const MAX_TEXT_BYTES = 2048
const MAX_MARKDOWN_BYTES = 4096

/**
 * A group robot of WeCom. Texts mention by user id or mobile number in lists, cards (markdown) by `<@userid>` in the content. It
 * signs nothing: its URL is the secret.
 * @see https://developer.work.weixin.qq.com/document/path/91770
 */
export const wecom: HttpChannel<'WECOM'> = {
  call({ message, config, secrets }) {
    const url = need(secrets, 'url')
    const everybody = config.mentionAll ? ['@all'] : []
    if (config.form === 'text') {
      return json(url, {
        msgtype: 'text',
        text: {
          content: cutBytes(harmless(plainText(message)), MAX_TEXT_BYTES),
          mentioned_list: [...config.mentionUserIds, ...everybody],
          mentioned_mobile_list: config.mentionMobiles,
        },
      })
    }
    const color = message.isResolved ? 'info' : message.items.length > 0 ? 'warning' : 'comment'
    const mentions = [...config.mentionUserIds, ...everybody].map((who) => `<@${who.replace(/^@/, '')}>`).join('')
    const links = messageLinks(message)
      .map(({ label, url: link }) => `[${label}](${link})`)
      .join(' ')
    const head = `**<font color="${color}">${harmless(message.title)}</font>**`
    const tail = [links, mentions].filter(Boolean).join('\n')
    const room = MAX_MARKDOWN_BYTES - Buffer.byteLength(tail) - 2
    const text = [head, ...bodyLines(message).map((line) => `> ${harmless(line)}`)].join('\n')
    return json(url, {
      msgtype: 'markdown',
      markdown: { content: [cutBytes(text, room), tail].filter(Boolean).join('\n') },
    })
  },
  read: (reply) => ({ error: codeError(reply, ['errcode'], ['errmsg']) }),
}
