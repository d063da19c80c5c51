import { db } from '#lib/db/db.ts'
import type { ResourceKind } from './stored-metadata.ts'

/** Forgets what people said of something that is gone; without an entry there is nothing to do. */
export async function dropMetadata(key: { clusterId: string; kind: ResourceKind; name: string }): Promise<void> {
  await db().resourceMetadata.deleteMany({ where: key })
}
