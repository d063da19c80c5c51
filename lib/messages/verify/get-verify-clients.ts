import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findMessage, type MessageRef } from '../get-message.ts'
import type { VerifyClients } from '../schema.ts'
import { findClients } from './find-clients.ts'

/** Who of a group could consume a message again, and why the others cannot. @throws AppError as `findMessage` */
export async function getVerifyClients(
  ctx: Context,
  { groupName, ...ref }: MessageRef & { groupName: string },
): Promise<VerifyClients> {
  requirePermission(ctx, 'message:verify', ref.clusterId)
  const cluster = await getCluster(ctx, ref.clusterId)
  const { server } = await findMessage(ctx, ref, cluster.pageTimeoutMs)
  return findClients(cluster, { groupName, storedOn: server }, ctx.signal)
}
