import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { MessageReader, ReadOptions } from './message-reader.ts'
import { findTimeEdges } from './time-edges.ts'

interface TopicOfBroker {
  reader: MessageReader
  server: Server
  topicName: string
  call: ReadOptions & { signal: AbortSignal }
}

/** A slice with more messages than this is read by its newest part only. */
const MAX_MESSAGES = 20_000n
const MAX_PULL = 32

/**
 * All messages of a topic on one broker that were stored in [from, to], unordered. When there are too many, those of a shorter
 * time that ends with `to`.
 *
 * @returns `fromMs`: the beginning of the time that was read
 * @throws RocketmqError, or the signal's reason
 */
export async function readSlice(
  topic: TopicOfBroker,
  { from, to }: { from: Date; to: Date },
): Promise<{ messages: StoredMessage[]; fromMs: number }> {
  const { reader, server, topicName, call } = topic
  const { queues } = await reader.topics.getStats(server, topicName, call)
  let fromMs = from.getTime()
  for (;;) {
    const range = { from: new Date(fromMs), to }
    const stretches = await Promise.all(
      queues.map(async ({ queueId, minOffset, maxOffset }) => {
        const edges = await findTimeEdges({ ...topic, queueId }, { min: minOffset, max: maxOffset }, range)
        return { queueId, ...edges }
      }),
    )
    const count = stretches.reduce((sum, stretch) => sum + stretch.to - stretch.from, 0n)
    if (count <= MAX_MESSAGES || fromMs >= to.getTime()) {
      const read = await Promise.all(stretches.map((stretch) => readStretch(topic, stretch)))
      const messages = read.flat().filter(({ storeTimestamp }) => storeTimestamp >= range.from && storeTimestamp <= to)
      return { messages, fromMs }
    }
    fromMs = to.getTime() - Math.floor((to.getTime() - fromMs) / 10)
  }
}

async function readStretch(
  { reader, server, topicName, call }: TopicOfBroker,
  { queueId, from, to }: { queueId: number; from: bigint; to: bigint },
): Promise<StoredMessage[]> {
  const messages: StoredMessage[] = []
  for (let queueOffset = from; queueOffset < to; ) {
    const left = to - queueOffset
    const maxMessages = left < BigInt(MAX_PULL) ? Number(left) : MAX_PULL
    const result = await reader.messages.pull(server, { topicName, queueId, queueOffset, maxMessages }, call)
    messages.push(...result.messages)
    if (result.nextOffset <= queueOffset) break
    queueOffset = result.nextOffset
  }
  return messages
}
