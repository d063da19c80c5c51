import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { resolveServiceGrants, resolveTokenRights } from '#lib/users/resolve-grants.ts'
import { resolveUserGrants, subjectOf } from '#lib/users/user-grants.ts'

/** Who started something that goes on without them, as it was noted then. */
export interface Starter {
  /** Empty for a service token. */
  userId: string
  tokenId: string | null
  address: string | null
  agent: string | null
  requestId: string
}

/**
 * The context in which a worker goes on for somebody: with the rights that the person, and the token they used, have now.
 *
 * @returns null when they may not act any more: the user is gone or disabled, the token revoked or expired
 */
export async function contextOfStarter(
  { userId, tokenId, address, agent, requestId }: Starter,
  { signal, jobId, now = new Date() }: { signal: AbortSignal; jobId?: string; now?: Date },
): Promise<Context | null> {
  const rest = { signal, requestId, address, agent, ...(jobId !== undefined && { jobId }), auditIds: [] }
  if (userId === '' && tokenId !== null) {
    const token = await db().apiToken.findUnique({ where: { tokenId } })
    if (!token || token.ownerId !== null || token.revokedAt !== null || token.expiresAt <= now) return null
    const grants = await resolveServiceGrants(token, now)
    return { actor: { kind: 'token', id: tokenId, name: token.name, userId: null, grants }, tokenId, ...rest }
  }
  const user = await db().user.findUnique({ where: { id: userId }, include: { grants: true } })
  if (user?.status !== 'active') return null
  const owned = await resolveUserGrants(user, now)
  if (tokenId === null) {
    return { actor: { kind: 'user', id: user.id, name: user.username, userId, grants: owned }, ...rest }
  }
  const token = await db().apiToken.findUnique({ where: { tokenId } })
  if (!token || token.ownerId !== userId || token.revokedAt !== null || token.expiresAt <= now) return null
  const rights = await resolveTokenRights(token, owned, subjectOf(user))
  return {
    actor: { kind: 'token', id: tokenId, name: token.name, userId, onBehalfOf: user.username, ...rights },
    tokenId,
    ...rest,
  }
}
