import { db } from '#lib/db/db.ts'
import { auth } from '#lib/users/auth.ts'
import type { Actor, Context } from '#lib/users/context.ts'
import { toSession } from '#lib/users/get-session.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { maxAgeMsOf, readSignInSettings } from '#lib/users/sign-in-settings.ts'
import { resolveUserGrants } from '#lib/users/user-grants.ts'

export interface OpenedSession {
  actor: Actor
  sessionId: string
  session: SessionShape
  /** `Set-Cookie` values. */
  cookies: string[]
}

/**
 * Checks name and password and opens a session with a new id. An unknown name costs the same hash as a wrong password.
 * @returns null when they do not fit, or the user is not active
 */
export async function openSession(ctx: Context, name: string, password: string): Promise<OpenedSession | null> {
  const answer = await auth()
    .api.signInUsername({ body: { username: name, password }, headers: new Headers(), returnHeaders: true })
    .catch(noneIfRefused)
  return answer && (await noteSession(ctx, answer.response.token, null, answer.headers))
}

/**
 * Opens a session with a new id for somebody whom a sign-in provider vouched for.
 * @returns null when the user is not active
 */
export async function openVouchedSession(
  ctx: Context,
  userId: string,
  providerId: string,
): Promise<OpenedSession | null> {
  const answer = await auth()
    .api.openVouchedSession({ body: { userId }, headers: new Headers(), returnHeaders: true })
    .catch(noneIfRefused)
  return answer?.response ? await noteSession(ctx, answer.response.token, providerId, answer.headers) : null
}

async function noteSession(
  ctx: Context,
  token: string,
  providerId: string | null,
  headers: Headers,
): Promise<OpenedSession> {
  const now = new Date()
  const row = await db().session.update({
    where: { token },
    data: {
      ipAddress: ctx.address,
      userAgent: ctx.agent?.slice(0, 512) ?? null,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + maxAgeMsOf(await readSignInSettings())),
      providerId,
    },
    include: { user: { include: { grants: true } } },
  })
  await db().user.update({ where: { id: row.userId }, data: { lastSignInAt: now } })
  const grants = await resolveUserGrants(row.user, now)
  return {
    actor: { kind: 'user', id: row.userId, name: row.user.username, userId: row.userId, grants },
    sessionId: row.id,
    session: toSession(row.user, grants, row.expiresAt),
    cookies: headers.getSetCookie(),
  }
}

function noneIfRefused(error: unknown): null {
  if (isRefusal(error)) return null
  throw error
}

/** The library says no in several ways: 401 and 422 for the words, 500 "failed to create session" when our hook forbids it. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'APIError') return false
  const { status, body } = error as Error & { status?: unknown; body?: { code?: unknown } } // the library's class, which it does not export whole
  if (status === 'INTERNAL_SERVER_ERROR') return body?.code === 'FAILED_TO_CREATE_SESSION'
  return status === 'UNAUTHORIZED' || status === 'UNPROCESSABLE_ENTITY' || status === 'BAD_REQUEST'
}
