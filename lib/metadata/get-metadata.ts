import { db } from '#lib/db/db.ts'
import { type ResourceKind, type StoredMetadata, toStoredMetadata } from './stored-metadata.ts'

/**
 * Metadata by name. What has no entry is undeclared.
 *
 * @param names only of these; absent = of all of the kind in the cluster
 */
export async function getMetadata(
  clusterId: string,
  kind: ResourceKind,
  names?: readonly string[],
): Promise<ReadonlyMap<string, StoredMetadata>> {
  const rows = await db().resourceMetadata.findMany({
    where: { clusterId, kind, ...(names && { name: { in: [...names] } }) },
  })
  return new Map(rows.map((row) => [row.name, toStoredMetadata(row)]))
}
