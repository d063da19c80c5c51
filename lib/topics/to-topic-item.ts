import { unknown } from '#lib/api/endpoint.ts'
import type { StoredMetadata } from '#lib/metadata/stored-metadata.ts'
import type { TopicItem } from './schema.ts'
import type { TopicRow } from './topic-rows.ts'

/** The row as it is shown. Its numbers come from the sampler: without one they are unknown, never 0. */
export function toTopicItem(
  { brokers: _, ...row }: TopicRow,
  { revision: __, ...metadata }: StoredMetadata,
): TopicItem {
  const isUndeclared = row.kind === 'NORMAL' && !metadata.isDeclared
  return {
    ...row,
    flags: isUndeclared ? ['UNDECLARED', ...row.flags] : row.flags,
    inTps: unknown('NOT_SAMPLED'),
    outTps: unknown('NOT_SAMPLED'),
    inBytesPerSecond: unknown('NOT_SAMPLED'),
    messages24h: unknown('NOT_SAMPLED'),
    retained: unknown('NOT_SAMPLED'),
    lastWriteAt: unknown('NOT_SAMPLED'),
    groups: unknown('NOT_SAMPLED'),
    worstLag: null,
    ...metadata,
  }
}
