import { audited } from '#lib/audit/audited.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { hashPassword } from '#lib/users/auth.ts'
import type { Context } from '#lib/users/context.ts'
import { getUserRow, readUser } from '#lib/users/get-user.ts'
import { requireGoodPassword } from '#lib/users/password-policy.ts'
import { requireCidrs } from '#lib/users/require-cidrs.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import { grantsOfUser } from '#lib/users/user-grants.ts'
import type { User, UserPatch } from '#lib/users/user-schema.ts'
import { asConflict, requireSomeAdministrator, userTransaction } from '#lib/users/user-transaction.ts'

/**
 * Changes a user. Disabling, and a new password, end all sessions; tokens of a disabled user stop with their next request.
 *
 * @throws AppError CONFLICT for an old revision, a taken e-mail, oneself, or the last active administrator
 * @throws AppError FORBIDDEN for somebody who may do more than the actor
 */
export async function updateUser(ctx: Context, { userId, ...patch }: UserPatch & { userId: string }): Promise<User> {
  requirePermission(ctx, 'user:manage')
  const row = await getUserRow(userId)
  await requireCovers(ctx, await grantsOfUser(row))
  if (userId === ctx.actor.userId && (patch.status === 'disabled' || patch.password !== undefined)) {
    throw new AppError('CONFLICT', 'Nobody disables themselves; the own password is changed on the account page.', {
      reason: 'SELF',
    })
  }
  if (patch.password !== undefined) {
    requireLocal(row.source)
    requireGoodPassword(patch.password, row.username, 'body.password')
  }
  requireCidrs(patch.allowedCidrs ?? [], 'body.allowedCidrs')
  const before = await readUser(userId)
  const entry = {
    action: patch.status === undefined ? 'user.update' : patch.status === 'disabled' ? 'user.disable' : 'user.enable',
    permission: 'user:manage',
    target: { kind: 'user', name: row.username },
    before,
  } as const
  return await audited(ctx, entry, async (record) => {
    const password = patch.password === undefined ? undefined : await hashPassword(patch.password)
    await userTransaction(async (tx) => {
      const { count } = await tx.user.updateMany({
        where: { id: userId, ...(patch.revision !== undefined && { revision: Number(patch.revision) || 0 }) },
        data: {
          revision: { increment: 1 },
          ...(patch.displayName !== undefined && { name: patch.displayName }),
          ...(patch.email !== undefined && { email: patch.email.toLowerCase() }),
          ...(patch.status !== undefined && { status: await statusAfter(tx, userId, patch.status) }),
          ...(patch.allowedCidrs !== undefined && { allowedCidrs: patch.allowedCidrs }),
          ...(patch.needsPasswordChange !== undefined && { mustChangePassword: patch.needsPasswordChange }),
        },
      })
      if (count === 0) throw revisionConflict(`User ${row.username}`)
      if (password !== undefined) {
        await tx.account.updateMany({ where: { userId, providerId: 'credential' }, data: { password } })
        await tx.user.updateMany({ where: { id: userId, status: 'invited' }, data: { status: 'active' } })
      }
      if (password !== undefined || patch.status === 'disabled') await tx.session.deleteMany({ where: { userId } })
      await requireSomeAdministrator(tx)
    }).catch((error: unknown) => {
      throw asConflict(error, { email: 'body.email' })
    })
    const after = await readUser(userId)
    record.after(after)
    return after
  })
}

/** @throws AppError CONFLICT: who comes by a provider has no password here */
export function requireLocal(source: string): void {
  if (source === 'local') return
  throw new AppError('CONFLICT', `The provider ${source} vouches for this user: there is no password to set here.`, {
    reason: 'NOT_LOCAL',
  })
}

/** Who was disabled before they ever set a password is invited again, not active. */
async function statusAfter(tx: Prisma.TransactionClient, userId: string, wanted: 'active' | 'disabled') {
  if (wanted === 'disabled') return wanted
  const open = await tx.account.count({ where: { userId, providerId: 'credential', password: null } })
  return open > 0 ? 'invited' : wanted
}
