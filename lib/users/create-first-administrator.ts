import { randomUUID } from 'node:crypto'
import { AppError } from '#lib/errors.ts'
import { insertUser, type NewUserRow } from '#lib/users/insert-user.ts'
import { setupCodeKey } from '#lib/users/setup-code.ts'
import { userTransaction } from '#lib/users/user-transaction.ts'

/**
 * The first user, with every right. Of two at once one wins.
 * @throws AppError NOT_FOUND when there is a user already: set-up does not exist any more
 */
export async function createFirstAdministrator(user: NewUserRow): Promise<string> {
  return await userTransaction(async (tx) => {
    if ((await tx.user.count()) > 0) throw new AppError('NOT_FOUND', 'Set-up has been done.')
    const userId = await insertUser(tx, user)
    await tx.grant.create({
      data: {
        grantId: randomUUID(),
        userId,
        permissionSet: 'admin',
        scope: { clusters: 'all' },
        createdBy: user.name,
      },
    })
    await tx.setting.deleteMany({ where: { key: setupCodeKey } })
    return userId
  })
}
