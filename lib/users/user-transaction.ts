import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { readSignInSettings } from '#lib/users/sign-in-settings.ts'

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

class TriedOut extends Error {
  override readonly name = 'TriedOut'
}

/**
 * Would the guards let this change through? Nothing of it stays.
 * @returns the refusal, or null
 */
export async function tryOut(change: (tx: Prisma.TransactionClient) => Promise<void>): Promise<AppError | null> {
  try {
    await userTransaction(async (tx) => {
      await change(tx)
      throw new TriedOut()
    })
  } catch (error) {
    if (error instanceof AppError) return error
    if (!(error instanceof TriedOut)) throw error
  }
  return null
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
      // What a provider says today it may not say tomorrow.
      providerId: null,
      user: { status: 'active' },
      scope: { equals: { clusters: 'all' } },
    },
  })
  const isBreakGlassLeft = await hasBreakGlass(tx)
  if (administrators === 0 || !isBreakGlassLeft) {
    throw isBreakGlassLeft
      ? new AppError('CONFLICT', 'The last active administrator cannot be disabled, deleted or demoted.', {
          reason: 'LAST_ADMINISTRATOR',
        })
      : new AppError('CONFLICT', 'The break-glass account stays an active administrator with a password.', {
          reason: 'BREAK_GLASS',
        })
  }
}

/** While local sign-in is off, one account must be able to come in when every provider is down. */
async function hasBreakGlass(tx: Prisma.TransactionClient): Promise<boolean> {
  const { isLocalEnabled, breakGlassUserId } = await readSignInSettings(tx)
  return isLocalEnabled || (breakGlassUserId !== null && (await canBreakGlass(tx, breakGlassUserId)))
}

/** An active local account with a password and every right, without an end. */
export async function canBreakGlass(tx: Prisma.TransactionClient, userId: string): Promise<boolean> {
  const fits = await tx.user.count({
    where: {
      id: userId,
      status: 'active',
      source: 'local',
      accounts: { some: { providerId: 'credential', password: { not: null } } },
      grants: {
        some: { permissionSet: 'admin', endsAt: null, providerId: null, scope: { equals: { clusters: 'all' } } },
      },
    },
  })
  return fits > 0
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
