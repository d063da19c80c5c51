import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context, ResolvedGrant } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { whoCanGrant } from '#lib/users/who-can-grant.ts'

/** Who is signed in and what they may do. For a token: its owner, the token's rights and its end. */
export async function getSession(ctx: Context): Promise<SessionShape> {
  const user = await db().user.findUnique({ where: { id: ctx.actor.userId ?? '' } })
  const expiresAt = await endOf(ctx)
  if (!user || !expiresAt) throw new AppError('UNAUTHENTICATED', 'The session has ended.')
  const { grants, simulatedBy } = ctx.actor
  const own = toSession(user, grants, expiresAt)
  // Whoever manages users everywhere asks nobody.
  const session = hasPermission(ctx, 'user:manage') ? own : { ...own, grantedBy: await whoCanGrant() }
  // Who simulates chooses no password.
  if (simulatedBy !== undefined) return { ...session, needsPasswordChange: false, simulation: { by: simulatedBy } }
  return session
}

async function endOf(ctx: Context): Promise<Date | undefined> {
  if (ctx.tokenId !== undefined) {
    return (await db().apiToken.findUnique({ where: { tokenId: ctx.tokenId }, select: { expiresAt: true } }))?.expiresAt
  }
  return (await db().session.findUnique({ where: { id: ctx.sessionId ?? '' }, select: { expiresAt: true } }))?.expiresAt
}

interface SessionUser {
  id: string
  username: string
  name: string
  email: string
  source: string
  status: 'active' | 'disabled' | 'invited'
  mustChangePassword: boolean
}

export function toSession(user: SessionUser, grants: readonly ResolvedGrant[], expiresAt: Date): SessionShape {
  return {
    user: {
      userId: user.id,
      name: user.username,
      displayName: user.name,
      email: user.email,
      source: user.source,
      status: user.status,
    },
    expiresAt,
    permissions: grants.map(({ permissionSet, permissions, scope, endsAt, providerGroup }) => ({
      permissionSet,
      permissions: [...permissions],
      scope,
      ...(endsAt && { endsAt }),
      ...(providerGroup !== undefined && { providerGroup }),
    })),
    needsPasswordChange: user.mustChangePassword,
  }
}
