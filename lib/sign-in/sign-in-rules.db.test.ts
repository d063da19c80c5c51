import { beforeAll, describe, expect, test } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import {
  createProviderEndpoint,
  getSignInOptionsEndpoint,
  signInByHeaderEndpoint,
  testProviderEndpoint,
  updateSignInSettingsEndpoint,
} from '#lib/sign-in/api.ts'
import { deleteGrantEndpoint } from '#lib/users/grant-api.ts'
import { getSessionEndpoint, signInEndpoint } from '#lib/users/session-api.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import { updateUserEndpoint } from '#lib/users/user-api.ts'

useDatabase()

let admin: Person
let cookie: string
beforeAll(async () => {
  admin = await makePerson('admin')
  cookie = await admin.signIn()
})

const set = (body: object) => callRoute(updateSignInSettingsEndpoint, { cookie, body })
let address = 0
const elsewhere = () => `198.51.100.${++address}`
const signIn = ({ name, password }: Pick<Person, 'name' | 'password'>, from = elsewhere()) =>
  callRoute(signInEndpoint, { body: { name, password }, headers: { 'x-forwarded-for': from } })
const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')

describe('U-12 a trusted header', () => {
  const providerId = 'proxy'
  const byHeader = (headers: Record<string, string>) =>
    callRoute(signInByHeaderEndpoint, {
      params: { providerId },
      headers: { 'x-forwarded-for': elsewhere(), ...headers },
    })

  beforeAll(async () => {
    const config = {
      kind: 'HEADER',
      nameHeader: 'X-Remote-User',
      groupsHeader: 'X-Remote-Groups',
      emailHeader: 'X-Remote-Email',
      proxyCidrs: ['10.1.0.0/16'],
    }
    const rules = [{ value: 'mq', permissionSet: 'viewer', scope: { clusters: 'all' } }]
    const body = { providerId, name: 'Proxy', createsUsers: true, config, rules }
    const created = await callRoute(createProviderEndpoint, { cookie, body })
    expect(created.status, await created.clone().text()).toBe(201)
    expect(await created.json()).toMatchObject({ isEnabled: false })
  })

  test('is off until it is switched on', async () => {
    expect((await byHeader({ 'x-apogee-peer': '10.1.2.3', 'x-remote-user': 'kim' })).status).toBe(404)
    await db().signInProvider.update({ where: { providerId }, data: { isEnabled: true } })
  })

  test.each([
    ['a socket that is not the proxy', { 'x-apogee-peer': '10.2.0.1', 'x-remote-user': 'root' }],
    ['no socket that is known', { 'x-remote-user': 'root' }],
    ['a client that claims to be the proxy', { 'x-forwarded-for': '10.1.2.3', 'x-remote-user': 'root' }],
    ['the proxy, which names nobody', { 'x-apogee-peer': '10.1.2.3' }],
    [
      'the proxy, which passed on a header of the client beside its own',
      { 'x-apogee-peer': '10.1.2.3', 'x-remote-user': 'root, kim' },
    ],
  ])('is ignored from %s', async (_who, headers) => {
    const response = await byHeader(headers)
    expect(response.status).toBe(401)
    expect(cookieOf(response)).toBe('')
    const options = await callRoute(getSignInOptionsEndpoint, {
      headers: { 'x-forwarded-for': elsewhere(), ...headers },
    })
    expect(await options.json()).toMatchObject({ providers: [] })
  })

  test('signs in from the proxy, with what its groups give', async () => {
    const headers = { 'x-apogee-peer': '::ffff:10.1.2.3', 'x-remote-user': 'Kim', 'x-remote-groups': 'mq,canteen' }
    const options = await callRoute(getSignInOptionsEndpoint, {
      headers: { 'x-forwarded-for': elsewhere(), ...headers },
    })
    expect(await options.json()).toMatchObject({ providers: [{ providerId, kind: 'HEADER', person: 'Kim' }] })
    const response = await byHeader(headers)
    expect(response.status, await response.clone().text()).toBe(200)
    const session = await callRoute(getSessionEndpoint, { cookie: cookieOf(response) })
    expect(await session.json()).toMatchObject({
      user: { name: 'kim', source: providerId },
      permissions: [{ permissionSet: 'viewer' }],
    })
    const trial = await callRoute(testProviderEndpoint, { cookie, params: { providerId }, body: {}, headers })
    expect(await trial.json()).toMatchObject({
      result: { groups: [{ group: 'mq' }, { group: 'canteen', permissionSets: [] }], user: { outcome: 'EXISTS' } },
    })
  })

  test('headers that mean something else cannot be chosen', async () => {
    for (const nameHeader of ['Cookie', 'X-Forwarded-For', 'X-Apogee-Peer', 'Authorization']) {
      const config = { kind: 'HEADER', nameHeader, proxyCidrs: ['10.1.0.0/16'] }
      const body = { providerId: 'another', name: 'Another', config }
      expect((await callRoute(createProviderEndpoint, { cookie, body })).status).toBe(400)
    }
  })
})

