import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { undeclared } from '#lib/metadata/stored-metadata.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { findTopic } from './find-topic.ts'
import { toTopic } from './get-topic.ts'
import type { Topic, TopicMetadataPatch } from './schema.ts'

/**
 * Declares a topic that exists in RocketMQ and that nobody declared here.
 *
 * @throws AppError NOT_FOUND, READ_ONLY, CONFLICT when it is declared already, INVALID_INPUT for a topic of RocketMQ's own
 */
export async function adoptTopic(
  ctx: Context,
  input: TopicMetadataPatch & { clusterId: string; topicName: string },
): Promise<Topic> {
  const { clusterId, topicName, ...patch } = input
  requirePermission(ctx, 'topic:update', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const { row } = await findTopic(cluster, topicName, ctx.signal)
  if (row.kind !== 'NORMAL') {
    throw new AppError('INVALID_INPUT', `${topicName} was not made by people, so there is nothing to declare.`)
  }
  const entry = {
    action: 'topic.adopt',
    clusterId,
    target: { kind: 'topic', name: topicName },
    permission: 'topic:update' as const,
    detail: patch,
  }
  return audited(ctx, entry, async (record) => {
    const { revision } = undeclared
    const metadata = await setMetadata({
      clusterId,
      kind: 'topic',
      name: topicName,
      patch,
      revision,
      by: ctx.actor.name,
    }).catch((cause: unknown) => {
      const isDeclared = cause instanceof AppError && cause.code === 'CONFLICT'
      throw isDeclared ? new AppError('CONFLICT', `${topicName} is declared already.`, {}, { cause }) : cause
    })
    record.after(metadata)
    return toTopic(row, metadata)
  })
}
