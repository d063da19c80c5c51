import type { FanOut } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findTopic } from './find-topic.ts'
import { toTopic } from './get-topic.ts'
import type { Topic, TopicPatch } from './schema.ts'

/**
 * Changes remark, labels, owner and protection of a topic, which touches no broker: all lists of the outcome are empty. A topic
 * that nobody declared is declared by it.
 *
 * @throws AppError NOT_FOUND, READ_ONLY, CONFLICT when the revision is old
 */
export async function updateTopic(
  ctx: Context,
  input: TopicPatch & { clusterId: string; topicName: string },
): Promise<FanOut<Topic>> {
  const { clusterId, topicName, revision, ...patch } = input
  requirePermission(ctx, 'topic:update', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const { row } = await findTopic(cluster, topicName, ctx.signal)
  const before = await getMetadata(clusterId, 'topic', [topicName])
  const entry = {
    action: 'topic.update',
    clusterId,
    target: { kind: 'topic', name: topicName },
    permission: 'topic:update' as const,
    before: before.get(topicName) ?? null,
    detail: patch,
  }
  return audited(ctx, entry, async (record) => {
    const metadata = await setMetadata({
      clusterId,
      kind: 'topic',
      name: topicName,
      patch,
      revision,
      by: ctx.actor.name,
    })
    record.after(metadata)
    return { done: [], failed: [], unknown: [], resource: toTopic(row, metadata) }
  })
}
