import { type Measured, unknown } from '#lib/api/endpoint.ts'
import type { ClusterSample, TopicSample, WorstLagSample } from '#lib/monitoring/sample.ts'
import type { TopicItem } from './schema.ts'

export type TopicNumbers = Pick<
  TopicItem,
  'inTps' | 'outTps' | 'inBytesPerSecond' | 'messages24h' | 'retained' | 'lastWriteAt' | 'groups' | 'worstLag'
>

/** A sample as one topic sees it. Null: nothing has been sampled yet, or not this topic. */
export type SampledTopic = { sample: ClusterSample; topic: TopicSample } | null

export function sampledTopic(sample: ClusterSample | null, topicName: string): SampledTopic {
  const topic = sample?.topics.get(topicName)
  return sample && topic ? { sample, topic } : null
}

/** The numbers of a topic's row. What has not been sampled is unknown, never 0. */
export function topicNumbers(sampled: SampledTopic): TopicNumbers {
  if (!sampled) {
    const notSampled = unknown('NOT_SAMPLED')
    return {
      inTps: notSampled,
      outTps: notSampled,
      inBytesPerSecond: notSampled,
      messages24h: notSampled,
      retained: notSampled,
      lastWriteAt: notSampled,
      groups: notSampled,
      worstLag: null,
    }
  }
  const { inTps, outTps, inBytesPerSecond, messages24h, retained, lastWriteAt } = sampled.topic
  const numbers = { inTps, outTps, inBytesPerSecond, messages24h, retained, lastWriteAt }
  return { ...numbers, groups: groupCounts(sampled.topic), worstLag: worstLag(sampled) }
}

export function groupCounts({ groupNames, onlineGroups }: TopicSample): Measured<{ online: number; all: number }> {
  const { value: online, ...rest } = onlineGroups
  return { ...rest, value: online === null ? null : { online, all: groupNames.length } }
}

/**
 * Who is furthest behind. While nobody is known to be behind: a group of which that is not known, else one that is not behind.
 *
 * @returns null when no group can be behind: there is none, or all are broadcasting or never consumed
 */
export function worstLag({ sample, topic }: NonNullable<SampledTopic>): WorstLagSample | null {
  if (topic.worstLag) return topic.worstLag
  const candidates = topic.groupNames.flatMap((groupName): WorstLagSample[] => {
    const onTopic = sample.groups.get(groupName)?.topics.find(({ topicName }) => topicName === topic.topicName)
    if (onTopic?.kind !== 'SUBSCRIBED' || onTopic.lag.state === 'na') return []
    const { lag, lagTimeMs, trend } = onTopic
    return [{ groupName, lag, lagTimeMs, trend }]
  })
  return candidates.find(({ lag }) => lag.state === 'unknown') ?? candidates[0] ?? null
}
