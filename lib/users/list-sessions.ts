import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { getUserRow } from '#lib/users/get-user.ts'
import { orderBy } from '#lib/users/order-by.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { AccountSession } from '#lib/users/session-schema.ts'
import { idleMsOf, readSignInSettings } from '#lib/users/sign-in-settings.ts'

interface Page {
  page: number
  pageSize: number
  sort?: string | undefined
}

/** Own sessions that are still good. */
export async function listOwnSessions(ctx: Context, page: Page): Promise<List<AccountSession>> {
  return await listSessionsOf(ctx.actor.userId ?? '', ctx.sessionId, page)
}

/** Sessions of another user. */
export async function listUserSessions(
  ctx: Context,
  { userId, ...page }: Page & { userId: string },
): Promise<List<AccountSession>> {
  requirePermission(ctx, 'user:manage')
  await getUserRow(userId)
  return await listSessionsOf(userId, ctx.sessionId, page)
}

async function listSessionsOf(
  userId: string,
  currentId: string | undefined,
  { page, pageSize, sort }: Page,
): Promise<List<AccountSession>> {
  const now = Date.now()
  const idleMs = idleMsOf(await readSignInSettings())
  const where = { userId, expiresAt: { gt: new Date(now) }, lastSeenAt: { gt: new Date(now - idleMs) } }
  const [total, rows] = await Promise.all([
    db().session.count({ where }),
    db().session.findMany({
      where,
      orderBy: [orderBy(sort ?? '-lastSeenAt'), { id: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  const items = rows.map((row) => ({
    sessionId: row.id,
    isCurrent: row.id === currentId,
    address: row.ipAddress,
    agent: row.userAgent,
    createdAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
    expiresAt: row.expiresAt,
  }))
  return { items, total, page, pageSize }
}
