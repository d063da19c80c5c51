import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { BrokerTopicConfigs } from '#lib/clusters/inventory.ts'
import { AppError } from '#lib/errors.ts'
import { groupRows } from '#lib/groups/group-rows.ts'
import { retryTopics } from '#lib/groups/retry-topics.ts'
import { ownSubscriptions } from '#lib/monitoring/online.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { TopicConfig } from '#lib/rocketmq/admin/topics.ts'
import { RETRY_PREFIX, topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import type { GroupFacts } from './read-facts.ts'
import { refuseReset } from './refuse-reset.ts'
import { queueKey } from './reset-plan.ts'
import type { QueueName, ResetScope, ResetTarget, SnapshotOffset } from './schema.ts'

/** A topic on a broker that can be written to. */
export interface ScopeTopic {
  server: Server
  topicName: string
  config: TopicConfig
}

export interface Scope {
  topics: ScopeTopic[]
  /** Only these queues, by key; null = all of the topics. */
  queueKeys: ReadonlySet<string> | null
  /** Brokers that hold queues of the topics and were left out on purpose. */
  otherBrokers: string[]
}

export type NamedOffset = Pick<SnapshotOffset, 'topicName' | 'brokerName' | 'queueId' | 'consumerOffset'>

/**
 * What a reset is about: topics on brokers, maybe single queues. Everything in it must be able to answer and to be written.
 *
 * @param offsets those that the target names: of a snapshot, or typed
 * @throws AppError INVALID_INPUT for what the group cannot have, CONFLICT with the reason where a broker cannot be written to
 */
export function findScope(
  cluster: LiveCluster,
  groupName: string,
  facts: GroupFacts,
  { scope, target, offsets }: { scope: ResetScope; target: ResetTarget; offsets: readonly NamedOffset[] | null },
): Scope {
  const named = scope.queues ?? (target.kind === 'OFFSETS' ? offsets : null)
  const asked = scope.topicNames ?? (named ? named.map(({ topicName }) => topicName) : null)
  const topicNames = new Set(asked ?? defaultTopics(facts, target, offsets))
  if (asked) requireOwnTopics(groupName, facts, topicNames)
  const wantedBrokers = brokersOf(scope, named, facts)
  const topics: ScopeTopic[] = []
  const otherBrokers = new Set<string>()
  const silent: Pick<PartialEntry, 'address' | 'brokerName'>[] = []
  for (const broker of facts.inventory.topicConfigs) {
    const held = [...topicNames].flatMap((topicName) => {
      const config = broker.configs.get(topicName)
      return config ? [{ server: broker.server, topicName, config }] : []
    })
    if (held.length === 0) continue
    if (wantedBrokers && !wantedBrokers.has(broker.brokerName)) {
      otherBrokers.add(broker.brokerName)
      continue
    }
    if (isSilent(broker, facts)) silent.push(broker.server)
    else topics.push(...held)
  }
  // Of a broker that never told its topics nobody knows whether it has these.
  const told = new Set(facts.inventory.topicConfigs.map(({ server }) => server.address))
  for (const entry of facts.inventory.partial) {
    const isWanted = entry.brokerName !== undefined && (!wantedBrokers || wantedBrokers.has(entry.brokerName))
    if (isWanted && !told.has(entry.address)) silent.push(entry)
  }
  if (silent.length > 0) throw brokersSilent(silent, topics)
  for (const { config, topicName } of topics) if (config.isStatic) throw staticTopic(topicName)
  const queueKeys = named && new Set(named.map(queueKey))
  requireQueues(named ?? [], topics, target)
  if (topics.length === 0) {
    throw refuseReset('NOTHING_IN_SCOPE', `${groupName} has no queue in ${cluster.name} that this could reset.`)
  }
  return { topics, queueKeys, otherBrokers: [...otherBrokers].sort() }
}

/** A slave that stands for its master cannot be written to; one that did not answer might be at any offset. */
const isSilent = ({ server, isStale }: BrokerTopicConfigs, { commits }: GroupFacts) =>
  isStale || server.brokerId !== 0 || !commits.has(server.address)

/**
 * Without a word about topics: of a snapshot those in it; to copy those of the other group; else what the group subscribes to, or
 * once committed while nobody is online. Retry topics are reset only when they are named.
 */
function defaultTopics(facts: GroupFacts, target: ResetTarget, offsets: readonly NamedOffset[] | null): string[] {
  if (target.kind === 'SNAPSHOT') return (offsets ?? []).map(({ topicName }) => topicName)
  const committed = (commits: GroupFacts['commits']) => [...commits.values()].flatMap((topics) => [...topics.keys()])
  const { online, partial } = facts.live
  const isKnown = online.clients.length > 0 && partial.length === 0
  const subscribed = ownSubscriptions(online.subscriptions.values()).map(({ topicName }) => topicName)
  const names =
    target.kind === 'GROUP'
      ? committed(facts.sourceCommits)
      : isKnown
        ? subscribed
        : [...subscribed, ...committed(facts.commits)]
  return names.filter((name) => !name.startsWith(RETRY_PREFIX))
}

/** Ordinary topics that exist, and the group's own retry topics. */
function requireOwnTopics(groupName: string, facts: GroupFacts, topicNames: ReadonlySet<string>): void {
  const { topicConfigs, systemTopics } = facts.inventory
  const hasTopic = (name: string) => topicConfigs.some(({ configs }) => configs.has(name))
  const groups = groupRows(facts.found.inventory)
  const own = new Set(
    retryTopics(groupName, hasTopic, (name) => groups.has(name), topicNames)
      .filter(({ kind }) => kind !== 'DLQ')
      .map(({ topicName }) => topicName),
  )
  for (const topicName of topicNames) {
    const rule = !hasTopic(topicName)
      ? 'unknownTopic'
      : topicKind(topicName, systemTopics) === 'NORMAL' || own.has(topicName)
        ? null
        : 'foreignTopic'
    if (rule === null) continue
    const detail =
      rule === 'unknownTopic'
        ? `There is no topic ${topicName}.`
        : `${groupName} does not consume ${topicName}: only its own retry topics and ordinary topics can be reset.`
    throw new AppError('INVALID_INPUT', detail, {
      fields: [{ path: 'body.scope.topicNames', rule, params: { topic: topicName }, detail }],
    })
  }
}

function brokersOf(
  scope: ResetScope,
  named: readonly QueueName[] | null,
  { inventory }: GroupFacts,
): ReadonlySet<string> | null {
  const known = new Set([
    ...inventory.topicConfigs.map(({ brokerName }) => brokerName),
    ...inventory.partial.flatMap(({ brokerName }) => brokerName ?? []),
  ])
  for (const brokerName of scope.brokerNames ?? []) {
    if (known.has(brokerName)) continue
    const detail = `There is no broker ${brokerName}.`
    throw new AppError('INVALID_INPUT', detail, {
      fields: [{ path: 'body.scope.brokerNames', rule: 'unknownBroker', params: { name: brokerName }, detail }],
    })
  }
  if (scope.brokerNames) return new Set(scope.brokerNames)
  return named ? new Set(named.map(({ brokerName }) => brokerName)) : null
}

/** A queue that somebody named must be there. */
function requireQueues(named: readonly QueueName[], topics: readonly ScopeTopic[], target: ResetTarget): void {
  const counts = new Map(
    topics.map(({ server, topicName, config }) => [
      `${server.brokerName} ${topicName}`,
      Math.max(config.readQueueNums, config.writeQueueNums),
    ]),
  )
  for (const { topicName, brokerName, queueId } of named) {
    if (queueId < (counts.get(`${brokerName} ${topicName}`) ?? 0)) continue
    const detail = `There is no queue ${queueId} of ${topicName} on ${brokerName}.`
    const path = target.kind === 'OFFSETS' ? 'body.target.offsets' : 'body.scope.queues'
    throw new AppError('INVALID_INPUT', detail, {
      fields: [
        { path, rule: 'unknownQueue', params: { topic: topicName, broker: brokerName, queue: queueId }, detail },
      ],
    })
  }
}

function brokersSilent(
  silent: readonly Pick<PartialEntry, 'address' | 'brokerName'>[],
  topics: readonly ScopeTopic[],
): AppError {
  const names = silent.map(({ brokerName, address }) => brokerName ?? address)
  const answering = [...new Set(topics.map(({ server }) => server.brokerName))].sort()
  const rest =
    answering.length === 0 ? '' : ` To reset only the queues of ${answering.join(', ')}, name these as brokerNames.`
  return refuseReset(
    'BROKER_SILENT',
    `${names.join(', ')} cannot be written to now, and holds queues of this reset. Nothing was changed.${rest}`,
    { silentBrokers: names, answeringBrokers: answering },
  )
}

const staticTopic = (topicName: string) =>
  refuseReset(
    'STATIC_TOPIC',
    `${topicName} is a static topic: its queues are mapped to other brokers' queues, which a reset would not follow.`,
    { topicName },
  )
