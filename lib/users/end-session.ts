import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { getUserRow } from '#lib/users/get-user.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { grantsOfUser } from '#lib/users/user-grants.ts'

/** Ends one of the own sessions. @throws AppError NOT_FOUND also for a session of somebody else */
export async function endOwnSession(ctx: Context, { sessionId }: { sessionId: string }): Promise<undefined> {
  const where = { id: sessionId, userId: ctx.actor.userId ?? '' }
  const session = await db().session.findFirst({ where })
  if (!session) throw new AppError('NOT_FOUND', 'There is no such session of yours.')
  const before = { address: session.ipAddress, agent: session.userAgent, createdAt: session.createdAt }
  await audited(ctx, { action: 'session.delete', target: { kind: 'session', name: sessionId }, before }, async () => {
    await db().session.deleteMany({ where })
  })
  return undefined
}

/** Ends all sessions of a user; they take effect with the next request of each. */
export async function endUserSessions(ctx: Context, { userId }: { userId: string }): Promise<undefined> {
  requirePermission(ctx, 'user:manage')
  const user = await getUserRow(userId)
  await requireCovers(ctx, await grantsOfUser(user))
  await audited(ctx, { action: 'user.end-sessions', target: { kind: 'user', name: user.username } }, async (record) => {
    const { count } = await db().session.deleteMany({ where: { userId } })
    record.before({ sessions: count })
  })
  return undefined
}
