import { db } from '#lib/db/db.ts'

/** Ids of the weaknesses that nobody is warned of in a cluster. */
export async function mutedCves(clusterId: string): Promise<ReadonlySet<string>> {
  const rows = await db().mutedCve.findMany({ where: { clusterId }, select: { cve: true } })
  return new Set(rows.map(({ cve }) => cve))
}
