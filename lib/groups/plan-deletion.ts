import type { PartialEntry } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import type { StoredMetadata } from '#lib/metadata/stored-metadata.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { DLQ_PREFIX, isSystemGroup, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { type GroupEntry, groupEntries } from './group-entries.ts'
import { joinPartial } from './join-partial.ts'
import { type LiveOnline, readOnline } from './read-online.ts'
import { readRetryTopics, sumMessages } from './read-retry-topics.ts'
import type { GroupRetryTopic } from './schema.ts'

/** Which topics go with the group. */
export interface DeletionScope {
  /** Retry and dead-letter topics; default true. */
  retryTopics?: boolean | undefined
  /** False: the dead-letter topic stays, whatever `retryTopics` says. */
  deadLetters?: boolean | undefined
}

/** A topic that goes with the group. */
export interface DoomedTopic {
  topicName: string
  kind: GroupRetryTopic['kind']
  /** Brokers that have it; none where only a name server still lists it. */
  brokerNames: readonly string[]
  /** Null: no broker told. */
  messages: bigint | null
}

/** What there is of a group, and what its deletion would take. */
export interface DeletionPlan {
  groupName: string
  isSystem: boolean
  metadata: StoredMetadata | null
  entry: GroupEntry | null
  masters: Server[]
  /** Brokers that hold it or may, and that nothing can be written to now. */
  lost: PartialEntry[]
  online: LiveOnline
  /** Queues with a committed offset. */
  committedQueues: number
  topics: DoomedTopic[]
  /** Topics that stay because the scope says so. */
  kept: string[]
  /** Brokers that make a group when a client of it comes: `autoCreateSubscriptionGroup`. */
  autoCreateOn: string[]
  /** Brokers that did not tell it. */
  autoCreateUnknownOn: string[]
  /** Who did not answer: brokers, proxies. */
  partial: PartialEntry[]
}

/**
 * Looks at everything that a deletion of a group touches, live: its config, clients, offsets and topics. Also of what an earlier
 * deletion left: a group is there as long as any of these is.
 *
 * @throws AppError NOT_FOUND; what the first broker said while none has ever answered
 */
export async function planDeletion(
  cluster: LiveCluster,
  groupName: string,
  scope: DeletionScope,
  signal: AbortSignal,
): Promise<DeletionPlan> {
  const { clusterId, clusterNames, admin, pageTimeoutMs: timeoutMs } = cluster
  const [groups, inventory, sample, stored] = await Promise.all([
    cluster.getGroupInventory({ signal, fresh: true }),
    cluster.getInventory({ signal, fresh: true }),
    getSample(cluster),
    getMetadata(clusterId, 'group', [groupName]),
  ])
  requireAnswers(groups)
  requireAnswers(inventory)
  const entry = groupEntries(groups, sample).get(groupName) ?? null
  // Of the inventory that the snapshot of offsets asks too: no master is deleted from that was not asked.
  const masters = masterServers(inventory.info, clusterNames ?? undefined)
  const metadata = stored.get(groupName) ?? null
  const [online, offsets, retry, autoCreating] = await Promise.all([
    readOnline(cluster, groupName, signal),
    admin.groups.listOffsets(masters, { signal, timeoutMs, groupNames: [groupName] }),
    readRetryTopics(cluster, groupName, { groups, inventory }, signal),
    askAutoCreating(cluster, masters, signal),
  ])
  const committedQueues = offsets.done
    .flatMap(({ value }) => value)
    .reduce((sum, { offsetByQueueId }) => sum + offsetByQueueId.size, 0)
  const { topics, kept } = await chooseTopics(cluster, groupName, retry.items, scope, signal)
  const isThere = entry || metadata || committedQueues > 0 || topics.length > 0 || online.online.clients.length > 0
  if (!isThere) throw new AppError('NOT_FOUND', `There is no group ${groupName}.`)
  return {
    groupName,
    isSystem: isSystemGroup(groupName),
    metadata,
    entry,
    masters,
    lost: lostBrokers(masters, entry, joinPartial(groups.partial, inventory.partial)),
    online,
    committedQueues,
    topics,
    kept,
    autoCreateOn: autoCreating.filter(({ isOn }) => isOn).map(({ brokerName }) => brokerName),
    autoCreateUnknownOn: autoCreating.filter(({ isOn }) => isOn === null).map(({ brokerName }) => brokerName),
    partial: joinPartial(
      groups.partial,
      online.partial,
      offsets.failed.map(({ server, error }) => toPartialEntry(server, error)),
      retry.partial,
    ),
  }
}

