import type { NewMessage } from '#lib/messages/schema.ts'
import { mqadminLine } from '#lib/mqadmin-line.ts'

/** One argument of a program on Linux. */
const MAX_ARGUMENT_BYTES = 131_071

/**
 * The `mqadmin` line that sends a message.
 *
 * @returns null where it cannot: it knows no properties, delays and message groups, sends one at a time, trims what it is given, and its parser
 *   takes the quotes off a text in quotes and a text with a dash before it for an option
 */
export function sendMessageCommand(
  nameServers: readonly string[],
  topicName: string,
  message: Omit<NewMessage, 'count' | 'ratePerSecond'>,
  count: number,
): string | null {
  const { type, body, tags, keys = [], properties, copyOf, messageGroup, queue } = message
  const { deliverAt, deliverAfterMs, delayLevel } = message
  const isPlain = (type ?? 'NORMAL') === 'NORMAL' && messageGroup === undefined && copyOf === undefined
  const isNow = deliverAt === undefined && deliverAfterMs === undefined && delayLevel === undefined
  if (!('text' in body) || count !== 1 || !isPlain || !isNow || properties !== undefined) return null
  const { text } = body
  const words = [text, ...(tags === undefined ? [] : [tags]), ...(keys.length === 0 ? [] : [keys.join(' ')])]
  if (!words.every(survives) || /\{\{(i|now)\}\}/.test(text)) return null
  if (new TextEncoder().encode(text).length > MAX_ARGUMENT_BYTES) return null
  return mqadminLine('sendMessage', nameServers, [
    ...['-t', topicName, '-p', text],
    ...(tags === undefined ? [] : ['-c', tags]),
    ...(keys.length === 0 ? [] : ['-k', keys.join(' ')]),
    ...(queue ? ['-b', queue.brokerName, '-i', String(queue.queueId)] : []),
  ])
}

/** Does it come to mqadmin as it is? */
const survives = (word: string) =>
  word !== '' && word.trim() === word && !word.startsWith('-') && !(word.startsWith('"') && word.endsWith('"'))

/** The line that has one client consume a message once more. By a unique id or an offset id. */
export const verifyCommand = (
  nameServers: readonly string[],
  { topicName, messageId, groupName, clientId }: Record<'topicName' | 'messageId' | 'groupName' | 'clientId', string>,
): string =>
  mqadminLine('queryMsgByUniqueKey', nameServers, [
    ...['-t', topicName, '-i', messageId],
    ...['-g', groupName, '-d', clientId],
  ])
