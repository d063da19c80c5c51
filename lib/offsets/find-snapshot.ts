import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import type { OffsetSnapshot as SnapshotRow } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { type OffsetSnapshot, SnapshotOffset, SnapshotReason } from './schema.ts'

/** @throws AppError NOT_FOUND, also when it is another group's, or past its 90 days */
export async function findSnapshot(clusterId: string, groupName: string, snapshotId: string): Promise<OffsetSnapshot> {
  const row = await db().offsetSnapshot.findUnique({ where: { snapshotId } })
  if (!row || row.clusterId !== clusterId || row.groupName !== groupName || row.expiresAt <= new Date()) {
    throw new AppError('NOT_FOUND', `There is no snapshot ${snapshotId} of ${groupName}.`)
  }
  return toSnapshot(row)
}

export function toSnapshot({
  snapshotId,
  takenAt,
  takenBy,
  why,
  groupName,
  offsets,
  expiresAt,
}: SnapshotRow): OffsetSnapshot {
  return {
    snapshotId,
    takenAt,
    by: takenBy,
    why: SnapshotReason.parse(why),
    groupName,
    offsets: z.array(SnapshotOffset).parse(offsets),
    expiresAt,
  }
}
