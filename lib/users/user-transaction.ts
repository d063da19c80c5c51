import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'

/** Key of the advisory lock; any number that nothing else in this database uses. */
const usersLock = 8_417_201

/**
 * Changes of users and grants, one at a time over all processes: so that there is never a second set-up, and that two
 * administrators who remove each other at the same moment do not leave the console without one.
 */
export async function userTransaction<T>(change: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  return await db().$transaction(async (tx) => {
    await tx.$queryRaw`select 1 as locked from pg_advisory_xact_lock(${usersLock})`
    return await change(tx)
  })
}

/**
 * Called at the end of a change that may take rights away; undoes it when nobody would be left to give them back.
 * An administrator is an active user whose grant of `admin` on all clusters has no end.
 *
 * @throws AppError CONFLICT
 */
export async function requireSomeAdministrator(tx: Prisma.TransactionClient): Promise<void> {
  const administrators = await tx.grant.count({
    where: {
      permissionSet: 'admin',
      endsAt: null,
      user: { status: 'active' },
      scope: { equals: { clusters: 'all' } },
    },
  })
  if (administrators === 0) {
    throw new AppError('CONFLICT', 'The last active administrator cannot be disabled, deleted or demoted.', {
      reason: 'LAST_ADMINISTRATOR',
    })
  }
}

/**
 * Unique rules live in the database; this says which field broke one.
 * @param fields column name as the error tells it → path of the input
 */
export function asConflict(error: unknown, fields: Record<string, string>): unknown {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return error
  const told = JSON.stringify(error.meta ?? {})
  const path = Object.entries(fields).find(([column]) => told.includes(column))?.[1]
  const detail = `Another user has this ${path?.split('.').at(-1) ?? 'name'} already.`
  return new AppError('CONFLICT', detail, path === undefined ? {} : { fields: [{ path, rule: 'taken', detail }] }, {
    cause: error,
  })
}
