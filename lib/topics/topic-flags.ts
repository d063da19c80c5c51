import { type GroupFit, isWrongFit } from './group-fit.ts'
import type { TopicFlag } from './schema.ts'
import type { SampledTopic } from './topic-numbers.ts'
import type { TopicRow } from './topic-rows.ts'

/** Groups that read a topic by the sample: not those that only once committed an offset of it. */
export function readingGroups({ sample, topic }: NonNullable<SampledTopic>): string[] {
  return topic.groupNames.filter((groupName) => {
    const onTopic = sample.groups.get(groupName)?.topics.find(({ topicName }) => topicName === topic.topicName)
    return onTopic?.kind !== 'DEAD_SUBSCRIPTION'
  })
}

/** What the sample, and the groups' configs where they were read, say of a topic. Nothing while they do not know. */
export function groupFlags(row: TopicRow, sampled: SampledTopic, fit: GroupFit | null): TopicFlag[] {
  if (!sampled || row.kind !== 'NORMAL') return []
  const { groupNames, onlineGroups } = sampled.topic
  if (groupNames.length === 0) return onlineGroups.state === 'ok' ? ['NO_GROUP'] : []
  const misfits = fit !== null && readingGroups(sampled).some((name) => isWrongFit(row, fit.isOrdered(name)))
  return misfits ? ['WRONG_FIT'] : []
}
