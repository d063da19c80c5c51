import { AppError } from '#lib/errors.ts'
import { safeReturn } from '#lib/safe-return.ts'
import type { Context } from '#lib/users/context.ts'
import { requireAddress } from '#lib/users/sign-in.ts'
import { findOpenProvider } from './find-provider.ts'
import { withProvider } from './note-failure.ts'
import { startOidc } from './oidc/start-oidc.ts'

/** @throws AppError NOT_FOUND; FORBIDDEN from an address that may not sign in; PROVIDER_UNAVAILABLE */
export async function startSignIn(
  ctx: Context,
  { providerId, returnPath }: { providerId: string; returnPath: string },
): Promise<{ url: string }> {
  const provider = await findOpenProvider(providerId)
  if (provider.config.kind !== 'OIDC') throw new AppError('NOT_FOUND', 'There is no such sign-in provider.')
  await requireAddress(ctx)
  return await withProvider(provider, () =>
    startOidc(ctx, provider, { returnPath: safeReturn(returnPath), testId: null }),
  )
}
