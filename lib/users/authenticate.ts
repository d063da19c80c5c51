import { cidrMatcher } from '#lib/cidr.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { auth } from '#lib/users/auth.ts'
import type { Actor } from '#lib/users/context.ts'
import { resolveServiceGrants, resolveTokenRights } from '#lib/users/resolve-grants.ts'
import { idleMsOf, maxAgeMsOf, readSignInSettings } from '#lib/users/sign-in-settings.ts'
import { simulatedActor } from '#lib/users/simulation.ts'
import { hashToken, readBearer } from '#lib/users/token-secret.ts'
import { resolveUserGrants, subjectOf } from '#lib/users/user-grants.ts'

export interface Identity {
  actor: Actor
  sessionId?: string
  tokenId?: string
  mustChangePassword: boolean
}

const minuteMs = 60_000

/**
 * Who sends this request: by API token when there is an Authorization header (a cookie beside it does not count), else by session.
 *
 * @param address of the client, as our listener has determined it
 * @returns null when nobody is signed in
 * @throws AppError UNAUTHENTICATED for a token that is unknown, expired, revoked, used from elsewhere or whose owner is disabled:
 *   all in the same words
 */
export async function authenticate(
  headers: Headers,
  address: string | null,
  now = new Date(),
): Promise<Identity | null> {
  const authorization = headers.get('authorization')
  return authorization === null ? await bySession(headers, now) : await byToken(authorization, address, now)
}

async function bySession(headers: Headers, now: Date): Promise<Identity | null> {
  const cookie = headers.get('cookie')
  if (cookie === null) return null
  const found = await auth().api.getSession({ headers: new Headers({ cookie }) })
  if (!found) return null
  const [session, settings] = await Promise.all([
    db().session.findUnique({ where: { id: found.session.id }, include: { user: { include: { grants: true } } } }),
    readSignInSettings(),
  ])
  if (session?.user.status !== 'active') return null
  if (
    now.getTime() - session.lastSeenAt.getTime() > idleMsOf(settings) ||
    now.getTime() - session.createdAt.getTime() > maxAgeMsOf(settings)
  ) {
    await db().session.deleteMany({ where: { id: session.id } })
    return null
  }
  const lastMinute = new Date(now.getTime() - minuteMs)
  if (session.lastSeenAt < lastMinute) {
    await db().session.updateMany({
      where: { id: session.id, lastSeenAt: { lt: lastMinute } },
      data: { lastSeenAt: now },
    })
  }
  const { user } = session
  const own: Actor = {
    kind: 'user',
    id: user.id,
    name: user.username,
    userId: user.id,
    grants: await resolveUserGrants(user, now),
  }
  return {
    actor: session.simulatedUserId === null ? own : await simulatedActor(own, session.simulatedUserId, now),
    sessionId: session.id,
    mustChangePassword: user.mustChangePassword,
  }
}

async function byToken(authorization: string, address: string | null, now: Date): Promise<Identity> {
  const secret = readBearer(authorization)
  const token =
    secret === null
      ? null
      : await db().apiToken.findUnique({
          where: { tokenHash: hashToken(secret) },
          include: { owner: { include: { grants: true } } },
        })
  const isValid =
    token !== null &&
    token.revokedAt === null &&
    token.expiresAt > now &&
    (token.owner === null || token.owner.status === 'active') &&
    isAllowedFrom(token.allowedCidrs, address)
  if (!isValid)
    throw new AppError(
      'UNAUTHENTICATED',
      'The API token is not valid here: unknown, expired, revoked or not for this address.',
    )
  const lastMinute = new Date(now.getTime() - minuteMs)
  if (token.lastUsedAt === null || token.lastUsedAt < lastMinute) {
    await db().apiToken.updateMany({
      where: { tokenId: token.tokenId, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: lastMinute } }] },
      data: { lastUsedAt: now, lastUsedFrom: address },
    })
  }
  const { tokenId, name, ownerId, owner } = token
  const actor = { kind: 'token' as const, id: tokenId, name, userId: ownerId }
  const rest = { tokenId, mustChangePassword: false }
  if (!owner) return { actor: { ...actor, grants: await resolveServiceGrants(token, now) }, ...rest }
  const rights = await resolveTokenRights(token, await resolveUserGrants(owner, now), subjectOf(owner))
  return { actor: { ...actor, ...rights, onBehalfOf: owner.username }, ...rest }
}

export function isAllowedFrom(cidrs: readonly string[], address: string | null): boolean {
  return cidrs.length === 0 || (address !== null && cidrMatcher(cidrs)(address))
}
