import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { requireAddress } from '#lib/users/sign-in.ts'
import { admitIdentity } from './admit-identity.ts'
import { findOpenProvider } from './find-provider.ts'
import { headerIdentity } from './header-identity.ts'

/**
 * Signs in as whom the proxy in front names.
 *
 * @throws AppError NOT_FOUND; UNAUTHENTICATED when nobody is named or the socket is not the proxy's; FORBIDDEN
 */
export async function signInByHeader(ctx: Context, { providerId }: { providerId: string }): Promise<SessionShape> {
  const provider = await findOpenProvider(providerId)
  if (provider.config.kind !== 'HEADER') throw new AppError('NOT_FOUND', 'There is no such sign-in provider.')
  await requireAddress(ctx)
  const identity = headerIdentity(ctx, provider.config)
  if (!identity) throw new AppError('UNAUTHENTICATED', 'No trusted proxy says who you are.')
  return await admitIdentity(ctx, provider, identity)
}
