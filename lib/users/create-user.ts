import { audited } from '#lib/audit/audited.ts'
import { hashPassword } from '#lib/users/auth.ts'
import type { Context } from '#lib/users/context.ts'
import { grantData } from '#lib/users/create-grant.ts'
import { readUser } from '#lib/users/get-user.ts'
import { insertUser } from '#lib/users/insert-user.ts'
import { requireGoodPassword } from '#lib/users/password-policy.ts'
import { requireSet } from '#lib/users/permission-sets.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { NewUser, User } from '#lib/users/schema.ts'
import { asConflict, userTransaction } from '#lib/users/user-transaction.ts'

/**
 * Creates a local user, by default to change the password at the first sign-in.
 * @throws AppError CONFLICT when name or e-mail is taken; FORBIDDEN for grants wider than the actor's own
 */
export async function createUser(ctx: Context, input: NewUser): Promise<User> {
  requirePermission(ctx, 'user:manage')
  for (const [i, grant] of input.grants.entries()) {
    await requireSet(grant.permissionSet, `body.grants.${i}.permissionSet`)
  }
  await requireCovers(ctx, input.grants)
  requireGoodPassword(input.password, input.name, 'body.password')
  const { name, email, grants, needsPasswordChange } = input
  const entry = {
    action: 'user.create',
    permission: 'user:manage',
    target: { kind: 'user', name },
  } as const
  return await audited(ctx, entry, async (record) => {
    const passwordHash = await hashPassword(input.password)
    const userId = await userTransaction(async (tx) => {
      const id = await insertUser(tx, {
        name,
        displayName: input.displayName ?? name,
        email,
        passwordHash,
        mustChangePassword: needsPasswordChange,
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
