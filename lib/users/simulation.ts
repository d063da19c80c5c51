import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Actor, Context } from '#lib/users/context.ts'
import { getUserRow } from '#lib/users/get-user.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { grantsOfUser, resolveUserGrants } from '#lib/users/user-grants.ts'

/**
 * The actor of a session that looks at the console as somebody else sees it: with the other's rights of this moment, under the own name in the
 * audit. One who is gone or may not sign in any more sees nothing.
 */
export async function simulatedActor(own: Actor, userId: string, now: Date): Promise<Actor> {
  const user = await db().user.findUnique({ where: { id: userId }, include: { grants: true } })
  const grants = user?.status === 'active' ? await resolveUserGrants(user, now) : []
  // Whoever may not manage them any more does not see through their eyes either.
  const mayStill = own.grants.some(
    (grant) => grant.permissions.has('user:manage') && grant.clusterIds === 'all' && grant.narrow === null,
  )
  return {
    ...own,
    userId,
    grants: mayStill ? grants : [],
    onBehalfOf: user?.username ?? userId,
    simulatedBy: own.name,
  }
}

/**
 * From now on this session shows the console as the user sees it, and writes nothing. It shows no more than the person could see anyway.
 *
 * @throws AppError FORBIDDEN for a token, for oneself, and for who holds more than the actor
 */
export async function startSimulation(ctx: Context, { userId }: { userId: string }): Promise<undefined> {
  requirePermission(ctx, 'user:manage')
  const user = await getUserRow(userId)
  if (ctx.sessionId === undefined) throw new AppError('FORBIDDEN', 'Only a signed-in session simulates a user.')
  if (userId === ctx.actor.userId) throw new AppError('CONFLICT', 'This is you.', { reason: 'SELF' })
  if (user.status !== 'active') throw new AppError('CONFLICT', `${user.username} is not active and sees nothing.`)
  await requireCovers(ctx, await grantsOfUser(user))
  const entry = {
    action: 'simulation.start',
    permission: 'user:manage',
    target: { kind: 'user', name: user.username },
  } as const
  await audited(ctx, entry, () =>
    db().session.update({ where: { id: ctx.sessionId ?? '' }, data: { simulatedUserId: userId } }),
  )
  return undefined
}

/** Back to oneself. */
export async function endSimulation(ctx: Context): Promise<undefined> {
  const { onBehalfOf, simulatedBy } = ctx.actor
  if (ctx.sessionId === undefined || simulatedBy === undefined) return undefined
  const entry = { action: 'simulation.end', target: { kind: 'user', name: onBehalfOf ?? '' } }
  await audited(ctx, entry, () =>
    db().session.update({ where: { id: ctx.sessionId ?? '' }, data: { simulatedUserId: null } }),
  )
  return undefined
}
