import { audited } from '#lib/audit/audited.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { getUserRow, readUser } from '#lib/users/get-user.ts'
import { clearFailures } from '#lib/users/lock-out.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { grantsOfUser } from '#lib/users/user-grants.ts'
import { requireSomeAdministrator, userTransaction } from '#lib/users/user-transaction.ts'

/**
 * Deletes a user with grants, sessions and tokens; the audit keeps the name.
 * @throws AppError CONFLICT for oneself and for the last active administrator
 */
export async function deleteUser(ctx: Context, { userId }: { userId: string }): Promise<undefined> {
  requirePermission(ctx, 'user:manage')
  const row = await getUserRow(userId)
  await requireCovers(ctx, await grantsOfUser(row))
  if (userId === ctx.actor.userId) throw new AppError('CONFLICT', 'Nobody deletes themselves.', { reason: 'SELF' })
  const entry = {
    action: 'user.delete',
    permission: 'user:manage',
    target: { kind: 'user', name: row.username },
    before: await readUser(userId),
  } as const
  await audited(ctx, entry, async () => {
    await userTransaction(async (tx) => {
      await tx.user.deleteMany({ where: { id: userId } })
      await requireSomeAdministrator(tx)
    })
    await clearFailures(row.username)
  })
  return undefined
}
