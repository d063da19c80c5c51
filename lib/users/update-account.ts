import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Account, AccountPatch } from '#lib/users/account-schema.ts'
import type { Context } from '#lib/users/context.ts'
import { getAccount, toAccount } from '#lib/users/get-account.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import { asConflict } from '#lib/users/user-transaction.ts'

/**
 * Changes display name, e-mail and preferences of the own account.
 * @throws AppError CONFLICT when `revision` is old, or the e-mail is taken
 */
export async function updateAccount(ctx: Context, patch: AccountPatch): Promise<Account> {
  const before = await getAccount(ctx)
  const { displayName, email, revision, ...preferences } = patch
  const entry = { action: 'account.update', target: { kind: 'user', name: before.name }, before }
  return await audited(ctx, entry, async (record) => {
    const { count } = await db()
      .user.updateMany({
        where: { id: before.userId, ...(revision !== undefined && { revision: Number(revision) || 0 }) },
        data: {
          ...preferences,
          ...(displayName !== undefined && { name: displayName }),
          ...(email !== undefined && { email: email.toLowerCase() }),
          revision: { increment: 1 },
        },
      })
      .catch((error: unknown) => {
        throw asConflict(error, { email: 'body.email' })
      })
    if (count === 0) throw revisionConflict('Your account')
    const user = await db().user.findUnique({ where: { id: before.userId } })
    if (!user) throw new AppError('UNAUTHENTICATED', 'The account is gone.')
    const after = toAccount(user)
    record.after(after)
    return after
  })
}
