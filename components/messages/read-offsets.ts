import type { MessageOrder, QueueCoverage } from '#lib/messages/schema.ts'

/** Which offsets of a queue have been read, both ends included; null: none, or nobody said where it begins. */
export function readOffsets(
  { fromOffset, toOffset, nextOffset }: Pick<QueueCoverage, 'fromOffset' | 'toOffset' | 'nextOffset'>,
  order: MessageOrder,
): { first: bigint; last: bigint } | null {
  if (fromOffset === null || toOffset === null || nextOffset === null) return null
  const [first, end] = order === 'oldest' ? [fromOffset, nextOffset] : [nextOffset, toOffset]
  return first < end ? { first, last: end - 1n } : null
}
