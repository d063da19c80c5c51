import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { readSignInSettings } from '#lib/users/sign-in-settings.ts'
import { parseProvider, toProvider } from './find-provider.ts'
import { headerIdentity } from './header-identity.ts'
import type { SignInOptions } from './schema.ts'

const troubleShownMs = 10 * 60_000

/**
 * What the sign-in page offers. Of a provider it tells its name and, while it lately failed, the kind of trouble; a trusted proxy is
 * offered only where it names somebody.
 */
export async function getSignInOptions(ctx: Context): Promise<SignInOptions> {
  const [settings, rows] = await Promise.all([
    readSignInSettings(),
    db().signInProvider.findMany({ where: { isEnabled: true }, orderBy: { name: 'asc' } }),
  ])
  const now = Date.now()
  const providers = rows.flatMap((row) => {
    const { providerId, name, config } = parseProvider(row)
    const { lastFailure, lastFailureAt, lastSuccessAt } = toProvider(row, 0)
    const isRecent =
      lastFailureAt !== null &&
      now - lastFailureAt.getTime() < troubleShownMs &&
      (lastSuccessAt === null || lastSuccessAt < lastFailureAt)
    const person = config.kind === 'HEADER' ? (headerIdentity(ctx, config)?.name ?? null) : null
    if (config.kind === 'HEADER' && person === null) return []
    return [{ providerId, name, kind: config.kind, trouble: isRecent ? (lastFailure?.trouble ?? null) : null, person }]
  })
  return { isLocalEnabled: settings.isLocalEnabled, providers }
}
