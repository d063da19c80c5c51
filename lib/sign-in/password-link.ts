import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { hashPassword } from '#lib/users/auth.ts'
import type { Context } from '#lib/users/context.ts'
import { clearFailures } from '#lib/users/lock-out.ts'
import { requireGoodPassword } from '#lib/users/password-policy.ts'
import { requireAddress } from '#lib/users/sign-in.ts'
import { hashOfLink } from './invite-user.ts'

interface OpenedLink {
  kind: 'INVITATION' | 'RESET'
  name: string
  expiresAt: Date
}

/** @throws AppError NOT_FOUND for a link that is unknown, used, replaced or has run out: all in the same words */
export async function openPasswordLink(_ctx: Context, { token }: { token: string }): Promise<OpenedLink> {
  const { user, expiresAt } = await findLink(token)
  return { kind: user.status === 'invited' ? 'INVITATION' : 'RESET', name: user.username, expiresAt }
}

async function findLink(token: string) {
  const link = await db().passwordLink.findUnique({ where: { linkHash: hashOfLink(token) }, include: { user: true } })
  if (!link || link.expiresAt <= new Date() || link.user.status === 'disabled') {
    throw new AppError('NOT_FOUND', 'This link was used, replaced by a newer one, or has run out. Ask for another.')
  }
  return link
}

/**
 * Sets the password that a link is for, once, and ends every session of the user. One signs in with it afterwards.
 * @throws AppError NOT_FOUND as `openPasswordLink`; INVALID_INPUT for a password against the policy, after which the link still works
 */
export async function setPasswordByLink(
  ctx: Context,
  { token, password }: { token: string; password: string },
): Promise<undefined> {
  await requireAddress(ctx)
  const { user, linkHash } = await findLink(token)
  requireGoodPassword(password, user.username, 'body.password')
  const entry = { action: 'user.set-password', target: { kind: 'user', name: user.username }, detail: null }
  await audited(ctx, entry, async () => {
    const hash = await hashPassword(password)
    await db().$transaction(async (tx) => {
      // Of two at once one finds it.
      const { count } = await tx.passwordLink.deleteMany({ where: { linkHash } })
      if (count === 0) throw new AppError('NOT_FOUND', 'This link was used.')
      const userId = user.id
      await tx.account.updateMany({ where: { userId, providerId: 'credential' }, data: { password: hash } })
      await tx.user.update({ where: { id: userId }, data: { mustChangePassword: false } })
      await tx.user.updateMany({ where: { id: userId, status: 'invited' }, data: { status: 'active' } })
      await tx.session.deleteMany({ where: { userId } })
    })
    await clearFailures(user.username)
  })
  return undefined
}
