import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { type MetadataPatch, type ResourceKind, type StoredMetadata, toStoredMetadata } from './stored-metadata.ts'

/**
 * Writes metadata of one thing; the first write declares it.
 *
 * @param input.revision what the screen showed; absent = whatever is there
 * @throws AppError CONFLICT when it was changed meanwhile
 */
export async function setMetadata(input: {
  clusterId: string
  kind: ResourceKind
  name: string
  patch: MetadataPatch
  by: string
  revision?: string | undefined
}): Promise<StoredMetadata> {
  const { clusterId, kind, name, patch, by, revision } = input
  const key = { clusterId, kind, name }
  const columns = {
    remark: patch.remark,
    labels: patch.labels === null ? {} : patch.labels,
    owner: patch.owner,
    deletionProtection: patch.deletionProtection,
  }
  return db().$transaction(async (tx) => {
    const current = await lock(tx, key)
    if (revision !== undefined && revision !== String(current?.revision ?? 0)) {
      throw new AppError('CONFLICT', `${name} was changed by somebody else meanwhile. Load it again.`)
    }
    const row = await tx.resourceMetadata.upsert({
      where: { clusterId_kind_name: key },
      create: { ...key, ...columns, createdBy: by },
      update: { ...columns, revision: { increment: 1 } },
    })
    return toStoredMetadata(row)
  })
}

/** Two writers of one row take turns; two that both declare meet at the primary key, and the second updates. */
async function lock(
  tx: Prisma.TransactionClient,
  { clusterId, kind, name }: { clusterId: string; kind: string; name: string },
): Promise<{ revision: number } | undefined> {
  const [row] = await tx.$queryRaw<{ revision: number }[]>`
    SELECT revision FROM resource_metadata
    WHERE cluster_id = ${clusterId} AND kind = ${kind} AND name = ${name} FOR UPDATE`
  return row
}
