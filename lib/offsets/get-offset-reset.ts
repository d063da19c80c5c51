import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { readScopeOf } from '#lib/users/read-scope.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import type { OffsetReset } from './schema.ts'
import { toReset } from './stored-reset.ts'
import { verifyIfDue } from './verify-reset.ts'

/** What became of a reset. Reads the offsets itself when a reading is due, so that no worker is needed while somebody looks. */
export async function getOffsetReset(
  ctx: Context,
  { clusterId, groupName, resetId }: { clusterId: string; groupName: string; resetId: string },
): Promise<OffsetReset> {
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const row = await db().offsetReset.findUnique({ where: { resetId } })
  if (!row || row.clusterId !== clusterId || row.groupName !== groupName) {
    throw new AppError('NOT_FOUND', `There is no reset ${resetId} of ${groupName}.`)
  }
  return toReset(await verifyIfDue(ctx, row, new Date()), readScopeOf(ctx, clusterId))
}
