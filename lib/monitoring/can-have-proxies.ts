import { db } from '#lib/db/db.ts'

/** Proxies came with 5.0. Where no broker has said its version yet, there may be some. */
export async function canHaveProxies(clusterId: string): Promise<boolean> {
  const brokers = await db().clusterNode.findMany({ where: { clusterId, kind: 'broker' }, select: { version: true } })
  return !brokers.every(({ version }) => version !== null && Number.parseInt(version, 10) < 5) || brokers.length === 0
}
