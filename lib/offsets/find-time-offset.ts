import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { CallOptions, Server } from '#lib/rocketmq/admin/server.ts'

interface QueueOfServer {
  admin: Pick<AdminClient, 'offsets' | 'messages'>
  server: Server
  topicName: string
  queueId: number
  min: bigint
  max: bigint
  call: CallOptions
}

/**
 * The first message stored at or after a time, the end of the queue when there is none. Brokers before 5.1 answer the nearest
 * message on either side, or any of those of one millisecond, so what they say is only where the search begins: it is narrowed by
 * reading store times, which never go back within a queue.
 *
 * @throws RocketmqError, or the signal's reason
 */
export async function findTimeOffset(queue: QueueOfServer, at: Date): Promise<bigint> {
  const { min, max } = queue
  if (min >= max) return max
  const guess = await searchByTime(queue, at)
  const isBefore = async (offset: bigint) => {
    const storedAt = await storeTime(queue, offset)
    return storedAt !== null && storedAt < at
  }
  // Invariant: everything below `low` is older than `at`, everything from `high` on is not.
  let low = min
  let high = max
  if (guess > min && (await isBefore(guess - 1n))) low = guess
  else if (guess > min) high = guess - 1n
  if (low === guess && guess < max) {
    if (!(await isBefore(guess))) return guess
    low = guess + 1n
  }
  while (low < high) {
    const middle = (low + high) / 2n
    if (await isBefore(middle)) low = middle + 1n
    else high = middle
  }
  return low
}

/** What the broker itself takes for the offset of a time, kept within the queue. @throws RocketmqError */
export async function searchByTime({ admin, server, topicName, queueId, min, max, call }: QueueOfServer, at: Date) {
  const offset = await admin.offsets.searchByTime(server, { topicName, queueId, at, boundary: 'LOWER' }, call)
  return offset < min ? min : offset > max ? max : offset
}

/** Null when there is no message: at the end, or deleted meanwhile. @throws RocketmqError */
export async function storeTime(
  {
    admin,
    server,
    topicName,
    queueId,
    call,
  }: Pick<QueueOfServer, 'admin' | 'server' | 'topicName' | 'queueId' | 'call'>,
  queueOffset: bigint,
): Promise<Date | null> {
  const query = { topicName, queueId, queueOffset, maxMessages: 1 }
  const { messages } = await admin.messages.pull(server, query, call)
  const [message] = messages
  return message?.queueOffset === queueOffset ? message.storeTimestamp : null
}
