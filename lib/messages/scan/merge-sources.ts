import type { MessageOrder } from '#lib/messages/schema.ts'
import { compareMessages, type FoundMessage, type MessageSource } from './message-source.ts'

export interface MergeOptions {
  order: MessageOrder
  /** Messages at most. */
  limit: number
  /** Bytes read at most, before one more request; what is buffered is still handed out. */
  maxBytes: number
  /** Ends the reading with what came: the time an answer may take. */
  deadline: AbortSignal
  /** Ends it with nothing: the client has gone. */
  signal: AbortSignal
}

export interface Merged {
  messages: FoundMessage[]
  /** `end`: every source is empty or has failed. */
  stopped: 'end' | 'limit' | 'time'
}

/**
 * Merges sources into one order. A message is handed out only when every source has shown its next one (or has none, or is known
 * to have looked beyond it), so the order holds across pages; sources whose next one is not known are read at the same time.
 *
 * @throws the reason of `signal`
 */
export async function mergeSources(sources: readonly MessageSource[], options: MergeOptions): Promise<Merged> {
  const { order, limit, maxBytes, deadline, signal } = options
  const compare = compareMessages(order)
  const stop = AbortSignal.any([signal, deadline])
  const messages: FoundMessage[] = []
  let requests = 0
  const isBehind = (source: MessageSource, next: MessageSource | undefined) =>
    !next?.head || !hasLookedBeyond(source, next.head, order)
  const isFull = () => requests > 0 && sources.reduce((sum, source) => sum + source.scannedBytes, 0) >= maxBytes
  /** Until its next one is known, or that it lies behind what the others have: a slow source does not hold up a fast one. */
  const fill = async (source: MessageSource) => {
    do {
      requests++
      await source.fill(stop)
    } while (source.isHungry && isBehind(source, firstOf(sources, compare)) && !isFull() && !stop.aborted)
  }
  while (messages.length < limit) {
    const next = firstOf(sources, compare)
    const hungry = sources.filter((source) => source.isHungry && isBehind(source, next))
    if (hungry.length > 0) {
      if (isFull()) return { messages, stopped: 'limit' }
      try {
        await Promise.all(hungry.map(fill))
      } catch (error) {
        signal.throwIfAborted()
        if (deadline.aborted) return { messages, stopped: 'time' }
        throw error
      }
      if (deadline.aborted) return { messages, stopped: 'time' }
      continue
    }
    if (sources.some((source) => source.isSpent && isBehind(source, next))) return { messages, stopped: 'limit' }
    if (!next) return { messages, stopped: 'end' }
    messages.push(next.take())
  }
  const isAtEnd = sources.every((source) => !source.head && !source.isHungry && !source.isSpent)
  return { messages, stopped: isAtEnd ? 'end' : 'limit' }
}

/** Whatever the source still has comes after that message. */
function hasLookedBeyond({ reachedMs }: MessageSource, { message }: FoundMessage, order: MessageOrder): boolean {
  if (reachedMs === undefined) return false
  const ms = message.storeTimestamp.getTime()
  return order === 'newest' ? reachedMs < ms : reachedMs > ms
}

function firstOf(
  sources: readonly MessageSource[],
  compare: (a: FoundMessage, b: FoundMessage) => number,
): MessageSource | undefined {
  let first: MessageSource | undefined
  for (const source of sources) {
    if (!source.head) continue
    if (!first?.head || compare(source.head, first.head) < 0) first = source
  }
  return first
}
