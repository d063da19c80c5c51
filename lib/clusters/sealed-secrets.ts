import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { rootSecrets } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'

interface Key {
  keyId: string
  bytes: Buffer
}

const ivBytes = 12
const tagBytes = 16

const keyBySecret = new Map<string, Key>()

/** HKDF gives each use of the root secret a key of its own; the id tells keys apart and says nothing about them. */
function deriveKey(secret: string): Key {
  const known = keyBySecret.get(secret)
  if (known) return known
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'apogee sealed secrets 1', 32))
  const key = { keyId: createHash('sha256').update(bytes).digest('hex').slice(0, 12), bytes }
  keyBySecret.set(secret, key)
  return key
}

const currentKey = () => deriveKey(rootSecrets().current)

function findKey(keyId: string): Key | undefined {
  const { current, previous } = rootSecrets()
  return [current, ...previous].map(deriveKey).find((key) => key.keyId === keyId)
}

/** What a row is for is part of the seal, so a ciphertext that is moved to another row does not open there. */
const boundTo = (row: { sealedId: string; purpose: string }) => Buffer.from(`${row.sealedId}\n${row.purpose}`)

/** Layout: IV (12 bytes), tag (16), ciphertext. */
function seal(plain: string, key: Key, row: { sealedId: string; purpose: string }): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(boundTo(row))
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Uint8Array.from(Buffer.concat([iv, cipher.getAuthTag(), ciphertext]))
}

interface SealedRow {
  sealedId: string
  keyId: string
  purpose: string
  ciphertext: Uint8Array
}

function open(row: SealedRow): string {
  const key = findKey(row.keyId)
  if (!key)
    throw new AppError(
      'CONFLICT',
      `A stored secret (${row.purpose}) was sealed under another APOGEE_SECRET (key ${row.keyId}): add that one behind the current one, or enter the secret again.`,
    )
  const bytes = Buffer.from(row.ciphertext)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
    decipher.setAAD(boundTo(row)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
    return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
  } catch (cause) {
    throw new AppError(
      'CONFLICT',
      `A stored secret (${row.purpose}) was damaged or tampered with: enter it again.`,
      {},
      { cause },
    )
  }
}

/**
 * Seals a secret (AES-256-GCM under a key derived from APOGEE_SECRET) and stores it.
 *
 * @param purpose what it is for, such as `cluster secretKey`; part of the seal
 * @param tx a transaction, so that secret and owner appear together
 * @param sessionId of a secret that is gone with a session
 * @returns the id to keep in the row that owns the secret
 */
export async function sealSecret(
  plain: string,
  purpose: string,
  tx: Prisma.TransactionClient = db(),
  sessionId: string | null = null,
): Promise<string> {
  const key = currentKey()
  const row = { sealedId: randomUUID(), purpose }
  await tx.sealedSecret.create({ data: { ...row, keyId: key.keyId, ciphertext: seal(plain, key, row), sessionId } })
  return row.sealedId
}

/**
 * @throws AppError NOT_FOUND for an unknown id; CONFLICT when no secret in APOGEE_SECRET opens it, or it was tampered with
 */
export async function openSecret(sealedId: string): Promise<string> {
  const row = await db().sealedSecret.findUnique({ where: { sealedId } })
  if (!row) throw new AppError('NOT_FOUND', `There is no stored secret ${sealedId}.`)
  return open(row)
}

/** Removes a secret for good; one that is gone already is fine. */
export async function deleteSecret(sealedId: string, tx: Prisma.TransactionClient = db()): Promise<void> {
  await tx.sealedSecret.deleteMany({ where: { sealedId } })
}

/**
 * Seals again, under the current key, what is still sealed under an earlier one. After it has run the earlier secrets can be
 * dropped from APOGEE_SECRET, unless it names rows that nothing opens.
 *
 * @returns how many were sealed again, and the ids that no secret in APOGEE_SECRET opens
 */
export async function rotateSealedSecrets(): Promise<{ resealed: number; unreadable: string[] }> {
  const key = currentKey()
  const rows = await db().sealedSecret.findMany({ where: { keyId: { not: key.keyId } } })
  const unreadable: string[] = []
  let resealed = 0
  for (const row of rows) {
    let plain: string
    try {
      plain = open(row)
    } catch {
      unreadable.push(row.sealedId) // reported by the caller; the other rows go on
      continue
    }
    // Only if it still is what was read: another process may have sealed or removed it.
    const { count } = await db().sealedSecret.updateMany({
      where: { sealedId: row.sealedId, keyId: row.keyId },
      data: { keyId: key.keyId, ciphertext: seal(plain, key, row) },
    })
    resealed += count
  }
  return { resealed, unreadable }
}
