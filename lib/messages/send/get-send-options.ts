import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import type { SendOptions } from '../schema.ts'
import { messageGroupQueue } from './message-group-queue.ts'
import { readTopicToSendTo } from './topic-to-send-to.ts'

export interface GetSendOptionsInput {
  clusterId: string
  topicName: string
  messageGroup?: string | undefined
}

/** What a message for a topic may be, and where one of a message group would go. @throws AppError as `readTopicToSendTo` */
export async function getSendOptions(
  ctx: Context,
  { clusterId, topicName, messageGroup }: GetSendOptionsInput,
): Promise<SendOptions> {
  requirePermission(ctx, 'message:send', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  const { types, queues, maxBodyBytes, maxDelayMs } = await readTopicToSendTo(cluster, topicName, ctx.signal)
  const shown = queues.map(({ brokerName, queueId }) => ({ brokerName, queueId }))
  const groupQueue = messageGroup ? shown[messageGroupQueue(messageGroup, shown.length)] : undefined
  return {
    topicName,
    types,
    needsConfirm: cluster.environment === 'production',
    queues: shown,
    ...(groupQueue && { groupQueue }),
    maxBodyBytes,
    ...(maxDelayMs !== undefined && { maxDelayMs }),
  }
}
