import { bodyLines, type Message, messageLinks } from '../message.ts'
import { type HttpChannel, json, need, parseObject, statusError } from './adapter.ts'

/** Of one block of text. */
const MAX_CHARACTERS = 2900

/**
 * Slack, by an incoming webhook, or by a bot token, which lets later notices of an alarm go into the thread of the first.
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * @see https://docs.slack.dev/reference/methods/chat.postMessage
 */
export const slack: HttpChannel<'SLACK'> = {
  call({ message, config, secrets, thread }) {
    const mentions = config.mentionUserIds.map(mention).join(' ')
    const lines = bodyLines(message).map(escaped).join('\n').slice(0, MAX_CHARACTERS)
    const body = [lines, mentions].filter(Boolean).join('\n')
    const buttons = messageLinks(message).map(({ label, url }) => ({
      type: 'button',
      text: { type: 'plain_text', text: label.slice(0, 75) },
      url,
    }))
    const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
    const content = {
      text: escaped(message.title),
      attachments: [
        {
          color: colorOf(message),
          blocks: [
            section(`*${escaped(message.title).slice(0, MAX_CHARACTERS)}*`),
            ...(body === '' ? [] : [section(body)]),
            ...(buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons }]),
          ],
        },
      ],
    }
    if (secrets.botToken === undefined) return json(need(secrets, 'url'), content)
    return json(
      config.apiUrl,
      { channel: config.channel, ...content, ...(thread !== null && { thread_ts: thread }) },
      { authorization: `Bearer ${secrets.botToken}` },
    )
  },
  read(reply) {
    const status = statusError(reply)
    if (status) return { error: status }
    const said = parseObject(reply.body)
    // An incoming webhook answers the bare word.
    if (!said) return { error: reply.body.trim() === 'ok' ? null : `Slack answered ${reply.body.slice(0, 200)}` }
    if (said.ok !== true) return { error: `Slack answered ${String(said.error)}` }
    return { error: null, ...(typeof said.ts === 'string' && { platformId: said.ts }) }
  },
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
/** `here` and `channel` are for all; `S…` is a user group. */
function mention(id: string): string {
  if (/^(here|channel|everyone)$/.test(id)) return `<!${id}>`
  return /^S[A-Z0-9]{6,}$/.test(id) ? `<!subteam^${id}>` : `<@${id}>`
}
function colorOf({ isResolved, severity, items }: Message): string {
  if (isResolved) return '#2e7d32'
  if (items.length === 0) return '#808080'
  return { CRITICAL: '#c62828', WARNING: '#ef8f00', INFO: '#1565c0' }[severity]
}
