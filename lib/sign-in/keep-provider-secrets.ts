import { deleteSecret, openSecret, sealSecret } from '#lib/clusters/sealed-secrets.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { lastFourOf } from '#lib/notifications/send-message.ts'
import type { KeptSecrets, StoredProvider } from './find-provider.ts'
import type { ProviderSecretName } from './schema.ts'

/**
 * Seals what came new, removes what was asked to go, keeps the rest.
 * @returns what the row of the provider holds from now on
 */
export async function keepProviderSecrets(
  tx: Prisma.TransactionClient,
  kept: KeptSecrets,
  changes: Partial<Record<ProviderSecretName, string | null | undefined>>,
): Promise<KeptSecrets> {
  const after: KeptSecrets = { ...kept }
  for (const name of ['clientSecret', 'bindPassword'] as const) {
    const secret = changes[name]
    if (secret === undefined) continue
    const before = after[name]
    if (before) await deleteSecret(before.sealedId, tx)
    delete after[name]
    if (secret === null) continue
    after[name] = {
      sealedId: await sealSecret(secret, `provider ${name}`, tx),
      // The end of a person's kind of password would be too much of it.
      lastFour: name === 'clientSecret' ? lastFourOf(secret) : '',
    }
  }
  return after
}

/** @returns undefined where none is kept */
export async function openProviderSecret(
  { secrets }: StoredProvider,
  name: ProviderSecretName,
): Promise<string | undefined> {
  const kept = secrets[name]
  return kept && (await openSecret(kept.sealedId))
}
