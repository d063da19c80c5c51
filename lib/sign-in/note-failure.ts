import { db } from '#lib/db/db.ts'
import { log } from '#lib/log.ts'
import type { StoredProvider } from './find-provider.ts'
import { ProviderError, unavailable } from './provider-error.ts'

/**
 * Runs what needs a provider. When the provider does not work, that is kept for the settings page and the sign-in page, and whoever
 * tried hears it without addresses of the inside.
 *
 * @throws AppError PROVIDER_UNAVAILABLE in place of a ProviderError
 */
export async function withProvider<T>(provider: StoredProvider, use: () => Promise<T>): Promise<T> {
  try {
    return await use()
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    await noteFailure(provider, error)
    throw unavailable(provider.name, error)
  }
}

export async function noteFailure(
  { providerId }: Pick<StoredProvider, 'providerId'>,
  error: ProviderError,
): Promise<void> {
  const lastFailure = { trouble: error.trouble, detail: error.message.slice(0, 500) }
  log.warn({ providerId, ...lastFailure }, 'A sign-in provider does not work')
  await db().signInProvider.updateMany({ where: { providerId }, data: { lastFailureAt: new Date(), lastFailure } })
}
