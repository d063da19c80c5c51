import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { hashPassword } from '#lib/users/auth.ts'
import type { Context } from '#lib/users/context.ts'
import { grantData } from '#lib/users/create-grant.ts'
import { readUser } from '#lib/users/get-user.ts'
import { insertUser } from '#lib/users/insert-user.ts'
import { requireGoodPassword } from '#lib/users/password-policy.ts'
import { requireSet } from '#lib/users/permission-sets.ts'
import { requireCidrs } from '#lib/users/require-cidrs.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { NewUser, User } from '#lib/users/user-schema.ts'
import { asConflict, userTransaction } from '#lib/users/user-transaction.ts'
import { requireCoversWaiting } from '#lib/users/waiting-grants.ts'

/**
 * Creates a user: a local one with a password, by default to be changed at the first sign-in; a local one without, who is invited
 * and sets it by a one-time link; or one for whom a sign-in provider vouches.
 *
 * @throws AppError INVALID_INPUT for a provider that is not there, or a password beside one
 * @throws AppError CONFLICT when name or e-mail is taken; FORBIDDEN for grants wider than the actor's own
 */
export async function createUser(ctx: Context, input: NewUser): Promise<User> {
  requirePermission(ctx, 'user:manage')
  for (const [i, grant] of input.grants.entries()) {
    await requireSet(grant.permissionSet, `body.grants.${i}.permissionSet`)
  }
  await requireCovers(ctx, input.grants)
  const { name, email, grants, needsPasswordChange, password, source = 'local', allowedCidrs = [] } = input
  await requireCoversWaiting(ctx, name, source)
  await requireSource(source, password)
  requireCidrs(allowedCidrs, 'body.allowedCidrs')
  if (password !== undefined) requireGoodPassword(password, name, 'body.password')
  const entry = {
    action: 'user.create',
    permission: 'user:manage',
    target: { kind: 'user', name },
  } as const
  return await audited(ctx, entry, async (record) => {
    const passwordHash = password === undefined ? null : await hashPassword(password)
    const userId = await userTransaction(async (tx) => {
      const id = await insertUser(tx, {
        name,
        displayName: input.displayName ?? name,
        email,
        passwordHash,
        mustChangePassword: passwordHash !== null && needsPasswordChange,
        status: source === 'local' && passwordHash === null ? 'invited' : 'active',
        source,
        allowedCidrs,
      })
      await tx.grant.createMany({ data: grants.map((grant) => grantData(ctx, { ...grant, subject: { userId: id } })) })
      return id
    }).catch((error: unknown) => {
      throw asConflict(error, { username: 'body.name', email: 'body.email' })
    })
    const user = await readUser(userId)
    record.after(user)
    return user
  })
}

async function requireSource(source: string, password: string | undefined): Promise<void> {
  if (source === 'local') return
  const refuse = (path: string, rule: string, detail: string) => {
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path, rule, detail }] })
  }
  if (password !== undefined) refuse('body.password', 'exclusive', 'Whoever comes by a provider has no password here.')
  if ((await db().signInProvider.count({ where: { providerId: source } })) === 0) {
    refuse('body.source', 'unknownProvider', 'There is no such sign-in provider.')
  }
}
