import { db } from '#lib/db/db.ts'
import type { ClusterNode } from '#lib/db/generated/client.ts'
import { mutedCves } from './muted-cves.ts'
import { refusedByBrokers } from './refused-by-brokers.ts'
import type { Broker } from './schema.ts'
import { toBroker } from './to-broker.ts'

/**
 * The brokers of a cluster as the last check saw them, dead ones included. Asks nobody, so a silent broker slows nothing; nor whether
 * the reader may see nodes: that is for whoever shows them.
 */
export async function readBrokers(
  clusterId: string,
  where: { clusterName?: string } = {},
): Promise<{ rows: ClusterNode[]; brokers: Broker[] }> {
  const rows = await db().clusterNode.findMany({
    where: { clusterId, kind: 'broker', ...where },
    orderBy: [{ clusterName: 'asc' }, { brokerName: 'asc' }, { brokerId: 'asc' }],
  })
  const now = new Date()
  const [muted, refused] = await Promise.all([mutedCves(clusterId), refusedByBrokers(clusterId, rows, now)])
  return { rows, brokers: rows.flatMap((row) => toBroker(row, now, { muted, refused }) ?? []) }
}
