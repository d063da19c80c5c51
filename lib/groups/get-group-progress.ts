import type { PartialEntry } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import { ownSubscriptions } from '#lib/monitoring/online.ts'
import type { GroupSample } from '#lib/monitoring/sample.ts'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import { RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { askClients, OWNERS_AGE_MS } from './ask-clients.ts'
import { findGroup } from './find-group.ts'
import { joinPartial } from './join-partial.ts'
import { progressRows, type TopicProgress } from './progress-rows.ts'
import { ownershipOf, queueOwners } from './queue-owners.ts'
import { askableClients, type LiveOnline, readOnline } from './read-online.ts'
import { readProgress, type TopicsOfGroup } from './read-progress.ts'
import type { GroupProgress } from './schema.ts'

/** For everything that is asked live, so that a page answers within 3 s although a server hangs. */
const PATIENCE_MS = 1_400
/** For brokers and proxies to say who is online: what the rest needs must not wait longer for one that hangs. */
const ONLINE_PATIENCE_MS = 900

/**
 * Where a group stands, queue by queue, asked now of every broker. The queues of a broker that does not answer are listed with
 * unknown figures. Owners are what the remoting clients say themselves,
 * within the last 15 s; never guessed.
 *
 * @param input.topic only this topic
 * @param input.patienceMs for whom an answer may take longer than a page's
 * @throws AppError NOT_FOUND
 */
export async function getGroupProgress(
  ctx: Context,
  {
    clusterId,
    groupName,
    topic,
    patienceMs = PATIENCE_MS,
  }: { clusterId: string; groupName: string; topic?: string | undefined; patienceMs?: number },
): Promise<GroupProgress & { partial?: PartialEntry[] }> {
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const { signal } = ctx
  const cluster = await getCluster(ctx, clusterId)
  const [{ entry }, inventory] = await Promise.all([
    findGroup(cluster, groupName, signal),
    cluster.getInventory({ signal }),
  ])
  requireAnswers(inventory)
  const readAt = new Date()
  const deadlineMs = performance.now() + patienceMs
  const online = readOnline({ ...cluster, pageTimeoutMs: ONLINE_PATIENCE_MS }, groupName, signal)
  const topics = online.then((live) => ({
    known: knownTopics(entry.sample, live, inventory, groupName, topic),
    kindOf: kindOf(entry.sample, live),
  }))
  // Without a broker nobody waits for it; its failure is that of `online`.
  topics.catch(() => {})
  const question = {
    groupName,
    topicName: topic,
    topics,
    needsCommits: entry.sample === undefined,
    deadlineMs,
    signal,
  }
  const [live, brokers, clients] = await Promise.all([
    online,
    Promise.all(inventory.topicConfigs.map((broker) => readProgress(cluster, broker, question))),
    // Slower clients leave their queues without an owner.
    online.then((live) =>
      live.model === 'BROADCASTING'
        ? new Map<string, RunningInfo>()
        : askClients(cluster, groupName, live, {
            signal,
            patienceMs: deadlineMs - performance.now(),
            maxAgeMs: OWNERS_AGE_MS,
          }),
    ),
  ])
  const partial = joinPartial(
    brokers.flatMap(({ error }) => error ?? []),
    inventory.partial,
    live.partial,
  )
  const known = new Set(inventory.topicConfigs.map(({ server }) => server.address))
  return {
    ...progressRows({
      topics: brokers.flatMap(({ topics }) => topics).filter(({ topicName }) => cluster.scope.topic(topicName)),
      ownerOf: queueOwners(clients),
      isBroadcast: live.model === 'BROADCASTING',
      isIncomplete: inventory.partial.some(({ address }) => !known.has(address)),
    }),
    ownership: ownershipOf(live),
    owners: { asked: askableClients(live).length, answered: clients.size },
    readAt,
    ...(partial.length > 0 && { partial }),
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
