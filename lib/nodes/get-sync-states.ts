import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { readSyncStates } from './read-sync-states.ts'
import type { SyncState } from './schema.ts'

export interface SyncStatesAnswer {
  items: SyncState[]
  /** Who said it. */
  leader: string | null
  readAt: Date
  partial?: PartialEntry[]
}

/** What the controller that leads knows of the brokers of a cluster, asked now. Nothing where no controller is registered. */
export async function getSyncStates(ctx: Context, { clusterId }: { clusterId: string }): Promise<SyncStatesAnswer> {
  requirePermission(ctx, 'node:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const rows = await db().clusterNode.findMany({
    where: { clusterId, kind: 'broker' },
    select: { brokerName: true },
  })
  const names = [...new Set(rows.flatMap(({ brokerName }) => brokerName ?? []))].sort()
  const readAt = new Date()
  const { states, leader, partial } = await readSyncStates(cluster, names, ctx.signal)
  return { items: states, leader, readAt, ...(partial.length > 0 && { partial }) }
}
