import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { findTopic } from './find-topic.ts'
import type { TopicBrokerConfig } from './schema.ts'
import { differingKeys } from './topic-rows.ts'

/** A topic's config as each broker holds it, side by side. From the inventory, so at most 10 s old while a broker answers. */
export async function getTopicConfigs(
  ctx: Context,
  { clusterId, topicName }: { clusterId: string; topicName: string },
): Promise<{ items: TopicBrokerConfig[]; partial?: PartialEntry[] }> {
  requirePermission(ctx, 'topic:read', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  const { row, inventory } = await findTopic(cluster, topicName, ctx.signal)
  const differing = differingKeys(row.brokers.map(({ config }) => config))
  const items = row.brokers.map(({ server, config, isStale }) => ({
    brokerName: server.brokerName,
    address: server.address,
    announcedAddress: server.announcedAddress,
    clusterName: server.clusterName,
    writeQueueNums: config.writeQueueNums,
    readQueueNums: config.readQueueNums,
    perm: permissionOf(config.perm),
    order: config.order,
    attributes: config.attributes,
    differingKeys: differing,
    readAt: inventory.readAt.get(server.address) ?? inventory.at,
    isStale,
  }))
  return { items, ...(inventory.partial.length > 0 && { partial: inventory.partial }) }
}
