import { deleteSecret, sealSecret } from '#lib/clusters/sealed-secrets.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { SecretName } from './channel-schema.ts'
import { type KeptSecrets, lastFourOf } from './send-message.ts'

/**
 * Seals what came new, removes what was asked to go, keeps the rest.
 * @returns what the row of the channel holds from now on
 */
export async function keepSecrets(
  tx: Prisma.TransactionClient,
  kept: KeptSecrets,
  changes: Partial<Record<SecretName, string | null>>,
): Promise<KeptSecrets> {
  const after: KeptSecrets = { ...kept }
  for (const [key, secret] of Object.entries(changes)) {
    const name = key as SecretName // the keys of the record
    if (secret === undefined) continue
    const before = after[name]
    if (before) await deleteSecret(before.sealedId, tx)
    delete after[name]
    if (secret === null) continue
    const sealedId = await sealSecret(secret, `channel ${name}`, tx)
    after[name] = {
      sealedId,
      // The end of several headers would be that of the last one only.
      lastFour: name === 'headers' ? '' : lastFourOf(secret),
      ...(name === 'headers' && { headerNames: headerNames(secret) }),
    }
  }
  return after
}

const headerNames = (text: string): string[] =>
  text.split(/\r?\n/).flatMap((line) => (line.includes(':') ? [line.slice(0, line.indexOf(':')).trim()] : []))
