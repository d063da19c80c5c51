import { randomBytes } from 'node:crypto'
import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { CommittedOffsets } from '#lib/rocketmq/admin/groups.ts'
import type { Context } from '#lib/users/context.ts'
import type { OffsetSnapshotReason } from './schema.ts'

/** Kept so long, then forgotten by the worker. */
export const SNAPSHOT_DAYS = 90
const DAY_MS = 86_400_000

/** One committed offset of a snapshot. */
export interface SnapshotOffset {
  topicName: string
  brokerName: string
  queueId: number
  consumerOffset: bigint
}

export interface TakenSnapshots {
  /** By group; of a group that never committed what was asked for there is none. */
  snapshotIdByGroup: ReadonlyMap<string, string>
  /** What they hold, by group. */
  offsetsByGroup: ReadonlyMap<string, readonly SnapshotOffset[]>
  /** Brokers that did not answer: what they hold is in no snapshot. */
  partial: PartialEntry[]
}

/**
 * Keeps what groups have committed, before something changes or deletes it: one request per master, one snapshot per group. To be
 * called inside the audited part of a write, by verbs that have asked for their permission.
 *
 * @param concerns which of the committed offsets, of all groups and topics
 */
export async function takeOffsetSnapshots(
  ctx: Context,
  cluster: LiveCluster,
  {
    concerns,
    holds,
    why,
  }: {
    concerns: (offsets: CommittedOffsets) => boolean
    /** Which queues of them; all when absent. */
    holds?: (queue: Omit<SnapshotOffset, 'consumerOffset'>) => boolean
    why: OffsetSnapshotReason
  },
): Promise<TakenSnapshots> {
  const { admin, clusterId, clusterNames, pageTimeoutMs: timeoutMs } = cluster
  const { info } = await cluster.getInventory({ signal: ctx.signal })
  const { done, failed } = await admin.groups.listOffsets(masterServers(info, clusterNames ?? undefined), {
    signal: ctx.signal,
    timeoutMs,
  })
  const offsetsByGroup = new Map<string, SnapshotOffset[]>()
  for (const { server, value } of done) {
    for (const committed of value) {
      if (!concerns(committed)) continue
      const offsets = offsetsByGroup.get(committed.groupName) ?? []
      for (const [queueId, consumerOffset] of committed.offsetByQueueId) {
        const queue = { topicName: committed.topicName, brokerName: server.brokerName, queueId }
        if (!holds || holds(queue)) offsets.push({ ...queue, consumerOffset })
      }
      if (offsets.length > 0) offsetsByGroup.set(committed.groupName, offsets)
    }
  }
  const takenAt = new Date()
  const rows = [...offsetsByGroup].map(([groupName, offsets]) => ({
    snapshotId: `snap_${randomBytes(12).toString('base64url')}`,
    clusterId,
    groupName,
    takenAt,
    takenBy: ctx.actor.name,
    why,
    offsets: offsets.map((offset) => ({ ...offset, consumerOffset: offset.consumerOffset.toString() })),
    expiresAt: new Date(takenAt.getTime() + SNAPSHOT_DAYS * DAY_MS),
  }))
  await db().offsetSnapshot.createMany({ data: rows })
  return {
    snapshotIdByGroup: new Map(rows.map(({ groupName, snapshotId }) => [groupName, snapshotId])),
    offsetsByGroup,
    partial: failed.map(({ server, error }) => toPartialEntry(server, error)),
  }
}
