import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import { refuse, requireAddress } from '#lib/users/sign-in.ts'
import { admitIdentity } from './admit-identity.ts'
import { findProviderRow, parseProvider, type StoredProvider } from './find-provider.ts'
import { noteFailure, withProvider } from './note-failure.ts'
import { DeniedError, finishOidc, type TakenAttempt, takeAttempt } from './oidc/finish-oidc.ts'
import { attemptCookie, setAttemptCookie } from './oidc/start-oidc.ts'
import { asProviderError } from './provider-error.ts'
import { failedTrial, finishTrial } from './run-trial.ts'

interface ReturnInput {
  providerId: string
  /** What the provider said, in the query of the address. */
  answered: URLSearchParams
  cookie: string | null
}

/**
 * Takes back a browser that was at a provider: signs it in, or finishes a trial.
 *
 * @returns the path to go on to; the sign-in page with `failed=` where it did not work
 */
export async function returnFromProvider(ctx: Context, input: ReturnInput): Promise<string> {
  const { providerId, answered, cookie } = input
  const browser = readCookie(cookie, attemptCookie)
  ctx.cookies?.push(setAttemptCookie('', 0))
  const state = answered.get('state')
  const attempt = state !== null && browser !== null ? await takeAttempt(providerId, state, browser, new Date()) : null
  if (!attempt) {
    await refuseUnknown(ctx, providerId)
    return failedPath('STATE', providerId)
  }
  const provider = parseProvider(await findProviderRow(providerId))
  if (attempt.testId !== null)
    return await returnFromTrial(ctx, provider, { ...attempt, testId: attempt.testId }, answered)
  try {
    if (!provider.isEnabled) return failedPath('GONE', providerId)
    await requireAddress(ctx)
    const { identity, idToken } = await withProvider(provider, () => finishOidc(provider, attempt, answered))
    await admitIdentity(ctx, provider, identity, idToken)
    return attempt.returnPath
  } catch (error) {
    return failedPath(await reasonOf(ctx, provider, error), providerId)
  }
}

async function reasonOf(ctx: Context, { name }: StoredProvider, error: unknown): Promise<string> {
  if (error instanceof DeniedError) {
    await refuse(
      ctx,
      { kind: 'user', name: '(not told)' },
      new AppError('UNAUTHENTICATED', `${name}: ${error.message}`),
    )
    return 'DENIED'
  }
  if (!(error instanceof AppError)) {
    log.error({ error, requestId: ctx.requestId }, 'A sign-in failed unexpectedly')
    return 'INTERNAL'
  }
  if (ctx.auditIds.length === 0) await refuse(ctx, { kind: 'user', name: '(not told)' }, error)
  return error.facts.reason ?? error.code
}

const failedPath = (reason: string, providerId: string) =>
  `/sign-in?${new URLSearchParams({ failed: reason, provider: providerId })}`

/** A state that nobody waits for: stale, replayed, or made up. */
const refuseUnknown = (ctx: Context, providerId: string) =>
  refuse(
    ctx,
    { kind: 'provider', name: providerId.slice(0, 64) },
    new AppError('UNAUTHENTICATED', 'An answer came that this browser did not ask for, or that was used already.'),
  )

/** Only whoever began the trial sees its result; the session stays whoever's it is. */
async function returnFromTrial(
  ctx: Context,
  provider: StoredProvider,
  attempt: TakenAttempt & { testId: string },
  answered: URLSearchParams,
): Promise<string> {
  const { testId } = attempt
  const path = `/settings/sign-in?${new URLSearchParams({ open: provider.providerId, test: testId })}`
  const test = await db().signInTest.findUnique({ where: { testId } })
  if (!test || test.startedBy !== ctx.actor.userId || !hasPermission(ctx, 'sign-in:manage')) return path
  let result: Awaited<ReturnType<typeof finishTrial>>
  try {
    const { identity } = await finishOidc(provider, attempt, answered)
    result = await finishTrial(ctx, provider, identity)
  } catch (error) {
    if (error instanceof DeniedError) result = failedTrial(null, error.message)
    else {
      const told = asProviderError(error, 'BAD_ANSWER')
      await noteFailure(provider, told)
      result = failedTrial(told.trouble, told.message)
    }
  }
  await db().signInTest.update({ where: { testId }, data: { result } })
  return path
}

function readCookie(header: string | null, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=')
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}
