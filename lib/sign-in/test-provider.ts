import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findProviderRow, parseProvider, type StoredProvider } from './find-provider.ts'
import { headerIdentity } from './header-identity.ts'
import { askDirectory } from './ldap/ask-directory.ts'
import { noteFailure } from './note-failure.ts'
import { startOidc } from './oidc/start-oidc.ts'
import { asProviderError } from './provider-error.ts'
import { failedTrial, finishTrial } from './run-trial.ts'
import { type ProviderTest, TrialResult } from './schema.ts'

const keptMs = 3_600_000

interface TestProviderInput {
  providerId: string
  name?: string | undefined
  password?: string | undefined
}

/**
 * Tries a provider, also one that is switched off: a directory with name and password, a trusted proxy with what it says of this
 * request, OIDC by a visit to the provider. The own session stays.
 *
 * @returns a failure of the provider as a result, no error: to see it is what the trial is for
 */
export async function testProvider(ctx: Context, input: TestProviderInput): Promise<ProviderTest> {
  requirePermission(ctx, 'sign-in:manage')
  const { userId } = ctx.actor
  const provider = parseProvider(await findProviderRow(input.providerId))
  if (userId === null) throw new AppError('FORBIDDEN', 'A trial is made by a person.')
  const { providerId } = provider
  const entry = {
    action: 'provider.test',
    target: { kind: 'provider', name: providerId },
    detail: { name: input.name },
  }
  return await audited(ctx, entry, async (record) => {
    const testId = randomUUID()
    const expiresAt = new Date(Date.now() + keptMs)
    await db().signInTest.create({ data: { testId, providerId, startedBy: userId, expiresAt } })
    try {
      if (provider.config.kind === 'OIDC') {
        const { url } = await startOidc(ctx, provider, { returnPath: '/', testId })
        return { testId, url, result: null }
      }
      const result = await tryNow(ctx, provider, input)
      await db().signInTest.update({ where: { testId }, data: { result } })
      record.after({ user: result.user, failure: result.failure })
      return { testId, url: null, result }
    } catch (error) {
      if (error instanceof AppError) throw error
      const told = asProviderError(error, 'BAD_ANSWER')
      await noteFailure(provider, told)
      const result = failedTrial(told.trouble, told.message)
      await db().signInTest.update({ where: { testId }, data: { result } })
      record.after({ failure: result.failure })
      return { testId, url: null, result }
    }
  })
}

async function tryNow(ctx: Context, provider: StoredProvider, { name = '', password = '' }: TestProviderInput) {
  const { config } = provider
  if (config.kind === 'HEADER') {
    const identity = headerIdentity(ctx, config)
    return identity
      ? await finishTrial(ctx, provider, identity)
      : failedTrial(
          null,
          `This request came from ${ctx.peer ?? 'an unknown address'} and names nobody in a way that counts.`,
        )
  }
  if (name === '' || password === '') {
    const detail = 'Name and password of somebody in the directory.'
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.name', rule: 'required', detail }] })
  }
  const identity = await askDirectory(provider, name, password)
  return identity
    ? await finishTrial(ctx, provider, identity)
    : failedTrial(null, 'The directory works, but does not know this name with this password.')
}

/** @throws AppError NOT_FOUND also for a trial of somebody else */
export async function getProviderTest(
  ctx: Context,
  { providerId, testId }: { providerId: string; testId: string },
): Promise<ProviderTest> {
  requirePermission(ctx, 'sign-in:manage')
  const row = await db().signInTest.findFirst({ where: { testId, providerId, startedBy: ctx.actor.userId ?? '' } })
  if (!row || row.expiresAt < new Date()) throw new AppError('NOT_FOUND', 'There is no such trial of yours.')
  return { testId, url: null, result: TrialResult.nullable().parse(row.result) }
}