describe('U-12 the rule about addresses', () => {
  test('refuses an outside address before the password check, whatever the name', async () => {
    const person = await makePerson('viewer')
    try {
      expect((await set({ allowedCidrs: ['203.0.113.0/24', '10.0.0.0/8'] })).status).toBe(200)
      const answers = [await signIn(person, '192.0.2.9'), await signIn({ name: 'nobody', password: 'x' }, '192.0.2.10')]
      const told = await Promise.all(answers.map(async (each) => ({ ...(await each.json()), requestId: '' })))
      expect(answers.map(({ status }) => status)).toEqual([403, 403])
      expect(told[0]).toEqual(told[1])
      expect(told[0]).toMatchObject({ reason: 'ADDRESS' })
      // A wrong password that was looked at would be counted.
      expect(
        await db().signInFailure.count({ where: { subject: { in: [`name:${person.name}`, 'name:nobody'] } } }),
      ).toBe(0)
      expect(await db().auditEvent.count({ where: { address: '192.0.2.9' } })).toBe(1)
      expect((await signIn(person, '10.9.9.9')).status).toBe(200)
    } finally {
      expect((await set({ allowedCidrs: [] })).status).toBe(200)
    }
  })

  test('cannot keep out whoever sets it', async () => {
    const response = await set({ allowedCidrs: ['10.0.0.0/8'] })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ fields: [{ path: 'body.allowedCidrs', rule: 'excludesYou' }] })
    expect((await set({ allowedCidrs: ['not an address'] })).status).toBe(400)
  })

  test('of one user reads like a wrong password, and the audit knows the reason', async () => {
    const person = await makePerson('viewer')
    const params = { userId: person.userId }
    const changed = await callRoute(updateUserEndpoint, { cookie, params, body: { allowedCidrs: ['10.0.0.0/8'] } })
    expect(await changed.json()).toMatchObject({ allowedCidrs: ['10.0.0.0/8'] })
    const refused = await signIn(person)
    const unknown = await signIn({ name: 'nobody-at-all', password: 'x' })
    expect({ ...(await refused.json()), requestId: '' }).toEqual({ ...(await unknown.json()), requestId: '' })
    const row = await db().auditEvent.findFirstOrThrow({
      where: { targetName: person.name, action: 'session.create' },
      include: { outcome: true },
    })
    expect(row.outcome).toMatchObject({ outcome: 'REFUSED', error: { detail: 'Not from this address.' } })
    expect((await signIn(person, '10.1.1.1')).status).toBe(200)
  })
})

