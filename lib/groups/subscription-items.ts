import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import type { Online } from '#lib/monitoring/online.ts'
import { ownSubscriptions } from '#lib/monitoring/online.ts'
import type { ClusterSample, GroupSample, GroupTopicSample } from '#lib/monitoring/sample.ts'
import { isWrongFit } from '#lib/topics/group-fit.ts'
import type { TopicRow } from '#lib/topics/topic-rows.ts'
import type { Consistency, GroupItem, GroupSubscription, GroupSubscriptions, SubscriptionSet } from './schema.ts'

export interface SubscriptionFacts {
  group: Pick<GroupItem, 'groupName' | 'maxRetries' | 'isOrdered'>
  online: Online
  /** Every server told who is online. */
  isOnlineKnown: boolean
  type: GroupSubscription['type']
  model: GroupSubscription['model']
  sets: readonly SubscriptionSet[]
  /** Clients that did not say what they subscribe to. */
  unread: GroupSubscriptions['unread']
  sample: GroupSample | undefined
  sampledAt: ClusterSample['at'] | null
  topics: ReadonlyMap<string, TopicRow>
}

/** What a group subscribes to, topic by topic: those of its clients now, then those that the sampler knows besides. */
export function subscriptionItems(facts: SubscriptionFacts): GroupSubscription[] {
  const { group, online, sample, topics } = facts
  const live = new Map(ownSubscriptions(online.subscriptions.values()).map((data) => [data.topicName, data]))
  const sampled = new Map(
    (sample?.topics ?? []).filter(({ kind }) => kind !== 'RETRY').map((topic) => [topic.topicName, topic]),
  )
  // A client may subscribe to what no server names: a server keeps one set per group.
  const ofSets = facts.sets.flatMap(({ subscriptions }) => subscriptions.map(({ topicName }) => topicName))
  return [...new Set([...live.keys(), ...ofSets, ...sampled.keys()])].sort().map((topicName) => {
    const expression = live.get(topicName) ?? expressionOfSets(topicName, facts.sets) ?? sampled.get(topicName)
    const topic = topics.get(topicName)
    const isNow = live.has(topicName) || ofSets.includes(topicName)
    return {
      topicName,
      groupName: group.groupName,
      isOnline: isNow ? true : facts.isOnlineKnown ? false : null,
      type: facts.type,
      model: facts.model,
      expressionType: expressionType(expression?.expressionType),
      expression: expression?.expression ?? null,
      consistency: consistencyOf(topicName, facts),
      ...numbersOf(sampled.get(topicName)),
      maxRetries: group.maxRetries,
      isOrdered: group.isOrdered,
      isWrongFit: topic ? isWrongFit(topic, group.isOrdered) : null,
      clients: clientsOf(topicName, facts),
      queues: topic?.readQueues ?? null,
    }
  })
}

const expressionType = (type: string | null | undefined): GroupSubscription['expressionType'] => type ?? null

const expressionOfSets = (topicName: string, sets: readonly SubscriptionSet[]) =>
  sets.flatMap(({ subscriptions }) => subscriptions).find((subscription) => subscription.topicName === topicName)

function numbersOf(topic: GroupTopicSample | undefined) {
  const nothing: Measured<never> = unknown('NOT_SAMPLED')
  return {
    lag: topic?.lag ?? nothing,
    lagTimeMs: topic?.lagTimeMs ?? nothing,
    inflight: topic?.inflight ?? nothing,
    lastConsumedAt: topic?.lastConsumedAt ?? nothing,
  }
}

/** Alike in this topic: a group may be inconsistent in another one. */
function consistencyOf(topicName: string, { sets, unread, isOnlineKnown, online }: SubscriptionFacts): Consistency {
  const texts = new Set(
    sets.map(({ subscriptions }) => {
      const own = subscriptions.find((subscription) => subscription.topicName === topicName)
      return own ? `${own.expressionType}\n${own.expression}` : ''
    }),
  )
  if (texts.size > 1) return 'INCONSISTENT'
  const isKnown = isOnlineKnown && online.clients.length > 0 && (unread.length === 0 || online.clients.length === 1)
  return isKnown ? 'CONSISTENT' : 'UNKNOWN'
}

function clientsOf(topicName: string, { sets, unread, isOnlineKnown, online }: SubscriptionFacts): Measured<number> {
  const at = new Date(online.askedAt)
  const holders = sets
    .filter(({ subscriptions }) => subscriptions.some((subscription) => subscription.topicName === topicName))
    .reduce((sum, { clientIds }) => sum + clientIds.length, 0)
  if (unread.length === 0 && isOnlineKnown) return ok(holders, at)
  return holders > 0 ? { value: holders, state: 'estimate', at, reason: 'PARTIAL' } : unknown('NO_ANSWER', at)
}
