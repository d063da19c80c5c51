import { setTimeout as delay } from 'node:timers/promises'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { clearFailures } from '#lib/users/lock-out.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { type Attempt, signIn, signInWith } from '#lib/users/sign-in.ts'
import { admitIdentity } from './admit-identity.ts'
import { findOpenProvider, type StoredProvider } from './find-provider.ts'
import { userNameOf } from './judge-identity.ts'
import { askDirectory } from './ldap/ask-directory.ts'
import { withProvider } from './note-failure.ts'

interface PasswordInput {
  name: string
  password: string
  providerId?: string | undefined
}

/**
 * Signs in by name and password: of a local account, or of a directory where one is named.
 *
 * @throws AppError as `signIn`; NOT_FOUND for a provider that takes no passwords; PROVIDER_UNAVAILABLE
 */
export async function signInWithPassword(ctx: Context, { providerId, ...input }: PasswordInput): Promise<SessionShape> {
  if (providerId === undefined) return await signIn(ctx, input)
  const provider = await findOpenProvider(providerId)
  if (provider.config.kind !== 'LDAP') throw new AppError('NOT_FOUND', 'There is no such directory.')
  return await signInByDirectory(ctx, provider, input)
}

async function signInByDirectory(
  ctx: Context,
  provider: StoredProvider,
  { name, password }: { name: string; password: string },
): Promise<SessionShape> {
  const username = userNameOf(name) ?? ''
  const known = await db().user.findFirst({ where: { username, source: provider.providerId } })
  const attempt: Attempt = {
    lockName: `${provider.providerId}/${name}`,
    auditName: known?.username ?? '(unknown name)',
  }
  return await signInWith(ctx, attempt, async () => {
    const startedAt = performance.now()
    const identity = await withProvider(provider, () => askDirectory(provider, name, password))
    if (identity) {
      await clearFailures(attempt.lockName)
      return { entered: await admitIdentity(ctx, provider, identity) }
    }
    await untilNextStep(startedAt)
    return { refusedBecause: `${provider.name} does not know this name with this password.` }
  })
}

const stepMs = 250

/** How long a directory takes depends on whether it knows the name; refusals come at whole quarters of a second. */
const untilNextStep = (startedAt: number) => delay(stepMs - ((performance.now() - startedAt) % stepMs))
