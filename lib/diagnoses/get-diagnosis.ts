import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import type { Diagnosis } from './schema.ts'
import { diagnosesSeenBy, toDiagnosis } from './stored-diagnosis.ts'

/** A kept diagnosis as it was. Asks no broker. @throws AppError NOT_FOUND, also when it is another group's, or past its 90 days */
export async function getDiagnosis(
  ctx: Context,
  { clusterId, groupName, diagnosisId }: { clusterId: string; groupName: string; diagnosisId: string },
): Promise<Diagnosis> {
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const row = await db().diagnosis.findFirst({ where: { diagnosisId, ...diagnosesSeenBy(ctx, clusterId) } })
  if (!row || row.clusterId !== clusterId || row.groupName !== groupName || row.expiresAt <= new Date()) {
    throw new AppError('NOT_FOUND', `There is no diagnosis ${diagnosisId} of ${groupName}.`)
  }
  return toDiagnosis(row)
}
