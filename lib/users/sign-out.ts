import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { auth } from '#lib/users/auth.ts'
import type { Context } from '#lib/users/context.ts'

/** Ends the session of this request and takes the cookie back. */
export async function signOut(ctx: Context): Promise<undefined> {
  const { sessionId } = ctx
  if (sessionId === undefined) throw new AppError('CONFLICT', 'An API token has no session to end; revoke it instead.')
  await audited(ctx, { action: 'session.delete', target: { kind: 'user', name: ctx.actor.name } }, async () => {
    await db().session.deleteMany({ where: { id: sessionId } })
  })
  const { headers } = await auth().api.signOut({ headers: new Headers(), returnHeaders: true })
  ctx.cookies?.push(...headers.getSetCookie())
  return undefined
}