/** Brokers without a master that can be written to, as far as they may hold the group. */
function lostBrokers(
  masters: readonly Server[],
  entry: GroupEntry | null,
  partial: readonly PartialEntry[],
): PartialEntry[] {
  const reachable = new Set(masters.map(({ address }) => address))
  const silent = partial.filter(({ address }) => !reachable.has(address))
  const named = new Set(masters.map(({ brokerName }) => brokerName))
  const masterless = (entry?.row?.brokers ?? [])
    .filter(({ server }) => !named.has(server.brokerName))
    .map(({ server: { address, brokerName } }) => ({
      address,
      brokerName,
      code: 'CLUSTER_UNREACHABLE',
      detail: `${brokerName} has no master now.`,
    }))
  return joinPartial(silent, masterless)
}

/** Those that brokers have, and of the two that every group may have also what only a name server still lists. */
async function chooseTopics(
  { admin, nameServers, pageTimeoutMs: timeoutMs }: LiveCluster,
  groupName: string,
  items: readonly GroupRetryTopic[],
  { retryTopics = true, deadLetters = retryTopics }: DeletionScope,
  signal: AbortSignal,
): Promise<Pick<DeletionPlan, 'topics' | 'kept'>> {
  const byName = Map.groupBy(items, ({ topicName }) => topicName)
  const found: DoomedTopic[] = [...byName].flatMap(([topicName, parts]) => {
    const kind = parts[0]?.kind
    return kind
      ? [{ topicName, kind, brokerNames: parts.map(({ brokerName }) => brokerName), messages: sumMessages(parts) }]
      : []
  })
  const own = [
    { topicName: RETRY_PREFIX + groupName, kind: 'RETRY' as const },
    { topicName: DLQ_PREFIX + groupName, kind: 'DLQ' as const },
  ].filter(({ topicName }) => !byName.has(topicName))
  await Promise.all(
    own.map(async ({ topicName, kind }) => {
      const routes = await Promise.all(
        nameServers.map(async (nameServer) => {
          try {
            return await admin.topics.getRoute(nameServer, topicName, { signal, timeoutMs })
          } catch (error) {
            if (error instanceof RocketmqError) return null
            throw error
          }
        }),
      )
      if (routes.some((route) => route !== null)) found.push({ topicName, kind, brokerNames: [], messages: 0n })
    }),
  )
  const goes = ({ kind }: DoomedTopic) => retryTopics && (kind !== 'DLQ' || deadLetters)
  return {
    topics: found.filter(goes).sort((a, b) => (a.topicName < b.topicName ? -1 : 1)),
    kept: found.filter((topic) => !goes(topic)).map(({ topicName }) => topicName),
  }
}

/** Of the config nothing else leaves this function: it holds secrets in clear. */
function askAutoCreating(
  { admin, pageTimeoutMs: timeoutMs }: LiveCluster,
  masters: readonly Server[],
  signal: AbortSignal,
): Promise<{ brokerName: string; isOn: boolean | null }[]> {
  return Promise.all(
    masters.map(async (master) => {
      const { brokerName } = master
      try {
        const { autoCreateSubscriptionGroup: setting } = await admin.brokers.getConfig(master, { signal, timeoutMs })
        return { brokerName, isOn: setting === undefined ? null : setting === 'true' }
      } catch (error) {
        if (error instanceof RocketmqError) return { brokerName, isOn: null }
        throw error
      }
    }),
  )
}
