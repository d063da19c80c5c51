import { unknown } from '#lib/api/endpoint.ts'
import { keptFor } from '#lib/clusters/scoped-inventory.ts'
import type { ReadScope } from '#lib/users/read-scope.ts'
import { joinMeasured, sumOf, sumOfNumbers } from './combine.ts'
import { onlineGroupsOf, worstLagOf } from './compute-topics.ts'
import type { ClientSample, ClusterSample, GroupSample, GroupTopicSample, TopicSample } from './sample.ts'

/**
 * What a scope sees of a sample. Topics name only the groups that are seen, and groups only the topics; where that takes something away, the
 * sums are those of what is left, so that they agree with the rows under them.
 */
export function scopedSample(sample: ClusterSample, scope: ReadScope): ClusterSample {
  if (scope.isWhole) return sample
  return keptFor(sample, scope, () => {
    const groups = new Map<string, GroupSample>()
    for (const [name, group] of sample.groups) if (scope.group(name)) groups.set(name, seenGroup(group, scope))
    const topics = new Map<string, TopicSample>()
    for (const [name, topic] of sample.topics) if (scope.topic(name)) topics.set(name, seenTopic(topic, groups))
    const producers = sample.producers.filter(({ groupName }) => scope.group(groupName))
    return { ...sample, topics, groups, producers: producers.map((client) => seenClient(client, scope)) }
  })
}

function seenTopic(topic: TopicSample, groups: ReadonlyMap<string, GroupSample>): TopicSample {
  const groupNames = topic.groupNames.filter((name) => groups.has(name))
  if (groupNames.length === topic.groupNames.length) return topic
  const left = groupNames.flatMap((name) => {
    const group = groups.get(name)
    const onTopic = group?.topics.find(({ topicName }) => topicName === topic.topicName)
    return group && onTopic ? [{ group, topic: onTopic }] : []
  })
  return { ...topic, groupNames, onlineGroups: onlineGroupsOf(left), worstLag: worstLagOf(left) }
}

function seenGroup(group: GroupSample, scope: ReadScope): GroupSample {
  const topics = group.topics.filter(({ topicName }) => scope.topic(topicName))
  if (topics.length === group.topics.length) return group
  const ofKind = (kind: GroupTopicSample['kind']) => topics.filter((topic) => topic.kind === kind)
  const subscribed = ofKind('SUBSCRIBED')
  const notKnown = unknown('PARTIAL', group.lag.at)
  return {
    ...group,
    topics,
    lag: sumOr(group.lag, subscribed, 'lag'),
    retryLag: sumOr(group.retryLag, ofKind('RETRY'), 'lag'),
    deadSubscriptionLag: sumOr(group.deadSubscriptionLag, ofKind('DEAD_SUBSCRIPTION'), 'lag'),
    inflight: sumOr(group.inflight, subscribed, 'inflight'),
    // Known of the group as a whole only.
    ready: group.ready.state === 'na' ? group.ready : notKnown,
    queueingTimeMs: group.queueingTimeMs.value === null ? group.queueingTimeMs : notKnown,
    drainSeconds: group.drainSeconds.state === 'na' ? group.drainSeconds : notKnown,
    trend: null,
    lagTimeMs:
      subscribed.length === 0
        ? { value: null, state: 'na', at: group.lagTimeMs.at }
        : joinMeasured(
            subscribed.map(({ lagTimeMs }) => lagTimeMs),
            (values) => Math.max(...values),
          ),
    ackTps:
      topics.length === 0
        ? { ...group.ackTps, value: group.ackTps.value === null ? null : 0 }
        : joinMeasured(
            topics.map(({ ackTps }) => ackTps),
            sumOfNumbers,
          ),
    subscriptionSets: group.subscriptionSets.map((set) => ({
      ...set,
      subscriptions: set.subscriptions.filter(({ topicName }) => scope.topic(topicName)),
    })),
    onlineClients: group.onlineClients.map((client) => seenClient(client, scope)),
  }
}

/** Of no topics the sum is 0, where the group has such a number at all. */
function sumOr(
  whole: GroupSample['lag'],
  topics: readonly GroupTopicSample[],
  key: 'lag' | 'inflight',
): GroupSample['lag'] {
  if (topics.length === 0) return whole.value === null ? whole : { ...whole, value: 0n }
  return joinMeasured(
    topics.map((topic) => topic[key]),
    sumOf,
  )
}

function seenClient(client: ClientSample, scope: ReadScope): ClientSample {
  const topics = client.topics.filter((name) => scope.topic(name))
  return topics.length === client.topics.length ? client : { ...client, topics }
}
