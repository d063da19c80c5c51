import { beforeAll, expect, test } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { getSessionEndpoint } from '#lib/users/session-api.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import { createTokenEndpoint, listTokensEndpoint, revokeTokenEndpoint } from '#lib/users/token-api.ts'
import { listUsersEndpoint } from '#lib/users/user-api.ts'

useDatabase()

let admin: Person
let operator: Person
let adminCookie: string
let operatorCookie: string
beforeAll(async () => {
  admin = await makePerson('admin')
  operator = await makePerson('operator')
  adminCookie = await admin.signIn()
  operatorCookie = await operator.signIn()
})

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const newToken = (body: object = {}) => ({ name: 'ci', permissionSet: 'viewer', expiresAt: inDays(30), ...body })
const create = (credentials: { cookie?: string; token?: string }, body: object = {}) =>
  callRoute(createTokenEndpoint, { ...credentials, body: newToken(body) })
interface Created {
  tokenId: string
  token: string
  lastFour: string
  prefix: string
}
const made = async (response: Response) => {
  expect(response.status).toBe(201)
  return (await response.json()) as Created
}
const statusOf = async (token: string, headers: Record<string, string> = {}) =>
  (await callRoute(getSessionEndpoint, { token, headers })).status

test('U-13 is shown once, stored as a hash, absent from list and audit, and does what its scope allows', async () => {
  const response = await create({ cookie: adminCookie }, { permissionSet: 'admin' })
  const auditId = response.headers.get('x-audit-id') ?? ''
  const created = await made(response)
  expect(created.token).toMatch(/^apg_[\w-]{43}$/)
  expect(created.token.startsWith(created.prefix)).toBe(true)
  expect(created.token.endsWith(created.lastFour)).toBe(true)
  const seen = [
    await db().$queryRaw`select row_to_json(t)::text from api_tokens t`,
    await db().$queryRaw`select row_to_json(t)::text from audit_events t`,
    await db().$queryRaw`select row_to_json(t)::text from audit_outcomes t`,
    await (await callRoute(listTokensEndpoint, { cookie: adminCookie, search: 'owner=all' })).json(),
  ]
  expect(JSON.stringify(seen)).not.toContain(created.token.slice(8, 40))
  const row = await db().auditEvent.findUniqueOrThrow({ where: { auditId }, include: { outcome: true } })
  expect(row.outcome?.after).toMatchObject({ tokenId: created.tokenId, permissionSet: 'admin' })
  expect((await callRoute(listUsersEndpoint, { token: created.token })).status).toBe(200)
  const viewer = await made(await create({ cookie: adminCookie }))
  expect((await callRoute(listUsersEndpoint, { token: viewer.token })).status).toBe(403)
})

test('U-13 is refused when expired, revoked, unknown, or from another address, all in the same words', async () => {
  const { token, tokenId } = await made(await create({ cookie: operatorCookie }))
  expect(await statusOf(token)).toBe(200)
  const bound = await made(await create({ cookie: operatorCookie }, { allowedCidrs: ['10.0.0.0/8', '2001:db8::/32'] }))
  expect(await statusOf(bound.token, { 'x-forwarded-for': '10.1.2.3' })).toBe(200)
  expect(await statusOf(bound.token, { 'x-forwarded-for': '2001:db8::5' })).toBe(200)
  const answers = [
    await callRoute(getSessionEndpoint, { token: bound.token, headers: { 'x-forwarded-for': '11.1.2.3' } }),
  ]
  await db().apiToken.update({
    where: { tokenId: bound.tokenId },
    data: { expiresAt: new Date(Date.now() - 1), allowedCidrs: [] },
  })
  answers.push(await callRoute(getSessionEndpoint, { token: bound.token }))
  expect((await callRoute(revokeTokenEndpoint, { cookie: operatorCookie, params: { tokenId } })).status).toBe(204)
  answers.push(await callRoute(getSessionEndpoint, { token }))
  answers.push(await callRoute(getSessionEndpoint, { token: `apg_${'x'.repeat(43)}` }))
  answers.push(await callRoute(getSessionEndpoint, { token: `${token}x` }))
  expect(answers.map((each) => each.status)).toEqual([401, 401, 401, 401, 401])
  const details = await Promise.all(answers.map(async (each) => ((await each.json()) as { detail: string }).detail))
  expect(new Set(details).size).toBe(1)
})

