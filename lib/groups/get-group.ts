import { type Measured, ok, type PartialEntry, unknown } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { GroupInventory } from '#lib/clusters/group-inventory.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import type { GroupSample, GroupTopicSample } from '#lib/monitoring/sample.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { findConsumeOff } from './find-consume-off.ts'
import { type FoundGroup, findGroup } from './find-group.ts'
import { toRevision } from './group-revision.ts'
import type { BrokerConfig } from './group-rows.ts'
import { joinPartial } from './join-partial.ts'
import { toGroupRetryPolicy } from './retry-policy.ts'
import type { Group, GroupBrokerConfig, GroupTopic } from './schema.ts'
import { toGroupItem } from './to-group-item.ts'

/**
 * One group: what the sampler knows of it, also topic by topic, and its config as each broker holds it. Asks no broker beyond
 * the inventory; what must be live is in the other questions about a group.
 *
 * @returns `partial`: brokers whose config is from their last good answer or missing, and what did not answer the sampler
 * @throws AppError NOT_FOUND
 */
export async function getGroup(
  ctx: Context,
  { clusterId, groupName }: { clusterId: string; groupName: string },
): Promise<Group & { sampledAt?: Date; partial?: PartialEntry[] }> {
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  const found = await findGroup(cluster, groupName, ctx.signal)
  const metadata = (await getMetadata(clusterId, 'group', [groupName])).get(groupName) ?? undeclared
  const { inventory, sample } = found
  const partial = joinPartial(inventory.partial, sample?.partial ?? [])
  return {
    ...(await toGroup(clusterId, found, metadata)),
    ...(sample && { sampledAt: sample.at }),
    ...(partial.length > 0 && { partial }),
  }
}

export async function toGroup(
  clusterId: string,
  { entry, inventory }: FoundGroup,
  metadata: StoredMetadata,
): Promise<Group> {
  const isOff = entry.item.consumeEnable === false
  return {
    ...toGroupItem(entry, metadata),
    configs: (entry.row?.brokers ?? []).map((broker) => toBrokerConfig(broker, inventory)),
    differingKeys: [...(entry.row?.differingKeys ?? [])],
    missingOn: [...(entry.row?.missingOn ?? [])],
    topicRows: topicRows(entry.sample),
    topicsOff: topicsOff(entry.row?.brokers ?? []),
    inconsistentSince: entry.sample?.inconsistentSince ?? null,
    consumeOff: isOff ? await findConsumeOff(clusterId, entry.item.groupName) : null,
    revision: toRevision(entry.row, metadata),
  }
}

function topicsOff(brokers: readonly BrokerConfig[]): Group['topicsOff'] {
  const names = [...new Set(brokers.flatMap(({ config }) => config.forbiddenTopics))].sort()
  return names.map((topicName) => ({
    topicName,
    brokerNames: brokers
      .filter(({ config }) => config.forbiddenTopics.includes(topicName))
      .map(({ server }) => server.brokerName),
  }))
}

function toBrokerConfig({ server, config, isStale }: BrokerConfig, inventory: GroupInventory): GroupBrokerConfig {
  const { groupName: _, retryPolicy, forbiddenTopics, ...fields } = config
  return {
    brokerName: server.brokerName,
    address: server.address,
    clusterName: server.clusterName,
    ...fields,
    retryPolicy: retryPolicy && toGroupRetryPolicy(retryPolicy),
    forbiddenTopics: [...forbiddenTopics],
    readAt: inventory.readAt.get(server.address) ?? inventory.at,
    isStale,
  }
}

/** Subscribed topics first, then those that nobody subscribes to any more, then retry topics; each by name. */
const kindOrder: Record<GroupTopicSample['kind'], number> = { SUBSCRIBED: 0, DEAD_SUBSCRIPTION: 1, RETRY: 2 }

function topicRows(sample: GroupSample | undefined): GroupTopic[] {
  if (!sample) return []
  return [...sample.topics]
    .sort((a, b) => kindOrder[a.kind] - kindOrder[b.kind] || (a.topicName < b.topicName ? -1 : 1))
    .map((topic) => ({ ...topic, clients: clientsOf(topic.topicName, sample) }))
}

/** Clients online that subscribe to a topic. */
function clientsOf(topicName: string, { clients, onlineClients }: GroupSample): Measured<number> {
  if (clients.value === null || clients.at === null) return unknown(clients.reason ?? 'NOT_SAMPLED', clients.at)
  return ok(onlineClients.filter(({ topics }) => topics.includes(topicName)).length, clients.at)
}
