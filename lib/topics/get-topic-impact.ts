import type { Impact } from '#lib/api/endpoint.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { rulesNaming } from '#lib/clusters/rules-naming.ts'
import { AppError } from '#lib/errors.ts'
import { joinPartial } from '#lib/groups/join-partial.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { readBrokerConfigs } from '#lib/nodes/broker-configs.ts'
import { DLQ_PREFIX, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { viewsNaming } from '#lib/saved-views/views-naming.ts'
import type { Context } from '#lib/users/context.ts'
import { wholeScope } from '#lib/users/read-scope.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { findTopic } from './find-topic.ts'
import { getTopic } from './get-topic.ts'
import { getTopicProducers } from './get-topic-producers.ts'
import { getTopicRoute } from './get-topic-route.ts'
import { getTopicSubscriptions } from './get-topic-subscriptions.ts'
import { deleteTopicCommand } from './mqadmin-command.ts'
import type { TopicImpact, TopicSubscription } from './schema.ts'
import { sampledTopic, topicNumbers } from './topic-numbers.ts'
import { type TopicRow, topicRows } from './topic-rows.ts'
import { undeletable } from './undeletable.ts'

/** Who wrote a message since then is writing now. */
const ONLINE_PRODUCER_MS = 5 * 60_000
const MOST_GROUPS = 500
const CONFIG_KEPT_MS = 10_000

/**
 * What deleting a topic would take along: its messages, what each group has not consumed, who is online, what stays. Asked live of
 * its brokers and name servers; of more than 16 groups the rest is as last sampled.
 *
 * @throws AppError NOT_FOUND
 */
export async function getTopicImpact(
  ctx: Context,
  { clusterId, topicName }: { clusterId: string; topicName: string },
): Promise<TopicImpact> {
  requirePermission(ctx, 'topic:read', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  const { row, inventory } = await findTopic(cluster, topicName, ctx.signal)
  const readAt = new Date()
  const key = { clusterId, topicName, page: 1 }
  const named = { clusterId, kind: 'topic', name: topicName } as const
  const [topic, subscriptions, producers, route, sample, metadata, autoCreateOn, savedViews, alarmRules] =
    await Promise.all([
      getTopic(ctx, key),
      getTopicSubscriptions(ctx, { ...key, pageSize: MOST_GROUPS }),
      getTopicProducers(ctx, { ...key, pageSize: MOST_GROUPS }),
      // Without a name server that answers, what the brokers hold can still be told.
      getTopicRoute(ctx, key).catch((error: unknown) => {
        if (error instanceof AppError && error.code.startsWith('CLUSTER_')) return null
        throw error
      }),
      getSample(cluster),
      getMetadata(clusterId, 'topic', [topicName]),
      creatingBrokers(cluster, row),
      viewsNaming(ctx, named),
      rulesNaming(ctx, named),
    ])
  const groups = subscriptions.items.map(toGroup).sort(byLoss)
  const isReadUnseen = await isReadByUnseen(cluster, topicName)
  const recent = producers.items.filter(
    ({ lastMessageAt }) => readAt.getTime() - lastMessageAt.getTime() < ONLINE_PRODUCER_MS,
  )
  const topics = topicRows(inventory)
  const staying = groups
    .flatMap(({ groupName }) => [RETRY_PREFIX + groupName, DLQ_PREFIX + groupName])
    .filter((name) => topics.has(name))
  const partial = joinPartial(...[topic, subscriptions, producers, route].map((part) => part?.partial ?? []))
  const blocked = undeletable(row, metadata.get(topicName)?.deletionProtection ?? false, cluster)
  const routes = route?.nameServers.filter(({ hasRoute }) => hasRoute).length ?? 0
  const shown = {
    readAt,
    retained: topic.retained.value,
    oldestMessageAt: topic.oldestMessageAt.value,
    lastWriteAt: topic.lastWriteAt.value,
    inTps: topicNumbers(sampledTopic(sample, topicName)).inTps,
    groups,
    producers: recent.length,
    routes,
    queues: Math.max(row.writeQueues, row.readQueues),
    brokers: row.brokers.length,
    autoCreateOn,
    stayingTopics: staying,
    savedViews,
    alarmRules,
  }
  return {
    ...shown,
    dryRun: true,
    blockedBy: blocked ? [{ code: blocked.code, detail: blocked.message }] : [],
    needsForce:
      isReadUnseen ||
      recent.length > 0 ||
      groups.some(({ onlineClients }) => onlineClients !== null && onlineClients > 0),
    confirm: topicName,
    effects: [...effectsOf(topicName, shown), ...(isReadUnseen ? [readByUnseen] : [])],
    steps: stepsOf(cluster, row, groups.length, route?.orderEntry ?? null),
    command: deleteTopicCommand(cluster.nameServers, row.clusterNames, topicName),
    ...(partial.length > 0 && { partial }),
  }
}

const readByUnseen: Impact['effects'][number] = {
  kind: 'group',
  target: '(outside your scope)',
  count: null,
  detail: 'Consumers that you do not see are online.',
}

/** What is deleted is gone for everybody: that others consume it is said, who they are is not. */
async function isReadByUnseen(cluster: LiveCluster, topicName: string): Promise<boolean> {
  if (cluster.scope.isWhole) return false
  const sample = await getSample({ clusterId: cluster.clusterId, scope: wholeScope })
  const names = sample?.topics.get(topicName)?.groupNames ?? []
  return names
    .filter((name) => !cluster.scope.group(name))
    .some((name) => sample?.groups.get(name)?.topics.some((topic) => topic.topicName === topicName && topic.isOnline))
}

function toGroup({ groupName, clients, lag, lastConsumedAt }: TopicSubscription): TopicImpact['groups'][number] {
  return {
    groupName,
    onlineClients: clients.value,
    unconsumed: lag.value,
    isExact: lag.state === 'ok',
    lastConsumedAt: lastConsumedAt.value,
  }
}

type Group = TopicImpact['groups'][number]
const byLoss = (a: Group, b: Group) => {
  const [left, right] = [a.unconsumed ?? -1n, b.unconsumed ?? -1n]
  return left === right ? (a.groupName < b.groupName ? -1 : 1) : left > right ? -1 : 1
}

function effectsOf(
  topicName: string,
  facts: Pick<
    TopicImpact,
    'retained' | 'groups' | 'producers' | 'routes' | 'autoCreateOn' | 'stayingTopics' | 'savedViews' | 'alarmRules'
  >,
): Impact['effects'] {
  const { retained, groups, producers, routes, autoCreateOn, stayingTopics, savedViews, alarmRules } = facts
  return [
    {
      kind: 'messages',
      target: topicName,
      count: retained,
      detail: 'Messages that are deleted. Nothing brings them back.',
    },
    ...groups.map(({ groupName, onlineClients, unconsumed, isExact }) => ({
      kind: 'group',
      target: groupName,
      count: unconsumed,
      detail: `${unconsumed === null ? 'What it has not consumed is not known' : `${isExact ? '' : 'At least '}${unconsumed} messages not consumed`}; ${onlineClients ?? 'unknown'} online clients. Its offsets are kept as a snapshot.`,
    })),
    { kind: 'producers', target: topicName, count: BigInt(producers), detail: 'Clients that wrote within 5 minutes.' },
    { kind: 'routes', target: topicName, count: BigInt(routes), detail: 'Name servers that forget the route.' },
    ...autoCreateOn.map((brokerName) => ({
      kind: 'autoCreate',
      target: brokerName,
      count: null,
      detail: 'autoCreateTopicEnable is on: a producer that goes on brings an empty topic back.',
    })),
    ...stayingTopics.map((name) => ({
      kind: 'stays',
      target: name,
      count: null,
      detail: 'Stays: it goes with its group.',
    })),
    ...alarmRules.map((name) => ({ kind: 'rule', target: name, count: null, detail: 'An alarm rule that names it.' })),
    ...savedViews.map((name) => ({ kind: 'view', target: name, count: null, detail: 'A saved view that names it.' })),
  ]
}

function stepsOf(
  { nameServers }: LiveCluster,
  { brokers, topicName }: TopicRow,
  groups: number,
  orderEntry: string | null,
): Impact['steps'] {
  return [
    ...(groups > 0 ? [{ step: 'keep the offsets of its groups as snapshots', target: topicName }] : []),
    ...brokers.map(({ server }) => ({ step: 'DELETE_TOPIC_IN_BROKER (215)', target: server.address })),
    ...nameServers.map((target) => ({ step: 'DELETE_TOPIC_IN_NAMESRV (216)', target })),
    ...(orderEntry === null ? [] : nameServers.map((target) => ({ step: 'remove the order entry (102)', target }))),
  ]
}

/** Of the topic's own brokers: only they would get it back in the same cluster. */
async function creatingBrokers(
  { admin, pageTimeoutMs: timeoutMs }: LiveCluster,
  { brokers }: TopicRow,
): Promise<string[]> {
  const servers = brokers.map(({ server }) => server)
  const read = await readBrokerConfigs(admin, servers, { maxAgeMs: CONFIG_KEPT_MS, timeoutMs })
  return read.flatMap(({ server, config }) =>
    config?.values.get('autoCreateTopicEnable') === 'true' ? [server.brokerName] : [],
  )
}
