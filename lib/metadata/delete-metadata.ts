import { db } from '#lib/db/db.ts'
import type { ResourceKind } from './stored-metadata.ts'

/** Forgets what people said of a thing that is gone. What was never declared is no error. */
export async function deleteMetadata(clusterId: string, kind: ResourceKind, name: string): Promise<void> {
  await db().resourceMetadata.deleteMany({ where: { clusterId, kind, name } })
}
