import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { findMessage, type MessageRef, requireMessage } from '../get-message.ts'
import type { VerifyClients } from '../schema.ts'
import { findClients } from './find-clients.ts'

/** Who of a group could consume a message again, and why the others cannot. @throws AppError as `findMessage` */
export async function getVerifyClients(
  ctx: Context,
  { groupName, ...ref }: MessageRef & { groupName: string },
): Promise<VerifyClients> {
  requireMessage(ctx, 'message:verify', ref)
  requirePermission(ctx, 'message:verify', ref.clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, ref.clusterId)
  const { server } = await findMessage(ctx, ref, { timeoutMs: cluster.pageTimeoutMs, seenBy: 'message:verify' })
  return findClients(cluster, { groupName, storedOn: server }, ctx.signal)
}
