import { audited } from '#lib/audit/audited.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requireFuture, requireNotOwnGroup, requireNotSelf } from '#lib/users/create-grant.ts'
import type { Grant, GrantPatch } from '#lib/users/grant-schema.ts'
import { getGrantRow, requireNotByRule, subjectOfGrant, toGrant } from '#lib/users/list-grants.ts'
import { requireSet } from '#lib/users/permission-sets.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { requireNotFromFile } from '#lib/users/require-not-from-file.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { requireSomeAdministrator, userTransaction } from '#lib/users/user-transaction.ts'

/**
 * Changes set, scope or end of a grant. The actor must cover it as it is and as it becomes.
 *
 * @throws AppError FORBIDDEN for the own grants and for anything wider than the actor's rights
 * @throws AppError CONFLICT when no active administrator would be left
 */
export async function updateGrant(
  ctx: Context,
  { grantId, ...patch }: GrantPatch & { grantId: string },
): Promise<Grant> {
  requirePermissionSomewhere(ctx, 'user:manage')
  const row = await getGrantRow(grantId)
  requireNotByRule(row)
  requireNotFromFile(ctx, row, 'This grant')
  requireNotSelf(ctx, row.userId)
  await requireNotOwnGroup(ctx, row.providerGroup)
  const next = {
    permissionSet: patch.permissionSet ?? row.permissionSet,
    scope: patch.scope ?? row.scope,
    endsAt: patch.endsAt === undefined ? row.endsAt : patch.endsAt,
  }
  await requireSet(next.permissionSet, 'body.permissionSet')
  await requireCovers(ctx, [row, next])
  requireFuture(patch.endsAt)
  const entry = {
    action: 'grant.update',
    permission: 'user:manage',
    target: subjectOfGrant(row),
    before: toGrant(row),
  } as const
  return await audited(ctx, entry, async (record) => {
    const grant = await userTransaction(async (tx) => {
      const { count } = await tx.grant.updateMany({
        where: { grantId },
        data: { permissionSet: next.permissionSet, endsAt: next.endsAt, ...(patch.scope && { scope: patch.scope }) },
      })
      const changed = await tx.grant.findUnique({ where: { grantId } })
      if (count === 0 || !changed) throw new AppError('NOT_FOUND', 'There is no such grant.')
      await requireSomeAdministrator(tx)
      return toGrant(changed)
    })
    record.after(grant)
    return grant
  })
}
