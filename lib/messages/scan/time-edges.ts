import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { MessageReader, ReadOptions } from './message-reader.ts'

export interface QueueEnds {
  min: bigint
  /** Exclusive. */
  max: bigint
}

/** A queue, and how to ask about it. */
export interface QueueAsked {
  reader: MessageReader
  server: Server
  topicName: string
  queueId: number
  call: ReadOptions & { signal: AbortSignal }
}

/** What a broker gives at most in one pull. */
const MAX_PULL = 32
/** Each wrong guess steps this many times further than the one before. */
const GROWTH = 8n

/**
 * Offsets that hold every message stored in [from, to], and maybe a few more at both edges: compare the times again.
 *
 * Brokers answer the offset of a time exactly from 5.1 on. Before, they know no boundary and take the nearest message, or any of
 * those stored in one millisecond, so both edges are proven by reading the message beside them.
 *
 * @see protocol notes §4.5 (SEARCH_OFFSET_BY_TIMESTAMP, 29)
 */
export async function findTimeEdges(
  queue: QueueAsked,
  { min, max }: QueueEnds,
  { from, to }: { from: Date; to: Date },
): Promise<{ from: bigint; to: bigint }> {
  if (min >= max) return { from: max, to: max }
  const [lower, upper] = await Promise.all([
    search(queue, from, { min, max }).then((guess) => provenLower(queue, guess, min, from)),
    search(queue, new Date(to.getTime() + 1), { min, max }).then((guess) => provenUpper(queue, guess, max, to)),
  ])
  return lower < upper ? { from: lower, to: upper } : { from: lower, to: lower }
}

/**
 * The first message stored at `at` or later, and the one before it: proven, whatever the broker takes for the offset of a time.
 *
 * @returns the end of the queue where there is no such message
 */
export async function findOffsetAt(
  queue: QueueAsked,
  { min, max }: QueueEnds,
  at: Date,
): Promise<{ offset: bigint; storedAt: Date | null; previousAt: Date | null }> {
  if (min >= max) return { offset: max, storedAt: null, previousAt: null }
  let offset = await provenLower(queue, await search(queue, at, { min, max }), min, at)
  // Nothing of the time or later is below it. Old brokers may have stopped short of the first one.
  while (offset < max) {
    const { reader, server, topicName, queueId, call } = queue
    const asked = { topicName, queueId, queueOffset: offset, maxMessages: MAX_PULL }
    const { messages, nextOffset } = await reader.messages.pull(server, asked, call)
    const first = messages.find(({ queueOffset, storeTimestamp }) => queueOffset >= offset && storeTimestamp >= at)
    if (first) {
      const before = messages.findLast(({ queueOffset }) => queueOffset < first.queueOffset)?.storeTimestamp
      const previousAt = before ?? (await previousTime(queue, first.queueOffset, min))
      return { offset: first.queueOffset, storedAt: first.storeTimestamp, previousAt }
    }
    if (nextOffset <= offset) break
    offset = nextOffset
  }
  return { offset: max, storedAt: null, previousAt: await previousTime(queue, max, min) }
}

const previousTime = async (queue: QueueAsked, offset: bigint, min: bigint): Promise<Date | null> =>
  offset > min ? storeTime(queue, offset - 1n) : null

async function search(queue: QueueAsked, at: Date, { min, max }: QueueEnds): Promise<bigint> {
  const { reader, server, topicName, queueId, call } = queue
  const offset = await reader.offsets.searchByTime(server, { topicName, queueId, at, boundary: 'LOWER' }, call)
  return offset < min ? min : offset > max ? max : offset
}

/** An offset with nothing of `from` or later below it. */
async function provenLower(queue: QueueAsked, guess: bigint, min: bigint, from: Date): Promise<bigint> {
  let lower = guess
  for (let step = 1n; lower > min; step *= GROWTH) {
    const below = await storeTime(queue, lower - 1n)
    if (below === null || below < from) return lower
    lower = lower - step > min ? lower - step : min
  }
  return lower
}

/** An offset from which on there is nothing of `to` or earlier. */
async function provenUpper(queue: QueueAsked, guess: bigint, max: bigint, to: Date): Promise<bigint> {
  let upper = guess
  for (let step = 1n; upper < max; step *= GROWTH) {
    const above = await storeTime(queue, upper)
    if (above === null || above > to) return upper
    upper = upper + step < max ? upper + step : max
  }
  return upper
}

/** Null when there is nothing to compare with: deleted meanwhile. */
async function storeTime(queue: QueueAsked, queueOffset: bigint): Promise<Date | null> {
  const { reader, server, topicName, queueId, call } = queue
  const { messages } = await reader.messages.pull(server, { topicName, queueId, queueOffset, maxMessages: 1 }, call)
  return messages[0]?.storeTimestamp ?? null
}
