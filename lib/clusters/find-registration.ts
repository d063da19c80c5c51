import { db } from '#lib/db/db.ts'
import type { Cluster as ClusterRow, Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { clusterNotFound } from '#lib/users/require-permission.ts'

/** The row of a live registration. @throws AppError NOT_FOUND */
export async function findRegistration(clusterId: string): Promise<ClusterRow> {
  const row = await db().cluster.findUnique({ where: { clusterId } })
  if (!row || row.removedAt) throw clusterNotFound(clusterId)
  return row
}

/**
 * The row after a change that holds only if nobody else changed it since `row` was read.
 *
 * @throws AppError CONFLICT
 */
export async function writeRegistration(
  row: ClusterRow,
  data: Prisma.ClusterUpdateManyMutationInput,
  tx: Prisma.TransactionClient = db(),
): Promise<ClusterRow> {
  const { clusterId, revision } = row
  const [written] = await tx.cluster.updateManyAndReturn({
    where: { clusterId, revision, removedAt: row.removedAt },
    data: { ...data, revision: revision + 1 },
  })
  if (!written) throw registrationChanged(row.name)
  return written
}

/** @throws AppError CONFLICT when the screen showed another revision than the stored one */
export function requireRevision(row: ClusterRow, shown: string | undefined): void {
  if (shown !== undefined && shown !== String(row.revision)) throw registrationChanged(row.name)
}

const registrationChanged = (name: string) =>
  new AppError('CONFLICT', `${name} was changed by somebody else meanwhile. Load it again.`)
