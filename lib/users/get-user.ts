import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { lastSignInAddresses } from '#lib/users/last-sign-in-addresses.ts'
import { toGrant } from '#lib/users/list-grants.ts'
import { lockedNames } from '#lib/users/lock-out.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { idleMsOf, readSignInSettings } from '#lib/users/sign-in-settings.ts'
import { readGroupGrants, readProviderGroups } from '#lib/users/user-grants.ts'
import type { User } from '#lib/users/user-schema.ts'

/** What a row of the user list needs, counted in the same query. */
export function userInclude(now: Date, idleMs: number) {
  return {
    grants: { orderBy: { createdAt: 'asc' } },
    sessions: { orderBy: { lastSeenAt: 'desc' }, take: 1, select: { ipAddress: true } },
    _count: {
      select: {
        sessions: { where: { expiresAt: { gt: now }, lastSeenAt: { gt: new Date(now.getTime() - idleMs) } } },
        tokens: { where: { revokedAt: null, expiresAt: { gt: now } } },
      },
    },
  } as const satisfies Prisma.UserInclude
}
export type UserRow = Prisma.UserGetPayload<{ include: ReturnType<typeof userInclude> }>

/** One user, as administrators see them. */
export async function getUser(ctx: Context, { userId }: { userId: string }): Promise<User> {
  requirePermissionSomewhere(ctx, 'user:manage')
  return await readUser(userId)
}

/** @throws AppError NOT_FOUND */
export async function getUserRow(userId: string): Promise<UserRow> {
  const idleMs = idleMsOf(await readSignInSettings())
  const row = await db().user.findUnique({ where: { id: userId }, include: userInclude(new Date(), idleMs) })
  if (!row) throw new AppError('NOT_FOUND', 'There is no such user.')
  return row
}

export async function readUser(userId: string): Promise<User> {
  const [user] = await toUsers([await getUserRow(userId)])
  if (!user) throw new Error('one row makes one user')
  return user
}

/** Rows as the API tells them, with what is granted to their groups. */
export async function toUsers(rows: readonly UserRow[]): Promise<User[]> {
  const [locked, ofGroups, addressOf] = await Promise.all([
    lockedNames(
      rows.map((row) => row.username),
      new Date(),
    ),
    readGroupGrants(rows),
    lastSignInAddresses(rows.flatMap(({ id, sessions }) => (sessions.length === 0 ? [id] : []))),
  ])
  return rows.map((row) => ({
    userId: row.id,
    name: row.username,
    displayName: row.name,
    email: row.email,
    source: row.source,
    status: row.status === 'active' && locked.has(row.username) ? 'locked' : row.status,
    needsPasswordChange: row.mustChangePassword,
    providerGroups: readProviderGroups(row.providerGroups),
    allowedCidrs: row.allowedCidrs,
    grants: [...row.grants, ...ofGroups(row)].map(toGrant),
    sessions: row._count.sessions,
    tokens: row._count.tokens,
    lastSignInAt: row.lastSignInAt,
    lastAddress: row.sessions[0]?.ipAddress ?? addressOf.get(row.id) ?? null,
    createdAt: row.createdAt,
    revision: String(row.revision),
  }))
}
