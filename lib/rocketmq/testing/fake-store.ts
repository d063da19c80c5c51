import type { HaStatus } from '../admin/ha-status.ts'
import type { TopicConfig } from '../admin/topics.ts'
import { completeGroup, type FakeGroup, type FakeGroupParts, type FakeProducer } from './fake-group.ts'
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

/** Where a queue begins and ends, without messages in it: cheap for thousands of queues. */
export interface FakeQueueEnds {
  minOffset?: bigint
  maxOffset: bigint
  lastUpdateTimestamp?: Date
}

/** What one fake broker holds. Messages are never deleted: a queue begins at 0 unless {@link FakeStore.putEnds} says else. */
export class FakeStore {
  readonly configs = new Map<string, TopicConfig>()
  readonly messages: FakeMessage[] = []
  readonly groups = new Map<string, FakeGroup>()
  /** Topics that a group may not pull from, as they would be after a restart. */
  readonly forbiddenOnDisk = new Map<string, readonly string[]>()
  producers: FakeProducer[] = []
  /** A master without slaves, or a slave without master, when null. */
  haStatus: HaStatus | null = null
  timingCountByTopic: Readonly<Record<string, bigint>> = {}
  private readonly endsByQueue = new Map<string, FakeQueueEnds>()
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

  /** With its messages and the offsets of all groups of it. */
  deleteTopic(topicName: string): void {
    this.configs.delete(topicName)
    for (const key of [...this.endsByQueue.keys(), ...this.byQueue.keys()]) {
      if (!key.endsWith(` ${topicName}`)) continue
      this.endsByQueue.delete(key)
      this.byQueue.delete(key)
    }
    for (const [groupName, group] of this.groups) {
      const { [topicName]: _, ...offsets } = group.offsets
      this.groups.set(groupName, { ...group, offsets })
    }
  }

  /** Replaces the group of that name. */
  putGroup(group: FakeGroupParts): void {
    this.groups.set(group.groupName, completeGroup(group))
  }

  /** Ends of a queue as 202, 208, 30 and 31 tell them, whatever messages it holds. */
  putEnds(topicName: string, queueId: number, ends: FakeQueueEnds): void {
    this.endsByQueue.set(queueKey(topicName, queueId), ends)
  }

  ends(topicName: string, queueId: number): Required<Omit<FakeQueueEnds, 'lastUpdateTimestamp'>> & { lastMs: number } {
    const key = queueKey(topicName, queueId)
    const queue = this.byQueue.get(key) ?? []
    const { minOffset, maxOffset, lastUpdateTimestamp } = this.endsByQueue.get(key) ?? {}
    return {
      minOffset: minOffset ?? 0n,
      maxOffset: maxOffset ?? BigInt(queue.length),
      lastMs: lastUpdateTimestamp?.getTime() ?? queue.at(-1)?.storeTimestampMs ?? 0,
    }
  }

  get commitLogEnd(): bigint {
    return BigInt(this.commitLogBytes)
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
    const key = queueKey(topicName, queueId)
    const queue = this.byQueue.get(key) ?? []
    this.byQueue.set(key, queue)
    return queue
  }
}

function queueKey(topicName: string, queueId: number): string {
  return `${queueId} ${topicName}`
}
