import type { MessageOrder } from '#lib/messages/schema.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'

/** A stored message and the server that handed it out. */
export interface FoundMessage {
  server: Server
  message: StoredMessage
}

/** Messages of one place in the order of the search, read as far as needed. */
export interface MessageSource {
  /** The next message, where it has been read. */
  readonly head: FoundMessage | undefined
  /** Nothing is buffered and there may be more: `fill` reads on. */
  readonly isHungry: boolean
  /** Nothing is buffered, there may be more, and this answer must not read on. */
  readonly isSpent: boolean
  /**
   * Store time, ms, up to which a source that narrows its messages has looked: what it still has lies behind it in the order of the
   * search. undefined: nothing is known but its head.
   */
  readonly reachedMs?: number | undefined
  /** Bytes of messages read so far. */
  readonly scannedBytes: number
  /** One request. A server that fails makes the source a failed one, without a throw. @throws the signal's reason */
  fill(signal: AbortSignal): Promise<void>
  /** Hands out the head. */
  take(): FoundMessage
}

/** Narrows messages that were read, as a filter does; some may need longer than a look. @throws the signal's reason */
export type Narrow = (messages: readonly StoredMessage[], signal: AbortSignal) => Promise<StoredMessage[]>

/** By store time; what was stored in one millisecond by broker, queue and offset, so that every page agrees. */
export function compareMessages(order: MessageOrder): (a: FoundMessage, b: FoundMessage) => number {
  const sign = order === 'oldest' ? 1 : -1
  return (a, b) => sign * compareAscending(a, b)
}

function compareAscending(a: FoundMessage, b: FoundMessage): number {
  const byTime = a.message.storeTimestamp.getTime() - b.message.storeTimestamp.getTime()
  if (byTime !== 0) return byTime
  if (a.server.brokerName !== b.server.brokerName) return a.server.brokerName < b.server.brokerName ? -1 : 1
  if (a.message.queueId !== b.message.queueId) return a.message.queueId - b.message.queueId
  return a.message.queueOffset < b.message.queueOffset ? -1 : a.message.queueOffset > b.message.queueOffset ? 1 : 0
}
