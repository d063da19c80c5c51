import type { StoredMetadata } from '#lib/metadata/stored-metadata.ts'
import type { TopicFlag, TopicItem } from './schema.ts'
import { type TopicNumbers, topicNumbers } from './topic-numbers.ts'
import type { TopicRow } from './topic-rows.ts'

/**
 * The row as it is shown.
 *
 * @param numbers of the sampler; without one they are unknown, never 0
 * @param groupFlags what the sampler says of its groups
 */
export function toTopicItem(
  { brokers: _, ...row }: TopicRow,
  { revision: __, ...metadata }: StoredMetadata,
  numbers: TopicNumbers = topicNumbers(null),
  groupFlags: readonly TopicFlag[] = [],
): TopicItem {
  const isUndeclared = row.kind === 'NORMAL' && !metadata.isDeclared
  const undeclared: TopicFlag[] = isUndeclared ? ['UNDECLARED'] : []
  return { ...row, flags: [...undeclared, ...row.flags, ...groupFlags], ...numbers, ...metadata }
}
