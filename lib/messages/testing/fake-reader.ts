import type { MessageReader } from '#lib/messages/scan/message-reader.ts'
import type { PullResult } from '#lib/rocketmq/admin/messages.ts'
import type { CallOptions, Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { ConnectError } from '#lib/rocketmq/errors.ts'
import { buildMessage } from './build-message.ts'

export interface FakeQueue {
  /** Offset of the first message that has not been deleted. */
  min: bigint
  messages: StoredMessage[]
}

export interface FakeBroker {
  server: Server
  queues: FakeQueue[]
  isDown: boolean
}

/** One topic in memory, with the habits of brokers: short pulls, a forward-only reader, an index of 64 hits and whole seconds. */
export class FakeReader implements MessageReader {
  readonly topicName = 'orders'
  readonly brokers: FakeBroker[]
  /** What a broker gives in one pull, as one reading from disk does. */
  maxPerPull = 32
  /** Offsets of times as 4.9 answers them: the nearest message, or any of one millisecond. */
  isInexact = false
  pulls = 0
  /** Called before each pull: to let messages arrive or brokers die in the middle of a search. */
  beforePull: () => void = () => {}
  private commitLogOffset = 1000n

  constructor(queuesOf: Record<string, number>) {
    this.brokers = Object.entries(queuesOf).map(([brokerName, queues], index) => {
      const address = `127.0.0.1:${10911 + index * 10}`
      return {
        server: { address, announcedAddress: address, brokerName, clusterName: 'DefaultCluster', brokerId: 0 },
        queues: Array.from({ length: queues }, () => ({ min: 0n, messages: [] })),
        isDown: false,
      }
    })
  }

  /** Stores a message. */
  add(brokerName: string, queueId: number, storeMs: number, properties: Record<string, string> = {}): StoredMessage {
    const { queue, broker } = this.queue(brokerName, queueId)
    this.commitLogOffset += 100n
    const message = buildMessage({
      queueId,
      queueOffset: BigInt(queue.messages.length),
      storeTimestamp: new Date(storeMs),
      commitLogOffset: this.commitLogOffset,
      properties: new Map(Object.entries(properties)),
      storeHost: broker.server.address,
      offsetMsgId: `${brokerName}-${this.commitLogOffset}`,
    })
    queue.messages.push(message)
    return message
  }

  readonly messages: MessageReader['messages'] = {
    pull: async (server, { queueId, queueOffset, maxMessages, expression }, options): Promise<PullResult> => {
      this.pulls++
      this.beforePull()
      options?.signal?.throwIfAborted()
      const { queue } = this.alive(server, queueId)
      const maxOffset = BigInt(queue.messages.length)
      const edges = { minOffset: queue.min, maxOffset, damagedBytes: 0 }
      if (queueOffset < queue.min) return { status: 'OFFSET_MOVED', nextOffset: queue.min, messages: [], ...edges }
      if (queueOffset >= maxOffset) return { status: 'NOT_FOUND', nextOffset: maxOffset, messages: [], ...edges }
      const messages: StoredMessage[] = []
      const limit = Math.min(maxMessages, this.maxPerPull)
      let nextOffset = queueOffset
      while (nextOffset < maxOffset && messages.length < limit && nextOffset - queueOffset < 800n) {
        const message = queue.messages[Number(nextOffset)]
        nextOffset++
        if (message && (expression === undefined || tagHash(message) === expression.length)) messages.push(message)
      }
      return { status: messages.length > 0 ? 'FOUND' : 'NO_MATCH', nextOffset, messages, ...edges }
    },
    queryByKey: async (server, { key, maxMessages, from, to }) => {
      const broker = this.broker(server)
      if (broker.isDown) throw new ConnectError('refused', { address: server.address })
      // The index knows whole seconds, counted from its own beginning.
      const indexMs = (message: StoredMessage) => Math.floor(message.storeTimestamp.getTime() / 1000) * 1000
      return broker.queues
        .flatMap(({ messages, min }) => messages.slice(Number(min)))
        .filter((message) => message.properties.get('KEYS')?.split(' ').includes(key) || message.uniqKey === key)
        .filter((message) => indexMs(message) >= from.getTime() && indexMs(message) <= to.getTime())
        .sort((a, b) => Number(a.commitLogOffset - b.commitLogOffset))
        .slice(-Math.min(maxMessages, 64))
    },
  }

  readonly offsets: MessageReader['offsets'] = {
    searchByTime: async (server, { queueId, at }) => {
      const { queue } = this.alive(server, queueId)
      const kept = queue.messages.slice(Number(queue.min))
      const ms = at.getTime()
      const first = kept.findIndex(({ storeTimestamp }) => storeTimestamp.getTime() >= ms)
      if (!this.isInexact) return queue.min + BigInt(first < 0 ? kept.length : first)
      if (first < 0) return queue.min + BigInt(Math.max(kept.length - 1, 0))
      const equal = kept.filter(({ storeTimestamp }) => storeTimestamp.getTime() === ms).length
      if (equal > 0) return queue.min + BigInt(first + Math.floor(equal / 2))
      const [before, after] = [kept[first - 1], kept[first]]
      const isBeforeNearer =
        before && after && ms - before.storeTimestamp.getTime() <= after.storeTimestamp.getTime() - ms
      return queue.min + BigInt(isBeforeNearer ? first - 1 : first)
    },
    getEarliestStoreTime: async (server, { queueId }) => {
      const { queue } = this.alive(server, queueId)
      return queue.messages[Number(queue.min)]?.storeTimestamp ?? null
    },
  }

  readonly topics: MessageReader['topics'] = {
    getStats: async (server) => {
      const { queues } = this.alive(server, 0).broker
      return {
        putTps: null,
        queues: queues.map(({ min, messages }, queueId) => ({
          brokerName: server.brokerName,
          queueId,
          minOffset: min,
          maxOffset: BigInt(messages.length),
          lastUpdateTimestamp: messages.at(-1)?.storeTimestamp ?? null,
        })),
      }
    },
  }

  queue(brokerName: string, queueId: number): { broker: FakeBroker; queue: FakeQueue } {
    const broker = this.brokers.find(({ server }) => server.brokerName === brokerName)
    const queue = broker?.queues[queueId]
    if (!broker || !queue) throw new Error(`no queue ${brokerName}:${queueId}`)
    return { broker, queue }
  }

  private broker(server: Server): FakeBroker {
    return this.queue(server.brokerName, 0).broker
  }

  private alive(server: Server, queueId: number, _options?: CallOptions): { broker: FakeBroker; queue: FakeQueue } {
    const found = this.queue(server.brokerName, queueId)
    if (found.broker.isDown) throw new ConnectError('refused', { address: server.address })
    return found
  }
}

/** A bad hash on purpose, so that strangers come along with a tag. */
const tagHash = (message: StoredMessage) => message.properties.get('TAGS')?.length ?? -1