describe('sessions', () => {
  test('last as long as the settings say, at once', async () => {
    const person = await makePerson('viewer')
    const response = await signIn(person)
    const status = async () => (await callRoute(getSessionEndpoint, { cookie: cookieOf(response) })).status
    await db().session.updateMany({
      where: { userId: person.userId },
      data: { lastSeenAt: new Date(Date.now() - 30 * 60_000) },
    })
    await set({ sessionIdleMinutes: 60, sessionMaxHours: 4 })
    expect(await status()).toBe(200)
    const short = await signIn(person)
    const { expiresAt } = (await short.json()) as { expiresAt: string }
    expect(new Date(expiresAt).getTime() - Date.now()).toBeLessThan(4 * 3_600_000 + 1000)
    await db().session.updateMany({
      where: { userId: person.userId },
      data: { lastSeenAt: new Date(Date.now() - 61 * 60_000) },
    })
    expect(await status()).toBe(401)
    await set({ sessionIdleMinutes: 720, sessionMaxHours: 168 })
    expect((await set({ sessionMaxHours: 10_000 })).status).toBe(400)
  })
})

describe('local sign-in', () => {
  test('is switched off only while somebody else can come in, and keeps one break-glass account', async () => {
    const other = await makePerson('admin')
    const second = await makePerson('viewer')
    const lacks = await set({ isLocalEnabled: false, breakGlassUserId: other.userId })
    expect(lacks.status).toBe(409)
    expect(await lacks.json()).toMatchObject({ reason: 'NO_OTHER_ADMINISTRATOR' })
    const kim = await db().user.findUniqueOrThrow({ where: { username: 'kim' } })
    await db().grant.create({
      data: {
        grantId: 'kim-admin',
        userId: kim.id,
        permissionSet: 'admin',
        scope: { clusters: 'all' },
        createdBy: 'test',
      },
    })
    const noGlass = await set({ isLocalEnabled: false, breakGlassUserId: second.userId })
    expect(await noGlass.json()).toMatchObject({ fields: [{ path: 'body.breakGlassUserId', rule: 'breakGlass' }] })
    expect((await set({ isLocalEnabled: false, breakGlassUserId: other.userId })).status).toBe(200)

    expect((await signIn(second)).status).toBe(401)
    expect((await signIn(other)).status).toBe(200)
    const params = { userId: other.userId }
    const disabled = await callRoute(updateUserEndpoint, { cookie, params, body: { status: 'disabled' } })
    expect(await disabled.json()).toMatchObject({ code: 'CONFLICT', reason: 'BREAK_GLASS' })
    const { grantId } = await db().grant.findFirstOrThrow({ where: { userId: other.userId } })
    expect((await callRoute(deleteGrantEndpoint, { cookie, params: { grantId } })).status).toBe(409)
    expect((await set({ isLocalEnabled: true, breakGlassUserId: null })).status).toBe(200)
  })
})

describe('U-19 a sign-in', () => {
  const start = { path: '/api/v1/sign-in/{providerId}/header', method: 'POST' } as const
  test.each([
    ['of a foreign page', { 'sec-fetch-site': '', origin: 'https://elsewhere.example' }],
    ['of a foreign form', { 'sec-fetch-site': 'cross-site' }],
    ['without an origin', { 'sec-fetch-site': '' }],
  ])('%s is refused, by password and by provider', async (_who, headers) => {
    const body = { name: admin.name, password: admin.password }
    const byPassword = await callRoute(signInEndpoint, {
      body,
      headers: { 'x-forwarded-for': elsewhere(), ...headers },
    })
    expect(byPassword.status).toBe(403)
    expect(cookieOf(byPassword)).toBe('')
    const named = { 'x-apogee-peer': '10.1.2.3', 'x-remote-user': 'kim' }
    const all = { 'x-forwarded-for': elsewhere(), ...named, ...headers }
    const byProvider = await callRoute(start, { params: { providerId: 'proxy' }, headers: all })
    expect(byProvider.status).toBe(403)
    expect(cookieOf(byProvider)).toBe('')
  })
})