test('stops when its owner is disabled, and loses a right at the request after its owner does', async () => {
  const person = await makePerson('admin')
  const { token } = await made(await create({ cookie: await person.signIn() }, { permissionSet: 'admin' }))
  expect((await callRoute(listUsersEndpoint, { token })).status).toBe(200)
  await db().grant.updateMany({ where: { userId: person.userId }, data: { permissionSet: 'viewer' } })
  expect((await callRoute(listUsersEndpoint, { token })).status).toBe(403)
  await db().user.update({ where: { id: person.userId }, data: { status: 'disabled' } })
  expect(await statusOf(token)).toBe(401)
})

test('U-13 is never wider than its maker: set, scope, life, addresses', async () => {
  const tooMuch = await create({ cookie: operatorCookie }, { permissionSet: 'admin' })
  expect(tooMuch.status).toBe(403)
  expect(await tooMuch.json()).toMatchObject({ reason: 'WIDER_THAN_OWN' })
  const local = await (await makePerson('operator', { scope: { clusters: { clusterIds: ['rmq-aaaaaaaa'] } } })).signIn()
  expect((await create({ cookie: local }, { scope: { clusters: 'all' } })).status).toBe(403)
  expect((await create({ cookie: local }, { scope: { clusters: { clusterIds: ['rmq-bbbbbbbb'] } } })).status).toBe(403)
  expect((await create({ cookie: local }, { scope: { clusters: { environments: ['test'] } } })).status).toBe(403)
  expect((await create({ cookie: local }, { scope: { clusters: { clusterIds: ['rmq-aaaaaaaa'] } } })).status).toBe(201)
  const parent = await admin.makeToken({
    permissionSet: 'viewer',
    expiresAt: new Date(inDays(2)),
    allowedCidrs: ['203.0.113.0/24'],
  })
  expect(
    (await create({ token: parent.token }, { expiresAt: inDays(3), allowedCidrs: ['203.0.113.0/24'] })).status,
  ).toBe(400)
  expect((await create({ token: parent.token }, { expiresAt: inDays(1) })).status).toBe(400)
  expect(
    (
      await create(
        { token: parent.token },
        { permissionSet: 'operator', expiresAt: inDays(1), allowedCidrs: ['203.0.113.0/24'] },
      )
    ).status,
  ).toBe(403)
  expect(
    (await create({ token: parent.token }, { expiresAt: inDays(1), allowedCidrs: ['203.0.113.0/24'] })).status,
  ).toBe(201)
})

test.each([
  ['no name', { name: ' ' }, 'body.name'],
  ['the past', { expiresAt: inDays(-1) }, 'body.expiresAt'],
  ['more than 365 days', { expiresAt: inDays(366) }, 'body.expiresAt'],
  ['no time at all', { expiresAt: 'tomorrow' }, 'body.expiresAt'],
  ['an address that is none', { allowedCidrs: ['10.0.0.0/8', '10.0.0.0/99'] }, 'body.allowedCidrs.1'],
  ['an unknown set', { permissionSet: 'root' }, 'body.permissionSet'],
  ['an empty scope', { scope: { clusters: {} } }, 'body.scope.clusters'],
  ['an unknown part of the scope', { scope: { clusters: 'all', queues: ['pay_*'] } }, 'body.scope.queues'],
  ['a field that nobody knows', { extra: 1 }, 'body.extra'],
])('refuses %s', async (_title, body, path) => {
  const response = await create({ cookie: adminCookie }, body)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ fields: [expect.objectContaining({ path })] })
})

