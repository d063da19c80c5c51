import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import { ownSubscriptions } from '#lib/monitoring/online.ts'
import type { GroupSample } from '#lib/monitoring/sample.ts'
import { RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { joinPartial } from './join-partial.ts'
import type { TopicProgress } from './progress-rows.ts'
import type { LiveOnline } from './read-online.ts'
import { readProgress, silentTopics, type TopicsOfGroup } from './read-progress.ts'

/** For everything that is asked live of one group, so that its page answers within 3 s although a server hangs. */
export const GROUP_PATIENCE_MS = 1_400
/** For brokers and proxies to say who is online: what the rest needs must not wait longer for one that hangs. */
export const ONLINE_PATIENCE_MS = 900

export interface GroupQuestion {
  groupName: string
  sample: GroupSample | undefined
  inventory: Inventory
  /** Who is online, being asked. */
  online: Promise<LiveOnline>
  /** Only this topic. */
  topicName?: string | undefined
  /** `performance.now()` by which everything must have been answered. */
  deadlineMs: number
  signal: AbortSignal
  /** By address: who is known not to answer, and is not asked. */
  silent?: ReadonlyMap<string, PartialEntry>
}

export interface GroupReading {
  live: LiveOnline
  /** What each broker said of each topic, as far as the actor sees it. */
  topics: TopicProgress[]
  /** Brokers did not answer of which not even the queues are known. */
  isIncomplete: boolean
  /** Brokers and proxies that did not answer. */
  partial: PartialEntry[]
}

/** Asks every broker where a group stands (208, 202, 303), and beside it waits for who is online. */
export async function readGroupProgress(cluster: LiveCluster, question: GroupQuestion): Promise<GroupReading> {
  const { groupName, sample, inventory, online, topicName, deadlineMs, signal, silent } = question
  const topics = online.then((live) => ({
    known: knownTopics(sample, live, inventory, groupName, topicName),
    kindOf: kindOf(sample, live),
  }))
  // Without a broker nobody waits for it; its failure is that of `online`.
  topics.catch(() => {})
  const asked = { groupName, topicName, topics, needsCommits: sample === undefined, deadlineMs, signal }
  const [live, brokers] = await Promise.all([
    online,
    Promise.all(
      inventory.topicConfigs.map(async (broker) => {
        const error = silent?.get(broker.server.address)
        return error ? { topics: silentTopics(broker, await topics), error } : readProgress(cluster, broker, asked)
      }),
    ),
  ])
  const known = new Set(inventory.topicConfigs.map(({ server }) => server.address))
  return {
    live,
    topics: brokers.flatMap(({ topics }) => topics).filter(({ topicName }) => cluster.scope.topic(topicName)),
    isIncomplete: inventory.partial.some(({ address }) => !known.has(address)),
    partial: joinPartial(
      brokers.flatMap(({ error }) => error ?? []),
      inventory.partial,
      live.partial,
    ),
  }
}

/** Topics that the group has to do with, besides those that the brokers tell. */
function knownTopics(
  sample: GroupSample | undefined,
  { online }: LiveOnline,
  { topicConfigs }: Inventory,
  groupName: string,
  topic: string | undefined,
): ReadonlySet<string> {
  const retryTopic = RETRY_PREFIX + groupName
  const hasRetryTopic = topicConfigs.some(({ configs }) => configs.has(retryTopic))
  const names = [
    ...online.subscriptions.keys(),
    ...(sample?.topics.map(({ topicName }) => topicName) ?? []),
    ...(hasRetryTopic ? [retryTopic] : []),
  ]
  return new Set(topic === undefined ? names : names.filter((name) => name === topic))
}

/**
 * A topic that no client subscribes to is a dead subscription only where all are known: with nobody online, or a server silent,
 * the sampler's word counts.
 */
function kindOf(sample: GroupSample | undefined, { online, partial }: LiveOnline): TopicsOfGroup['kindOf'] {
  const subscribed = new Set(ownSubscriptions(online.subscriptions.values()).map(({ topicName }) => topicName))
  const sampled = new Map(sample?.topics.map(({ topicName, kind }) => [topicName, kind]))
  const isKnown = online.clients.length > 0 && partial.length === 0
  return (topicName): TopicProgress['kind'] => {
    if (topicName.startsWith(RETRY_PREFIX)) return 'RETRY'
    if (subscribed.has(topicName)) return 'SUBSCRIBED'
    return isKnown ? 'DEAD_SUBSCRIPTION' : (sampled.get(topicName) ?? 'SUBSCRIBED')
  }
}
