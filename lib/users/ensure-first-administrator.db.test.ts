import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'

useDatabase()

const dir = mkdtempSync(path.join(tmpdir(), 'apogee-admin-'))
const file = path.join(dir, 'password')
afterAll(() => {
  rmSync(dir, { recursive: true })
  vi.unstubAllEnvs()
})
beforeEach(() => {
  vi.resetModules()
})

/** As a new process would, for the environment is read once per process. */
async function start(name: string, password: string | null, passwordFile = file): Promise<void> {
  if (password !== null) writeFileSync(file, password)
  vi.stubEnv('APOGEE_ADMIN_NAME', name)
  vi.stubEnv('APOGEE_ADMIN_PASSWORD_FILE', passwordFile)
  const { ensureFirstAdministrator } = await import('#lib/users/ensure-first-administrator.ts')
  await ensureFirstAdministrator()
}

const password = 'eight small copper kettles'

test.each([
  ['Kim Li', password, 'APOGEE_ADMIN_NAME'],
  ['kim', 'short', '12 to 128'],
  ['kim', 'Password2026!', 'among the first'],
])('refuses the name %s with the password %s', async (name, secret, words) => {
  await expect(start(name, secret)).rejects.toThrow(words)
  expect(await db().user.count()).toBe(0)
})

test('says which file cannot be read', async () => {
  await expect(start('kim', null, path.join(dir, 'missing'))).rejects.toThrow('missing cannot be read')
})

test('creates one administrator of two starts at once, and leaves users alone later', async () => {
  await Promise.all([start('kim', `${password}\n`), start('kim', `${password}\n`)])
  const users = await db().user.findMany({ include: { grants: true, accounts: true } })
  expect(users).toMatchObject([
    {
      username: 'kim',
      mustChangePassword: false,
      grants: [{ permissionSet: 'admin', scope: { clusters: 'all' }, endsAt: null }],
    },
  ])
  vi.resetModules()
  await start('lee', 'another fine password here')
  expect(await db().user.findMany({ select: { username: true } })).toEqual([{ username: 'kim' }])
  const { isPasswordOf } = await import('#lib/users/auth.ts')
  expect(await isPasswordOf(users[0]?.id ?? '', password)).toBe(true)
  const rows = await db().auditEvent.findMany({ where: { action: 'user.set-up' }, include: { outcome: true } })
  expect(rows.filter((row) => row.outcome?.outcome === 'SUCCESS')).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    actorKind: 'worker',
    targetName: 'kim',
    request: { body: { source: 'environment' } },
  })
})
