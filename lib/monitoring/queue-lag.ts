export interface QueueOffsets {
  minOffset: bigint
  /** Offset of the next message: what is stored ends one before it. */
  maxOffset: bigint
  /** Offset that the group reads next; null when it has committed none on this queue. */
  committed: bigint | null
}

export interface QueueLag {
  lag: bigint
  /** The committed offset points at messages that are no longer stored: they count neither as lag nor as consumed. */
  isBelowMin: boolean
}

/**
 * Messages of one queue that a group has not committed yet. What the broker has deleted cannot be consumed, so counting starts
 * at `minOffset`; a queue without a commit counts from there too. mqadmin counts from the committed offset instead and shows
 * more than is stored when it lies below min.
 *
 * Negative for a moment when a commit overtakes the broker's own offset that was read before it: kept, for a sum over queues
 * that hides it would be wrong by as much.
 */
export function queueLag({ minOffset, maxOffset, committed }: QueueOffsets): QueueLag {
  if (committed === null) return { lag: maxOffset - minOffset, isBelowMin: false }
  const isBelowMin = committed < minOffset
  return { lag: maxOffset - (isBelowMin ? minOffset : committed), isBelowMin }
}
