import { audited } from '#lib/audit/audited.ts'
import type { Context } from '#lib/users/context.ts'
import { getGrantRow, requireNotByRule, subjectOfGrant, toGrant } from '#lib/users/list-grants.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { requireNotFromFile } from '#lib/users/require-not-from-file.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { requireSomeAdministrator, userTransaction } from '#lib/users/user-transaction.ts'

/**
 * Withdraws a grant; it ends with the next request. One may give up an own right.
 * @throws AppError CONFLICT when no active administrator would be left
 */
export async function deleteGrant(ctx: Context, { grantId }: { grantId: string }): Promise<undefined> {
  requirePermissionSomewhere(ctx, 'user:manage')
  const row = await getGrantRow(grantId)
  requireNotByRule(row)
  requireNotFromFile(ctx, row, 'This grant')
  await requireCovers(ctx, [row])
  const entry = {
    action: 'grant.delete',
    permission: 'user:manage',
    target: subjectOfGrant(row),
    before: toGrant(row),
  } as const
  await audited(ctx, entry, () =>
    userTransaction(async (tx) => {
      await tx.grant.deleteMany({ where: { grantId } })
      await requireSomeAdministrator(tx)
    }),
  )
  return undefined
}
