import { countRequest } from '#lib/api/rate-limit.ts'
import { audited } from '#lib/audit/audited.ts'
import { writeIntent, writeOutcome, writeRefusal } from '#lib/audit/write.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { clearFailures, getLock, recordFailure } from '#lib/users/lock-out.ts'
import { openSession } from '#lib/users/open-session.ts'
import type { SessionShape } from '#lib/users/schema.ts'

const action = 'session.create'

/**
 * Signs in by name and password. Answers to a wrong password, an unknown name and a disabled user read the same and take the same.
 *
 * @throws AppError UNAUTHENTICATED
 * @throws AppError RATE_LIMITED while the name or the address is locked, even with the right password
 */
export async function signIn(ctx: Context, input: { name: string; password: string }): Promise<SessionShape> {
  const now = new Date()
  const target = { kind: 'user', name: await auditName(input.name) }
  const until = await getLock(input.name, ctx.address, now)
  if (until) {
    const retryAfterMs = until.getTime() - now.getTime()
    const error = new AppError(
      'RATE_LIMITED',
      'Too many wrong passwords. Wait, or ask an administrator to unlock the account.',
      {
        retryAfterMs,
      },
    )
    // The lock has its own row; knocking at it is summed.
    if ((await countRequest(`locked:${ctx.address}`, now)) === 1) await refuse(ctx, target, error)
    throw error
  }
  const opened = await openSession(ctx, input.name, input.password)
  if (!opened) {
    await recordFailure(input.name, ctx.address, now)
    const error = new AppError('UNAUTHENTICATED', 'Name or password is wrong.')
    await refuse(ctx, target, error)
    if (await getLock(input.name, ctx.address, now)) await recordLock(ctx, target)
    throw error
  }
  // The session that this browser had before ends here.
  const previous = ctx.sessionId
  ctx.actor = opened.actor
  ctx.sessionId = opened.sessionId
  try {
    await audited(ctx, { action, target, detail: { name: opened.actor.name } }, async () => {
      await clearFailures(input.name)
      if (previous !== undefined) await db().session.deleteMany({ where: { id: previous } })
    })
  } catch (error) {
    await db().session.deleteMany({ where: { id: opened.sessionId } })
    throw error
  }
  ctx.cookies?.push(...opened.cookies)
  return opened.session
}

/** People type passwords into the name field: a name that no user has is not kept. */
async function auditName(name: string): Promise<string> {
  const user = await db().user.findUnique({ where: { username: name.toLowerCase() }, select: { username: true } })
  return user?.username ?? '(unknown name)'
}

async function refuse(ctx: Context, target: { kind: string; name: string }, error: AppError): Promise<void> {
  const told = { outcome: 'REFUSED' as const, error: { code: error.code, detail: error.message } }
  ctx.auditIds.push(await writeRefusal(ctx, { action, target, detail: null }, told))
}

async function recordLock(ctx: Context, target: { kind: string; name: string }): Promise<void> {
  const auditId = await writeIntent(ctx, { action: 'user.lock', target, detail: { minutes: 15 } })
  await writeOutcome(auditId, { outcome: 'SUCCESS', durationMs: 0 })
}
