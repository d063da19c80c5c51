import { countRequest } from '#lib/api/rate-limit.ts'
import { audited } from '#lib/audit/audited.ts'
import { writeIntent, writeOutcome, writeRefusal } from '#lib/audit/write.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { hashPassword } from '#lib/users/auth.ts'
import { isAllowedFrom } from '#lib/users/authenticate.ts'
import type { Context } from '#lib/users/context.ts'
import { clearFailures, getLock, recordFailure } from '#lib/users/lock-out.ts'
import { type OpenedSession, openSession } from '#lib/users/open-session.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { readSignInSettings } from '#lib/users/sign-in-settings.ts'

const action = 'session.create'

/** They have come in, or why not: the audit keeps the reason, whoever tried hears only that name or password is wrong. */
export type Proof = { entered: SessionShape } | { refusedBecause: string }

/** Who tries to come in, for the lock and for the audit. */
export interface Attempt {
  /** What failures are counted under: the name as typed, with the provider before it where it is not a local one. */
  lockName: string
  /** People type passwords into the name field: of a name that no user has, only that is kept. */
  auditName: string
}

/**
 * Signs in by name and password of a local account. Answers to a wrong password, an unknown name, a disabled user and one who may
 * not sign in from here or with a password read the same and take the same.
 *
 * @throws AppError FORBIDDEN from an address that may not sign in at all, before anything else is looked at
 * @throws AppError UNAUTHENTICATED
 * @throws AppError RATE_LIMITED while the name or the address is locked, even with the right password
 */
export async function signIn(ctx: Context, input: { name: string; password: string }): Promise<SessionShape> {
  const user = await db().user.findUnique({ where: { username: input.name.toLowerCase() } })
  const attempt = { lockName: input.name, auditName: user?.username ?? '(unknown name)' }
  return await signInWith(ctx, attempt, async () => {
    const { isLocalEnabled, breakGlassUserId } = await readSignInSettings()
    const refusal =
      user && !isAllowedFrom(user.allowedCidrs, ctx.address)
        ? 'Not from this address.'
        : !isLocalEnabled && user?.id !== breakGlassUserId
          ? 'Local sign-in is switched off.'
          : null
    if (refusal !== null) {
      // The password is not looked at, but takes as long as if it were.
      await hashPassword(input.password)
      return { refusedBecause: refusal }
    }
    const opened = await openSession(ctx, input.name, input.password)
    if (!opened) return { refusedBecause: 'Name or password is wrong.' }
    await clearFailures(attempt.lockName)
    return { entered: await enter(ctx, opened, null) }
  })
}

/** What every sign-in with a password has in common: the rule about addresses, the lock, and what the audit keeps of a refusal. */
export async function signInWith(ctx: Context, attempt: Attempt, prove: () => Promise<Proof>): Promise<SessionShape> {
  const now = new Date()
  const { lockName } = attempt
  const target = { kind: 'user', name: attempt.auditName }
  await requireAddress(ctx)
  const until = await getLock(lockName, ctx.address, now)
  if (until) {
    const retryAfterMs = until.getTime() - now.getTime()
    const detail = 'Too many wrong passwords. Wait, or ask an administrator to unlock the account.'
    const error = new AppError('RATE_LIMITED', detail, { retryAfterMs })
    // The lock has its own row; knocking at it is summed.
    if ((await countRequest(`locked:${ctx.address}`, now)) === 1) await refuse(ctx, target, error)
    throw error
  }
  const proof = await prove().catch(async (error: unknown) => {
    // Nobody's fault who tries, as a directory that is down: kept, but not counted.
    if (error instanceof AppError && ctx.auditIds.length === 0) await refuse(ctx, target, error)
    throw error
  })
  if ('refusedBecause' in proof) {
    await recordFailure(lockName, ctx.address, now)
    await refuse(ctx, target, new AppError('UNAUTHENTICATED', proof.refusedBecause))
    if (await getLock(lockName, ctx.address, now)) await recordLock(ctx, target)
    throw new AppError('UNAUTHENTICATED', 'Name or password is wrong.')
  }
  return proof.entered
}

/** @throws AppError FORBIDDEN where the rule for all does not let this address sign in; `handle` leaves the row about it */
export async function requireAddress(ctx: Context): Promise<void> {
  const { allowedCidrs } = await readSignInSettings()
  if (isAllowedFrom(allowedCidrs, ctx.address)) return
  throw new AppError('FORBIDDEN', 'Sign-in is not allowed from this address.', { reason: 'ADDRESS' })
}

/** Hands a session over to the browser; the one that it had before ends here. */
export async function enter(ctx: Context, opened: OpenedSession, providerId: string | null): Promise<SessionShape> {
  const previous = ctx.sessionId
  const { name } = opened.actor
  ctx.actor = opened.actor
  ctx.sessionId = opened.sessionId
  const entry = { action, target: { kind: 'user', name }, detail: { name, ...(providerId !== null && { providerId }) } }
  try {
    await audited(ctx, entry, async () => {
      if (previous !== undefined) await db().session.deleteMany({ where: { id: previous } })
    })
  } catch (error) {
    await db().session.deleteMany({ where: { id: opened.sessionId } })
    throw error
  }
  ctx.cookies?.push(...opened.cookies)
  return opened.session
}

/** A row about somebody who did not come in, with the true reason. */
export async function refuse(ctx: Context, target: { kind: string; name: string }, error: AppError): Promise<void> {
  const told = { outcome: 'REFUSED' as const, error: { code: error.code, detail: error.message } }
  ctx.auditIds.push(await writeRefusal(ctx, { action, target, detail: null }, told))
}

async function recordLock(ctx: Context, target: { kind: string; name: string }): Promise<void> {
  const auditId = await writeIntent(ctx, { action: 'user.lock', target, detail: { minutes: 15 } })
  await writeOutcome(auditId, { outcome: 'SUCCESS', durationMs: 0 })
}
