import type { MessageOrder, QueueOffsetAt } from '#lib/messages/schema.ts'

/** A place to search from, as the address holds it. */
export interface Place {
  broker: string
  queueId: number
  offset: string
  order?: MessageOrder
}

/**
 * The first or the last message of a queue, read towards where the others lie; null: it has none. `maxOffset` is that of the next
 * message to come.
 */
export function jumpTo(
  {
    brokerName,
    queueId,
    minOffset,
    maxOffset,
  }: Pick<QueueOffsetAt, 'brokerName' | 'queueId' | 'minOffset' | 'maxOffset'>,
  end: 'min' | 'max',
): Place | null {
  if (minOffset >= maxOffset) return null
  const place = { broker: brokerName, queueId }
  return end === 'min'
    ? { ...place, offset: minOffset.toString(), order: 'oldest' }
    : { ...place, offset: (maxOffset - 1n).toString(), order: 'newest' }
}
