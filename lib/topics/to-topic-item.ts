import type { StoredMetadata } from '#lib/metadata/stored-metadata.ts'
import type { TopicFlag, TopicItem } from './schema.ts'
import { drainedBrokersOf } from './topic-flags.ts'
import { type TopicNumbers, topicNumbers } from './topic-numbers.ts'
import type { TopicRow } from './topic-rows.ts'

/** What is said of a topic by others than its configs. */
interface TopicSurroundings {
  /** Of the sampler; without one they are unknown, never 0. */
  numbers?: TopicNumbers
  /** What the sampler says of its groups. */
  groupFlags?: readonly TopicFlag[]
  /** Brokers that are drained. */
  drained?: ReadonlySet<string>
}

/** The row as it is shown. */
export function toTopicItem(
  { brokers: _, ...row }: TopicRow,
  { revision: __, ...metadata }: StoredMetadata,
  { numbers = topicNumbers(null), groupFlags = [], drained }: TopicSurroundings = {},
): TopicItem {
  const isUndeclared = row.kind === 'NORMAL' && !metadata.isDeclared
  const undeclared: TopicFlag[] = isUndeclared ? ['UNDECLARED'] : []
  const drainedOn = drained ? drainedBrokersOf(row, drained) : []
  const isDrained: TopicFlag[] = drainedOn.length > 0 ? ['DRAINED'] : []
  const flags = [...undeclared, ...row.flags, ...groupFlags, ...isDrained]
  return { ...row, flags, drainedOn, ...numbers, ...metadata }
}
