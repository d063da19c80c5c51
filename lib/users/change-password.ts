import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { hashPassword, isPasswordOf } from '#lib/users/auth.ts'
import type { Context } from '#lib/users/context.ts'
import { getAccount } from '#lib/users/get-account.ts'
import { getLock, recordFailure } from '#lib/users/lock-out.ts'
import { requireGoodPassword } from '#lib/users/password-policy.ts'

/**
 * Sets a new password and ends every other session of the account. Wrong current passwords count for the lock-out, so that a
 * stolen session cannot guess.
 *
 * @throws AppError INVALID_INPUT for a wrong current password, or a new one against the policy
 * @throws AppError RATE_LIMITED while locked
 */
export async function changePassword(
  ctx: Context,
  input: { currentPassword: string; newPassword: string },
): Promise<undefined> {
  const { userId, name } = await getAccount(ctx)
  const now = new Date()
  const until = await getLock(name, ctx.address, now)
  if (until) {
    throw new AppError('RATE_LIMITED', 'Too many wrong passwords. Wait a while.', {
      retryAfterMs: until.getTime() - now.getTime(),
    })
  }
  requireGoodPassword(input.newPassword, name, 'body.newPassword')
  const entry = { action: 'account.change-password', target: { kind: 'user', name }, detail: null }
  await audited(ctx, entry, async () => {
    if (!(await isPasswordOf(userId, input.currentPassword))) {
      await recordFailure(name, ctx.address, now)
      const detail = 'This is not your current password.'
      throw new AppError('INVALID_INPUT', detail, {
        fields: [{ path: 'body.currentPassword', rule: 'wrongPassword', detail }],
      })
    }
    const password = await hashPassword(input.newPassword)
    await db().$transaction([
      db().account.updateMany({ where: { userId, providerId: 'credential' }, data: { password } }),
      db().user.update({ where: { id: userId }, data: { mustChangePassword: false } }),
      db().session.deleteMany({ where: { userId, id: { not: ctx.sessionId ?? '' } } }),
    ])
  })
  return undefined
}
