import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { askClient } from './ask-client.ts'
import { readQueueLag } from './read-queue-lag.ts'
import type { RunningInfo } from './schema.ts'
import { toRunningInfo } from './to-running-info.ts'

export interface GetRunningInfoInput {
  clientId: string
  clusterId: string
  group: string
}

/**
 * What one consumer says of itself, with the lag of its queues from the brokers. Takes as long as the client: up to 12 s.
 *
 * @throws AppError as {@link askClient}
 */
export async function getRunningInfo(
  ctx: Context,
  { clusterId, clientId, group }: GetRunningInfoInput,
): Promise<RunningInfo & { partial?: PartialEntry[] }> {
  requirePermission(ctx, 'client:read', clusterId, onGroup(group))
  const cluster = await getCluster(ctx, clusterId)
  const question = { clientId, groupName: group, withStack: false }
  const { info, server, connections, messageModel } = await askClient(cluster, question, ctx.signal)
  const answeredAt = new Date()
  const { progress, partial } = await readQueueLag(
    cluster,
    {
      groupName: group,
      queues: [...info.queues, ...info.popQueues],
      servers: connections.brokers.map((broker) => broker.server),
    },
    ctx.signal,
  )
  const missing = [...connections.partial, ...partial]
  return {
    clientId,
    groupName: group,
    answeredAt,
    askedThrough: server.brokerName,
    ...toRunningInfo(info, { isBroadcast: messageModel === 'BROADCASTING', progress, answeredAt }),
    ...(missing.length > 0 && { partial: missing }),
  }
}
