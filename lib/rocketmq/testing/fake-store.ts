import type { TopicConfig } from '../admin/topics.ts'
import { buildStoredMessage } from './stored-message-builder.ts'

/** A topic of a fake broker: a name, or what differs from 8 queues, read and write. */
export type FakeTopic = string | (Partial<TopicConfig> & { topicName: string })

export interface FakeMessageParts {
  topicName: string
  queueId?: number
  body?: Buffer | string
  tags?: string
  /** Blank-separated. */
  keys?: string
  uniqKey?: string
  storeTimestamp?: Date
  /** User and other system properties. */
  properties?: Readonly<Record<string, string>>
  /** Bits of protocol notes §5.2, for a body that is stored compressed. */
  sysFlag?: number
}

export interface FakeMessage {
  topicName: string
  queueId: number
  queueOffset: bigint
  commitLogOffset: bigint
  storeTimestampMs: number
  tags: string | undefined
  indexKeys: readonly string[]
  bytes: Buffer
}

/** What one fake broker holds: topics and messages. Nothing is ever deleted, so every queue begins at 0. */
export class FakeStore {
  readonly configs = new Map<string, TopicConfig>()
  readonly messages: FakeMessage[] = []
  private readonly byQueue = new Map<string, FakeMessage[]>()
  private commitLogBytes = 0

  putTopic(topic: FakeTopic): void {
    const parts = typeof topic === 'string' ? { topicName: topic } : topic
    this.configs.set(parts.topicName, {
      readQueueNums: 8,
      writeQueueNums: 8,
      perm: 6,
      order: false,
      topicFilterType: 'SINGLE_TAG',
      topicSysFlag: 0,
      attributes: {},
      isStatic: false,
      ...parts,
    })
  }

  putMessage(storeHost: string, parts: FakeMessageParts): FakeMessage {
    const { topicName, queueId = 0, storeTimestamp = new Date() } = parts
    const queue = this.queue(topicName, queueId)
    const properties = new Map(Object.entries(parts.properties ?? {}))
    if (parts.tags !== undefined) properties.set('TAGS', parts.tags)
    if (parts.keys !== undefined) properties.set('KEYS', parts.keys)
    if (parts.uniqKey !== undefined) properties.set('UNIQ_KEY', parts.uniqKey)
    const place = { queueOffset: BigInt(queue.length), commitLogOffset: BigInt(this.commitLogBytes) }
    const bytes = buildStoredMessage({
      ...place,
      topicName,
      queueId,
      storeHost,
      storeTimestamp,
      bornTimestamp: storeTimestamp,
      storedBody: Buffer.from(parts.body ?? ''),
      properties,
      ...(parts.sysFlag === undefined ? {} : { sysFlag: parts.sysFlag }),
    })
    const message: FakeMessage = {
      ...place,
      topicName,
      queueId,
      bytes,
      storeTimestampMs: storeTimestamp.getTime(),
      tags: parts.tags,
      indexKeys: [...(parts.keys?.split(' ') ?? []), ...(parts.uniqKey === undefined ? [] : [parts.uniqKey])],
    }
    this.commitLogBytes += bytes.length
    queue.push(message)
    this.messages.push(message)
    return message
  }

  queue(topicName: string, queueId: number): FakeMessage[] {
    const key = `${queueId} ${topicName}`
    const queue = this.byQueue.get(key) ?? []
    this.byQueue.set(key, queue)
    return queue
  }
}
