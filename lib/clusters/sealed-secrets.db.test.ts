import { beforeEach, expect, test, vi } from 'vitest'
import { deleteSecret, openSecret, rotateSealedSecrets, sealSecret } from '#lib/clusters/sealed-secrets.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'

useDatabase()

const roots = vi.hoisted(() => ({ current: '', previous: [] as string[] }))
vi.mock('#lib/env.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  rootSecrets: () => roots,
}))

const oldRoot = 'old '.repeat(8)
const newRoot = 'new '.repeat(8)

beforeEach(async () => {
  Object.assign(roots, { current: oldRoot, previous: [] })
  await db().sealedSecret.deleteMany()
})

const readRow = (sealedId: string) => db().sealedSecret.findUniqueOrThrow({ where: { sealedId } })

test('opens what it sealed, and the row shows nothing of it', async () => {
  const id = await sealSecret('pässwörd 密钥', 'cluster secretKey')
  expect(await openSecret(id)).toBe('pässwörd 密钥')
  const row = await readRow(id)
  expect(Buffer.from(row.ciphertext).toString('latin1')).not.toContain('ssw')
  expect(row.keyId).toMatch(/^[0-9a-f]{12}$/)
})

test('the same secret twice gives two different rows', async () => {
  const [one, two] = [await sealSecret('same', 'p'), await sealSecret('same', 'p')]
  expect((await readRow(one)).ciphertext).not.toEqual((await readRow(two)).ciphertext)
})

test('an empty secret survives', async () => {
  expect(await openSecret(await sealSecret('', 'p'))).toBe('')
})

test('refuses a ciphertext with one bit changed, wherever it is', async () => {
  const id = await sealSecret('secret', 'p')
  const { ciphertext } = await readRow(id)
  for (const at of [0, 11, 12, 27, 28, ciphertext.length - 1]) {
    const changed = Uint8Array.from(ciphertext)
    changed[at] = (changed[at] ?? 0) ^ 1
    await db().sealedSecret.update({ where: { sealedId: id }, data: { ciphertext: changed } })
    await expect(openSecret(id)).rejects.toMatchObject({ code: 'CONFLICT' })
  }
})

test.each([0, 5, 20])('refuses a ciphertext cut to %i bytes', async (length) => {
  const id = await sealSecret('secret', 'p')
  const ciphertext = Uint8Array.from((await readRow(id)).ciphertext.subarray(0, length))
  await db().sealedSecret.update({ where: { sealedId: id }, data: { ciphertext } })
  await expect(openSecret(id)).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('a ciphertext does not open in another row or for another purpose', async () => {
  const [mine, yours] = [await sealSecret('mine', 'p'), await sealSecret('yours', 'p')]
  const { ciphertext } = await readRow(yours)
  await db().sealedSecret.update({ where: { sealedId: mine }, data: { ciphertext } })
  await expect(openSecret(mine)).rejects.toMatchObject({ code: 'CONFLICT' })
  await db().sealedSecret.update({ where: { sealedId: yours }, data: { purpose: 'q' } })
  await expect(openSecret(yours)).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('without the secret it was sealed under it says which key is missing, not what was sealed', async () => {
  const id = await sealSecret('secret', 'cluster secretKey')
  const { keyId } = await readRow(id)
  roots.current = newRoot
  await expect(openSecret(id)).rejects.toThrow(
    `cluster secretKey) was sealed under another APOGEE_SECRET (key ${keyId})`,
  )
})

test('rotation: opens with the old secret, seals again with the new one, then needs the old one no more', async () => {
  const id = await sealSecret('secret', 'p')
  Object.assign(roots, { current: newRoot, previous: [oldRoot] })
  expect(await openSecret(id)).toBe('secret')
  expect(await rotateSealedSecrets()).toEqual({ resealed: 1, unreadable: [] })
  expect(await rotateSealedSecrets()).toEqual({ resealed: 0, unreadable: [] })
  roots.previous = []
  expect(await openSecret(id)).toBe('secret')
})

test('rotation goes on past a row that nothing opens and names it', async () => {
  const lost = await sealSecret('lost', 'p')
  roots.current = 'mid '.repeat(8)
  const kept = await sealSecret('kept', 'p')
  Object.assign(roots, { current: newRoot, previous: ['mid '.repeat(8)] })
  expect(await rotateSealedSecrets()).toEqual({ resealed: 1, unreadable: [lost] })
  expect(await openSecret(kept)).toBe('kept')
})

test('a secret sealed in a transaction that fails is not there', async () => {
  const failing = db().$transaction(async (tx) => {
    await sealSecret('secret', 'p', tx)
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await db().sealedSecret.count()).toBe(0)
})

test('a deleted secret is gone, and deleting it again is fine', async () => {
  const id = await sealSecret('secret', 'p')
  await deleteSecret(id)
  await deleteSecret(id)
  await expect(openSecret(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
