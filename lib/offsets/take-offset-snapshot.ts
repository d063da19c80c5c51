import type { PartialEntry } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { findGroup } from '#lib/groups/find-group.ts'
import { takeOffsetSnapshots } from '#lib/groups/take-offset-snapshots.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { findSnapshot } from './find-snapshot.ts'
import { refuseReset } from './refuse-reset.ts'
import type { OffsetSnapshot } from './schema.ts'

/**
 * Keeps what a group has committed, because somebody wants to be able to go back to it. Writes nothing to a broker.
 *
 * @throws AppError NOT_FOUND; CONFLICT when there is nothing to keep
 */
export async function takeOffsetSnapshot(
  ctx: Context,
  { clusterId, groupName }: { clusterId: string; groupName: string },
): Promise<OffsetSnapshot & { partial?: PartialEntry[] }> {
  requirePermission(ctx, 'offset:restore', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  const entry = {
    action: 'offset.snapshot',
    clusterId,
    target: { kind: 'group', name: groupName },
    permission: 'offset:restore' as const,
  }
  return audited(ctx, entry, async (record) => {
    await findGroup(cluster, groupName, ctx.signal)
    const { snapshotIdByGroup, partial } = await takeOffsetSnapshots(ctx, cluster, {
      concerns: (committed) => committed.groupName === groupName,
      why: 'MANUAL',
    })
    const snapshotId = snapshotIdByGroup.get(groupName)
    if (snapshotId === undefined) {
      const silent = partial.map(({ brokerName, address }) => brokerName ?? address).join(', ')
      const where = silent === '' ? '' : ` on the brokers that answer; ${silent} did not`
      throw refuseReset('NOTHING_IN_SCOPE', `${groupName} has no committed offsets${where}.`)
    }
    const snapshot = await findSnapshot(clusterId, groupName, snapshotId)
    record.after({ snapshotId, queues: snapshot.offsets.length })
    // The whole group is kept; of topics out of sight it is not told.
    const offsets = snapshot.offsets.filter(({ topicName }) => cluster.scope.topic(topicName))
    return { ...snapshot, offsets, ...(partial.length > 0 && { partial }) }
  })
}
