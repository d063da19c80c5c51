import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import {
  type MetadataPatch,
  type ResourceKind,
  type StoredMetadata,
  toStoredMetadata,
  undeclared,
} from './stored-metadata.ts'

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
    maxTopics: patch.maxTopics,
    maxGroups: patch.maxGroups,
  }
  const table = db().resourceMetadata
  if (revision === undefined || revision === undeclared.revision) {
    // Two who declare at once meet at the primary key: one row comes back.
    const created = { ...key, ...columns, createdBy: by }
    const [row] = await table.createManyAndReturn({ data: created, skipDuplicates: true })
    if (row) return toStoredMetadata(row)
  }
  const shown = revision === undefined ? {} : { revision: /^\d{1,9}$/.test(revision) ? Number(revision) : 0 }
  const [row] = await table.updateManyAndReturn({
    where: { ...key, ...shown },
    data: { ...columns, revision: { increment: 1 } },
  })
  if (!row) throw new AppError('CONFLICT', `${name} was changed by somebody else meanwhile. Load it again.`)
  return toStoredMetadata(row)
}
