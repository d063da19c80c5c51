import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { undeclared } from '#lib/metadata/stored-metadata.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { findGroup } from './find-group.ts'
import { toGroup } from './get-group.ts'
import type { Group, GroupAdoption } from './schema.ts'

/**
 * Declares a group that exists in RocketMQ and that nobody declared here.
 *
 * @throws AppError NOT_FOUND, READ_ONLY, CONFLICT when it is declared already, INVALID_INPUT for a group of RocketMQ's own
 */
export async function adoptGroup(
  ctx: Context,
  input: GroupAdoption & { clusterId: string; groupName: string },
): Promise<Group> {
  const { clusterId, groupName, ...patch } = input
  requirePermission(ctx, 'group:update', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const found = await findGroup(cluster, groupName, ctx.signal)
  if (found.entry.item.isSystem) {
    throw new AppError('INVALID_INPUT', `${groupName} was not made by people, so there is nothing to declare.`)
  }
  const entry = {
    action: 'group.adopt',
    clusterId,
    target: { kind: 'group', name: groupName },
    permission: 'group:update' as const,
    detail: patch,
  }
  return audited(ctx, entry, async (record) => {
    const { revision } = undeclared
    const key = { clusterId, kind: 'group' as const, name: groupName }
    const metadata = await setMetadata({ ...key, patch, revision, by: ctx.actor.name }).catch((cause: unknown) => {
      const isDeclared = cause instanceof AppError && cause.code === 'CONFLICT'
      throw isDeclared ? new AppError('CONFLICT', `${groupName} is declared already.`, {}, { cause }) : cause
    })
    record.after(metadata)
    return toGroup(clusterId, found, metadata)
  })
}
