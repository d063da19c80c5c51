import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { findGroup } from '#lib/groups/find-group.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { getTopicProducers } from '#lib/topics/get-topic-producers.ts'
import { getTopicSubscriptions } from '#lib/topics/get-topic-subscriptions.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import { clusterTopology, groupTopology, topicTopology } from './build-topology.ts'
import { MAX_EDGES, type Topology } from './schema.ts'

export interface GetTopologyInput {
  clusterId: string
  topic?: string | undefined
  group?: string | undefined
}

/**
 * Who produces what and who consumes it. Of a topic its producers and groups are asked live, as its tabs do; rates are those of the
 * lists. Of a group and of the whole cluster all is as sampled: no broker is asked.
 *
 * @throws AppError NOT_FOUND for a topic or group that is not there
 */
export async function getTopology(
  ctx: Context,
  { clusterId, topic, group }: GetTopologyInput,
): Promise<Topology & { partial?: PartialEntry[] }> {
  requirePermissionIn(ctx, 'topic:read', clusterId)
  requirePermissionIn(ctx, 'group:read', clusterId)
  if (topic !== undefined) requirePermission(ctx, 'topic:read', clusterId, onTopic(topic))
  if (group !== undefined) requirePermission(ctx, 'group:read', clusterId, onGroup(group))
  const cluster = await getCluster(ctx, clusterId)
  const sample = await getSample(cluster)
  const times = sample ? { sampledAt: sample.at } : {}
  const silent = sample && sample.partial.length > 0 ? { partial: [...sample.partial] } : {}
  if (topic !== undefined) {
    const page = { clusterId, topicName: topic, page: 1, pageSize: MAX_EDGES }
    const [producers, subscriptions] = await Promise.all([
      getTopicProducers(ctx, { ...page, sort: '-messagesInSample' }),
      getTopicSubscriptions(ctx, { ...page, sort: '-lag' }),
    ])
    const picture = topicTopology(topic, sample, producers.items, subscriptions.items)
    const entries = [...(producers.partial ?? []), ...(subscriptions.partial ?? [])]
    const partial = [...new Map(entries.map((entry) => [entry.address, entry])).values()]
    return withoutClients(ctx, clusterId, {
      ...picture,
      ...times,
      producerSample: producers.sample,
      ...(partial.length > 0 && { partial }),
    })
  }
  if (group !== undefined) {
    await findGroup(cluster, group, ctx.signal)
    return withoutClients(ctx, clusterId, { ...groupTopology(group, sample), ...times, ...silent })
  }
  return { ...clusterTopology(sample), ...times, ...silent }
}

/** Whoever may not read clients sees how many there are, and not which. */
function withoutClients<T extends Topology>(ctx: Context, clusterId: string, topology: T): T {
  const isHidden = ({ kind, groupName }: Topology['nodes'][number]) =>
    kind === 'CLIENT' && !hasPermission(ctx, 'client:read', clusterId, onGroup(groupName ?? ''))
  const hidden = new Set(topology.nodes.filter(isHidden).map(({ nodeId }) => nodeId))
  if (hidden.size === 0) return topology
  return {
    ...topology,
    nodes: topology.nodes.filter(({ nodeId }) => !hidden.has(nodeId)),
    edges: topology.edges.filter(({ to }) => !hidden.has(to)),
    leftOut: [...new Set([...topology.leftOut, 'CLIENTS' as const])],
  }
}
