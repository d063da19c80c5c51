import { isSystemProperty } from '#lib/rocketmq/codec/properties.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { RESEND_OF } from './letter-facts.ts'
import type { ResendEdit, ResendTo } from './schema.ts'

/** System properties that are the user's words: they are kept, unlike what RocketMQ noted while it tried. */
const KEPT = ['KEYS', 'TAGS', '__SHARDINGKEY'] as const

export interface ResendInput {
  /** After decompression. */
  body: Buffer
  originId: string
  originTopic: string | null
  to: ResendTo
  uniqKey: string
  edit?: ResendEdit | undefined
}

/**
 * The new message for a dead letter: body, keys, tag, message group and the user's properties as they are or were edited, nothing of
 * its past. In a retry topic consumers find the topic that they subscribe to in RETRY_TOPIC.
 */
export function buildResend(letter: Pick<StoredMessage, 'properties' | 'flag'>, input: ResendInput) {
  const { body, originId, originTopic, to, uniqKey, edit } = input
  const properties = new Map<string, string>()
  if (edit?.properties) for (const entry of Object.entries(edit.properties)) properties.set(...entry)
  else for (const entry of letter.properties) if (!isSystemProperty(entry[0])) properties.set(...entry)
  for (const name of KEPT) {
    const value = letter.properties.get(name)
    if (value !== undefined) properties.set(name, value)
  }
  if (edit?.tags !== undefined) setOrDrop(properties, 'TAGS', edit.tags)
  if (edit?.keys !== undefined) setOrDrop(properties, 'KEYS', edit.keys.join(' '))
  if (to === 'GROUP' && originTopic !== null) properties.set('RETRY_TOPIC', originTopic)
  properties.set(RESEND_OF, originId)
  properties.set('UNIQ_KEY', uniqKey)
  // As Java's producers do: the answer waits for the disk and the slave as far as the broker is set up to.
  properties.set('WAIT', 'true')
  return { body: edit?.body === undefined ? body : Buffer.from(edit.body), properties, flag: letter.flag }
}

/** Properties without a value do not exist. */
function setOrDrop(properties: Map<string, string>, name: string, value: string | null): void {
  if (value) properties.set(name, value)
  else properties.delete(name)
}
