import { randomBytes } from 'node:crypto'
import { openSecret, sealSecret } from '#lib/clusters/sealed-secrets.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'

const settingKey = 'audit-chain-key'

let known: { sealedId: string; key: Buffer } | undefined

/**
 * The key of the chain: random, made once, sealed like any other secret, so that it outlives a change of APOGEE_SECRET. Whoever can
 * write to the database and does not know APOGEE_SECRET cannot make a hash that fits.
 *
 * @returns null when nothing was sealed yet
 * @throws AppError CONFLICT when no secret in APOGEE_SECRET opens it
 */
export async function findChainKey(tx: Prisma.TransactionClient = db()): Promise<Buffer | null> {
  const setting = await tx.setting.findUnique({ where: { key: settingKey } })
  if (typeof setting?.value !== 'string') return null
  const sealedId = setting.value
  if (known?.sealedId !== sealedId) known = { sealedId, key: Buffer.from(await openSecret(sealedId), 'base64') }
  return known.key
}

/** The same, made where there is none. The caller holds the lock of the chain. */
export async function ensureChainKey(tx: Prisma.TransactionClient): Promise<Buffer> {
  const found = await findChainKey(tx)
  if (found) return found
  const key = randomBytes(32)
  const value = await sealSecret(key.toString('base64'), 'key of the audit chain', tx)
  await tx.setting.create({ data: { key: settingKey, value } })
  return key
}
