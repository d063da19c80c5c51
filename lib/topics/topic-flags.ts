import { isWrongFit } from './group-fit.ts'
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

/** Brokers of a topic that take no new messages. */
export const drainedBrokersOf = ({ brokerNames }: Pick<TopicRow, 'brokerNames'>, drained: ReadonlySet<string>) =>
  drained.size === 0 ? [] : brokerNames.filter((name) => drained.has(name))

/** What the sample says of a topic and its groups. Nothing while it does not know. */
export function groupFlags(row: TopicRow, sampled: SampledTopic): TopicFlag[] {
  if (!sampled || row.kind !== 'NORMAL') return []
  const { groupNames, onlineGroups } = sampled.topic
  if (groupNames.length === 0) return onlineGroups.state === 'ok' ? ['NO_GROUP'] : []
  const isOrdered = (name: string) => sampled.sample.groups.get(name)?.isOrdered ?? null
  const misfits = readingGroups(sampled).some((name) => isWrongFit(row, isOrdered(name)))
  return misfits ? ['WRONG_FIT'] : []
}
