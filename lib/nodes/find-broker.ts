import { db } from '#lib/db/db.ts'
import type { ClusterNode } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'

export interface BrokerId {
  clusterId: string
  brokerName: string
  brokerId: number
}

/** The stored row of one broker. @throws AppError NOT_FOUND: no check ever saw it */
export async function findBroker({ clusterId, brokerName, brokerId }: BrokerId): Promise<ClusterNode> {
  const row = await db().clusterNode.findFirst({
    where: { clusterId, kind: 'broker', brokerName, brokerId },
    // After a move the old address may stand there for one more check.
    orderBy: { firstSeenAt: 'desc' },
  })
  if (!row) throw new AppError('NOT_FOUND', `There is no broker ${brokerName} with id ${brokerId} in this cluster.`)
  return row
}

export const serverOf = (row: ClusterNode): Server => ({
  address: row.address,
  announcedAddress: row.announcedAddress,
  brokerName: row.brokerName ?? '',
  clusterName: row.clusterName ?? '',
  brokerId: row.brokerId ?? 0,
})
