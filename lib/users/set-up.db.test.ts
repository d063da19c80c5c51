import { expect, test, vi } from 'vitest'
import { endpoints } from '#lib/api/endpoints.ts'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { log } from '#lib/log.ts'
import { getSessionEndpoint, getSetUpEndpoint, setUpEndpoint, signInEndpoint } from '#lib/users/session-api.ts'
import { announceSetupCode } from '#lib/users/setup-code.ts'

useDatabase()

const password = 'nine wet green umbrellas'
const body = (code: string, name = 'kim') => ({
  code,
  name,
  email: `${name}@example.com`,
  password,
  language: 'zh-CN',
  timeZone: 'Europe/Berlin',
})
const setUp = (code: string, name?: string) => callRoute(setUpEndpoint, { body: body(code, name) })

async function announced(): Promise<string | undefined> {
  const info = vi.spyOn(log, 'info').mockImplementation(() => {})
  await announceSetupCode()
  const line = info.mock.calls[0]?.[1] ?? ''
  info.mockRestore()
  return /code (\S+)$/.exec(line)?.[1]
}

test('U-1 before set-up only set-up answers, and the database holds no user and no password', async () => {
  for (const endpoint of endpoints.filter((each) => !each.path.endsWith('/setup') && !/clusters/.test(each.path))) {
    const response = await callRoute(endpoint, { params: {}, ...(endpoint.body && { body: {} }) })
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'SETUP_REQUIRED' })
  }
  expect((await callRoute(getSetUpEndpoint)).status).toBe(200)
  expect(await db().user.count()).toBe(0)
  expect(await db().account.count()).toBe(0)
})

test('U-1 the code is printed once for replicas that start together, and kept as a hash', async () => {
  const code = await announced()
  expect(code).toMatch(/^([a-z2-7]{5}-){3}[a-z2-7]{5}$/)
  expect(await announced()).toBeUndefined()
  const stored = JSON.stringify(await db().setting.findMany())
  expect(stored).not.toContain(code)
  // A later start prints a new one, for the old log may be gone.
  await db().$executeRaw`update settings set updated_at = now() - interval '2 minutes'`
  expect(await announced()).not.toBe(code)
})

test('U-1 a wrong code, a weak password and a foreign page are refused', async () => {
  const wrong = await setUp('aaaaa-bbbbb-ccccc-ddddd')
  expect(wrong.status).toBe(403)
  expect(await wrong.json()).toMatchObject({ fields: [{ path: 'body.code', rule: 'setupCode' }] })
  await db().$executeRaw`update settings set updated_at = now() - interval '2 minutes'`
  const code = (await announced()) ?? ''
  const weak = await callRoute(setUpEndpoint, { body: { ...body(code), password: 'Password2026!' } })
  expect(await weak.json()).toMatchObject({
    status: 400,
    fields: [{ path: 'body.password', rule: 'passwordIsCommon' }],
  })
  const foreign = await callRoute(setUpEndpoint, {
    body: body(code),
    headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  })
  expect(foreign.status).toBe(403)
  expect(await db().user.count()).toBe(0)
})

test('U-1 of two set-ups at once one wins, signs in, and set-up is gone', async () => {
  await db().$executeRaw`update settings set updated_at = now() - interval '2 minutes'`
  const code = (await announced()) ?? ''
  const responses = await Promise.all([setUp(code, 'kim'), setUp(code, 'lee'), setUp(code, 'ann')])
  expect(responses.map((response) => response.status).toSorted()).toEqual([201, 404, 404])
  expect(await db().user.count()).toBe(1)

  const won = responses.find((response) => response.status === 201)
  const session: unknown = await won?.clone().json()
  expect(session).toMatchObject({
    user: { status: 'active' },
    permissions: [{ permissionSet: 'admin', scope: { clusters: 'all' } }],
    needsPasswordChange: false,
  })
  const cookie = won?.headers.getSetCookie()[0]?.split(';')[0]
  expect((await callRoute(getSessionEndpoint, { cookie })).status).toBe(200)

  const user = await db().user.findFirstOrThrow({ include: { accounts: true } })
  expect(user).toMatchObject({ language: 'zh-CN', timeZone: 'Europe/Berlin' })
  expect(user.accounts[0]?.password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/)
  expect((await setUp(code, 'eve')).status).toBe(404)
  expect((await callRoute(getSetUpEndpoint)).status).toBe(404)
  expect(await db().setting.count()).toBe(0)
  expect(await announced()).toBeUndefined()

  const rows = await db().auditEvent.findMany({ where: { action: 'user.set-up' }, include: { outcome: true } })
  expect(rows.filter((row) => row.outcome?.outcome === 'SUCCESS')).toHaveLength(1)
  expect(JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))).not.toMatch(
    new RegExp(`${password}|${code}`),
  )
  const signIn = await callRoute(signInEndpoint, { body: { name: user.username, password } })
  expect(signIn.status).toBe(200)
})