test('those of others are seen and revoked with token:manage only', async () => {
  const { tokenId } = await made(await create({ cookie: operatorCookie }, { name: 'mine alone' }))
  const list = async (cookie: string, search: string) => {
    const response = await callRoute(listTokensEndpoint, { cookie, search })
    return response.status === 200
      ? ((await response.json()) as { items: { tokenId: string }[] }).items.map((each) => each.tokenId)
      : response.status
  }
  expect(await list(operatorCookie, '')).toContain(tokenId)
  expect(await list(operatorCookie, 'owner=all')).toBe(403)
  expect(await list(operatorCookie, `owner=${admin.userId}`)).toBe(403)
  expect(await list(adminCookie, '')).not.toContain(tokenId)
  expect(await list(adminCookie, `owner=${operator.userId}`)).toContain(tokenId)
  const stranger = await (await makePerson('operator')).signIn()
  expect((await callRoute(revokeTokenEndpoint, { cookie: stranger, params: { tokenId } })).status).toBe(404)
  expect((await callRoute(revokeTokenEndpoint, { cookie: adminCookie, params: { tokenId } })).status).toBe(204)
  expect((await callRoute(revokeTokenEndpoint, { cookie: adminCookie, params: { tokenId } })).status).toBe(404)
})

test('notes its last use and from where, at most once a minute', async () => {
  const { token, tokenId } = await operator.makeToken()
  const used = () =>
    db().apiToken.findUniqueOrThrow({ where: { tokenId }, select: { lastUsedAt: true, lastUsedFrom: true } })
  expect((await used()).lastUsedAt).toBeNull()
  await statusOf(token, { 'x-forwarded-for': '198.51.100.1' })
  const first = await used()
  expect(first).toMatchObject({ lastUsedFrom: '198.51.100.1', lastUsedAt: expect.any(Date) })
  await statusOf(token, { 'x-forwarded-for': '198.51.100.2' })
  expect(await used()).toEqual(first)
  await db().apiToken.update({ where: { tokenId }, data: { lastUsedAt: new Date(Date.now() - 61_000) } })
  await statusOf(token, { 'x-forwarded-for': '198.51.100.2' })
  expect((await used()).lastUsedFrom).toBe('198.51.100.2')
})

test('U-13 a service token belongs to nobody, outlives its maker, and is made with token:manage only', async () => {
  expect((await create({ cookie: operatorCookie }, { isService: true })).status).toBe(403)
  const maker = await makePerson('admin')
  const created = await made(await create({ cookie: await maker.signIn() }, { name: 'backup', isService: true }))
  expect(created).toMatchObject({ owner: null, createdBy: maker.name })
  await db().user.delete({ where: { id: maker.userId } })
  expect((await callRoute(listTokensEndpoint, { token: created.token, search: 'owner=service' })).status).toBe(403)
  const listed = await callRoute(listTokensEndpoint, { cookie: adminCookie, search: 'owner=service' })
  expect(await listed.json()).toMatchObject({ items: [{ name: 'backup', owner: null, createdBy: maker.name }] })
  expect((await callRoute(listUsersEndpoint, { token: created.token })).status).toBe(403)
  // There is nobody whose session it could be.
  expect((await callRoute(getSessionEndpoint, { token: created.token })).status).toBe(401)
  const params = { tokenId: created.tokenId }
  expect((await callRoute(revokeTokenEndpoint, { cookie: operatorCookie, params })).status).toBe(404)
  expect((await callRoute(revokeTokenEndpoint, { cookie: adminCookie, params })).status).toBe(204)
  expect((await callRoute(listTokensEndpoint, { token: created.token })).status).toBe(401)
})

test('U-13 has 600 requests a minute, counted over all processes', async () => {
  const { token, tokenId } = await operator.makeToken()
  const windowStart = new Date(Math.floor(Date.now() / 60_000) * 60_000)
  const next = new Date(windowStart.getTime() + 60_000)
  // Both minutes, for the test may run across the end of one.
  await db().rateLimitWindow.createMany({
    data: [windowStart, next].map((at) => ({ subject: `token:${tokenId}`, windowStart: at, count: 599 })),
  })
  expect(await statusOf(token)).toBe(200)
  const response = await callRoute(getSessionEndpoint, { token })
  const last = response.status === 200 ? await callRoute(getSessionEndpoint, { token }) : response
  expect(last.status).toBe(429)
  expect(await last.json()).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
})
