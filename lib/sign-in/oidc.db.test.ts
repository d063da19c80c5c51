import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { env } from '#lib/env.ts'
import {
  createProviderEndpoint,
  getProviderEndpoint,
  getProviderTestEndpoint,
  startSignInEndpoint,
  testProviderEndpoint,
  updateProviderEndpoint,
} from '#lib/sign-in/api.ts'
import { type OidcServer, startOidcServer } from '#lib/sign-in/testing/oidc-server.ts'
import { getSessionEndpoint, signOutEndpoint } from '#lib/users/session-api.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import { endUserSessionsEndpoint } from '#lib/users/user-api.ts'

useDatabase()
process.env.APOGEE_EGRESS_ALLOW = '127.0.0.0/8'

const providerId = 'company'
const callback = `http://localhost:3000/api/auth/callback/${providerId}`
let server: OidcServer
let admin: Person
let adminCookie: string

const rule = (value: string, permissionSet: string, more: object = {}) => ({
  match: 'EXACT',
  value,
  permissionSet,
  scope: { clusters: 'all' },
  ...more,
})
const config = (more: object = {}) => ({
  kind: 'OIDC',
  issuer: server.issuer,
  clientId: server.clientId,
  scopes: ['openid', 'profile', 'email', 'groups'],
  ...more,
})
const update = async (body: object) => {
  const response = await callRoute(updateProviderEndpoint, { cookie: adminCookie, params: { providerId }, body })
  expect(response.status, await response.clone().text()).toBe(200)
}

beforeAll(async () => {
  server = await startOidcServer([callback])
  admin = await makePerson('admin')
  adminCookie = await admin.signIn()
  const body = {
    providerId,
    name: 'Company account',
    isEnabled: true,
    createsUsers: true,
    config: config(),
    secrets: { clientSecret: server.clientSecret },
    rules: [rule('mq-admins', 'admin'), rule('mq-*', 'viewer', { match: 'GLOB' })],
  }
  const created = await callRoute(createProviderEndpoint, { cookie: adminCookie, body })
  expect(created.status, await created.clone().text()).toBe(201)
  expect(await created.json()).toMatchObject({
    returnUrls: [callback, 'http://localhost:3000/sign-in'],
    secretsKept: {},
  })
})
afterAll(() => server.stop())

const pairsOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ')

let address = 0
/** A new address for each try: how many come from one is limited. */
const elsewhere = () => `198.51.100.${++address}`

async function start(returnPath = '/audit') {
  const response = await callRoute(startSignInEndpoint, {
    params: { providerId },
    body: { returnPath },
    headers: { 'x-forwarded-for': elsewhere() },
  })
  expect(response.status, await response.clone().text()).toBe(200)
  const { url } = (await response.json()) as { url: string }
  return { url, cookie: pairsOf(response), setCookie: response.headers.getSetCookie()[0] ?? '' }
}

/** What Next would do with the address that the provider sends a browser to. */
async function comeBack(url: URL | string, cookie: string, address = elsewhere()): Promise<Response> {
  const { GET } = (await import(path.resolve('app/api/auth/callback/[providerId]/route.ts'))) as {
    GET: (request: Request) => Promise<Response>
  }
  return await GET(new Request(url, { headers: { cookie, 'x-forwarded-for': address, 'user-agent': 'test' } }))
}

async function signInAs(sub: string, claims: Record<string, unknown>, returnPath?: string) {
  server.person.sub = sub
  server.person.claims = {
    preferred_username: sub,
    name: sub,
    email: `${sub}@corp.example`,
    email_verified: true,
    ...claims,
  }
  const { url, cookie } = await start(returnPath)
  return await comeBack(await server.visit(url), cookie)
}
const sessionOf = async (response: Response) =>
  (await (await callRoute(getSessionEndpoint, { cookie: pairsOf(response) })).json()) as {
    permissions: { permissionSet: string }[]
  }
const setsOf = async (response: Response) => (await sessionOf(response)).permissions.map((each) => each.permissionSet)
const placeOf = (response: Response) => response.headers.get('location') ?? ''

describe('U-10 sign-in at a real OpenID provider', () => {
  test('gives by group, shows the group that maps to nothing, and takes back at the next sign-in what the group gave', async () => {
    const first = await signInAs('kim', { groups: ['mq-admins', 'canteen'] })
    expect(first.status).toBe(303)
    expect(placeOf(first)).toBe('http://localhost:3000/audit')
    expect((await setsOf(first)).toSorted()).toEqual(['admin', 'viewer'])
    const user = await db().user.findUniqueOrThrow({ where: { username: 'kim' }, include: { grants: true } })
    expect(user).toMatchObject({
      source: providerId,
      email: 'kim@corp.example',
      providerGroups: ['mq-admins', 'canteen'],
    })
    expect(user.grants.map(({ matched }) => matched)).toEqual(['mq-admins', 'mq-admins'])
    const detail = await callRoute(getProviderEndpoint, { cookie: adminCookie, params: { providerId } })
    expect(await detail.json()).toMatchObject({
      groups: [
        { group: 'canteen', users: 1, permissionSets: [] },
        { group: 'mq-admins', users: 1, permissionSets: ['admin', 'viewer'] },
      ],
    })
    const second = await signInAs('kim', { groups: ['mq-readers'] })
    expect(await setsOf(second)).toEqual(['viewer'])
    const third = await signInAs('kim', { groups: [] })
    expect(await setsOf(third)).toEqual([])
    expect(await db().user.count({ where: { username: 'kim' } })).toBe(1)
  })

  test('a trial shows claims, rules and grants, creates nobody and switches nobody', async () => {
    server.person.sub = 'trial-person'
    server.person.claims = { preferred_username: 'trial-person', groups: ['mq-admins', 'canteen'], department: 'sales' }
    const begun = await callRoute(testProviderEndpoint, { cookie: adminCookie, params: { providerId }, body: {} })
    expect(begun.status).toBe(200)
    const { testId, url } = (await begun.json()) as { testId: string; url: string }
    const back = await comeBack(await server.visit(url), `${adminCookie}; ${pairsOf(begun)}`)
    expect(placeOf(back)).toBe(`http://localhost:3000/settings/sign-in?open=${providerId}&test=${testId}`)
    expect(pairsOf(back)).toBe('')
    const params = { providerId, testId }
    const told = await callRoute(getProviderTestEndpoint, { cookie: adminCookie, params })
    expect(await told.json()).toMatchObject({
      result: {
        claims: expect.arrayContaining([{ name: 'groups', values: ['mq-admins', 'canteen'] }]),
        person: { id: 'trial-person', name: 'trial-person' },
        groups: [
          { group: 'mq-admins', permissionSets: ['admin', 'viewer'] },
          { group: 'canteen', permissionSets: [] },
        ],
        matches: [
          { rule: 0, matched: 'mq-admins', permissionSet: 'admin' },
          { rule: 1, matched: 'mq-admins', permissionSet: 'viewer' },
        ],
        user: { outcome: 'WOULD_BE_CREATED', refusal: null },
        failure: null,
      },
    })
    expect(await db().user.count({ where: { username: 'trial-person' } })).toBe(0)
    expect(await callRoute(getSessionEndpoint, { cookie: adminCookie }).then((each) => each.json())).toMatchObject({
      user: { name: admin.name },
    })
    const other = await (await makePerson('admin')).signIn()
    expect((await callRoute(getProviderTestEndpoint, { cookie: other, params })).status).toBe(404)
  })

  test('never takes over a local account or one of somebody else by its name or e-mail', async () => {
    const local = await makePerson('admin')
    expect(placeOf(await signInAs('intruder', { preferred_username: local.name }))).toContain('failed=NAME_TAKEN')
    const byMail = await signInAs('intruder', { email: `${local.name}@example.com` })
    expect(placeOf(byMail)).toContain('failed=EMAIL_TAKEN')
    await signInAs('lee', {})
    const impostor = await signInAs('not-lee', { preferred_username: 'lee' })
    expect(placeOf(impostor)).toContain('failed=NAME_TAKEN')
    expect(pairsOf(impostor)).toBe('')
  })

  test('lets in only from allowed domains, only who exists where users are not created, and nobody who is disabled', async () => {
    await update({ config: config({ allowedDomains: ['corp.example'] }) })
    expect(placeOf(await signInAs('dana', { email: 'dana@elsewhere.example' }))).toContain('failed=DOMAIN')
    expect(placeOf(await signInAs('dana', { email_verified: false }))).toContain('failed=UNVERIFIED_EMAIL')
    expect(placeOf(await signInAs('dana', {}))).toBe('http://localhost:3000/audit')
    await update({ createsUsers: false, config: config() })
    expect(placeOf(await signInAs('new-one', {}))).toContain('failed=MUST_EXIST')
    await db().user.updateMany({ where: { username: 'dana' }, data: { status: 'disabled' } })
    expect(placeOf(await signInAs('dana', {}))).toContain('failed=DISABLED')
    await update({ createsUsers: true })
    const refused = await db().auditEvent.findMany({ where: { action: 'session.create', targetName: 'dana' } })
    expect(refused.length).toBeGreaterThanOrEqual(4)
  })

  test('signs out at the provider where that is wanted', async () => {
    await update({ config: config({ signsOutAtProvider: true }) })
    const cookie = pairsOf(await signInAs('kim', {}))
    const { providerUrl } = (await (await callRoute(signOutEndpoint, { cookie })).json()) as { providerUrl: string }
    expect(providerUrl).toContain(`${server.issuer}/session/end`)
    expect(new URL(providerUrl).searchParams.get('post_logout_redirect_uri')).toBe('http://localhost:3000/sign-in')
    expect((await callRoute(getSessionEndpoint, { cookie })).status).toBe(401)
    // The provider takes it for the person's own wish, and no other token for it.
    const [, payload = ''] = new URL(providerUrl).searchParams.get('id_token_hint')?.split('.') ?? []
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ sub: 'kim', iss: server.issuer })
    expect((await fetch(providerUrl)).status).toBe(200)
    const forged = new URL(providerUrl)
    forged.searchParams.set('id_token_hint', 'of.somebody.else')
    expect((await fetch(forged)).status).toBe(400)
    await update({ config: config() })
  })

  test('keeps the ID token sealed, only where it signs out at the provider, and no longer than the session', async () => {
    const kept = () => db().sealedSecret.count({ where: { purpose: 'session idToken' } })
    await signInAs('kim', {})
    expect(await kept()).toBe(0)
    await update({ config: config({ signsOutAtProvider: true }) })
    const session = await signInAs('kim', {})
    expect(await kept()).toBe(1)
    for (const table of ['sessions', 'sealed_secrets', 'accounts', 'audit_events', 'audit_outcomes']) {
      const rows = await db().$queryRawUnsafe(`select row_to_json(t)::text from ${table} t`)
      expect([table, JSON.stringify(rows).includes('eyJ')]).toEqual([table, false])
    }
    const { userId } = await db().session.findFirstOrThrow({ where: { idToken: { isNot: null } } })
    const ended = await callRoute(endUserSessionsEndpoint, { cookie: adminCookie, params: { userId } })
    expect(ended.status).toBe(204)
    expect(await kept()).toBe(0)
    expect((await callRoute(getSessionEndpoint, { cookie: pairsOf(session) })).status).toBe(401)
    await update({ config: config() })
  })
})

describe('U-3 what comes back from a provider', () => {
  test('opens a session with a new id and ends the one that the browser had', async () => {
    const before = await (await makePerson('viewer')).signIn()
    server.person.sub = 'kim'
    const { url, cookie, setCookie } = await start()
    for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/api/auth']) expect(setCookie).toContain(flag)
    const back = await comeBack(await server.visit(url), `${cookie}; ${before}`)
    expect(pairsOf(back)).not.toBe('')
    expect(pairsOf(back)).not.toBe(before)
    expect((await callRoute(getSessionEndpoint, { cookie: before })).status).toBe(401)
  })

  test('is refused with a state that was made up, of another browser, used already, or too old', async () => {
    server.person.sub = 'kim'
    expect(placeOf(await comeBack(`${callback}?code=x&state=made-up`, 'apogee.attempt=y'))).toContain('failed=STATE')
    const mine = await start()
    const hers = await start()
    const answered = await server.visit(mine.url)
    expect(placeOf(await comeBack(answered, hers.cookie))).toContain('failed=STATE')
    expect(placeOf(await comeBack(answered, ''))).toContain('failed=STATE')
    const twice = await Promise.all([comeBack(answered, mine.cookie), comeBack(answered, mine.cookie)])
    expect(twice.map(placeOf).toSorted()).toEqual([
      'http://localhost:3000/audit',
      expect.stringContaining('failed=STATE'),
    ])
    expect(placeOf(await comeBack(answered, mine.cookie))).toContain('failed=STATE')
    const late = await start()
    const lateAnswer = await server.visit(late.url)
    await db().signInAttempt.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
    expect(placeOf(await comeBack(lateAnswer, late.cookie))).toContain('failed=STATE')
  })

  test('is refused with another nonce or another code verifier', async () => {
    server.person.sub = 'kim'
    for (const forged of [{ nonce: 'of-another-sign-in' }, { codeVerifier: 'x'.repeat(43) }]) {
      const { url, cookie } = await start()
      const answered = await server.visit(url)
      await db().signInAttempt.updateMany({ data: forged })
      const back = await comeBack(answered, cookie)
      expect(placeOf(back)).toContain('/sign-in?failed=')
      expect(pairsOf(back)).toBe('')
    }
  })

  test('never leads to another site', async () => {
    for (const wanted of [
      '//elsewhere.example/',
      'https://elsewhere.example',
      '/\\elsewhere.example',
      '/api/v1/users',
    ]) {
      expect(placeOf(await signInAs('kim', {}, wanted))).toBe('http://localhost:3000/')
    }
    // Nor is the provider told to send anybody there.
    const headers = { host: 'elsewhere.example', 'x-forwarded-host': 'elsewhere.example' }
    const begun = await callRoute(startSignInEndpoint, { params: { providerId }, body: {}, headers })
    const { url } = (await begun.json()) as { url: string }
    expect(new URL(url).searchParams.get('redirect_uri')).toBe(callback)
  })

  test('keeps a person out whose address may not sign in', async () => {
    await signInAs('kim', {})
    await db().user.update({ where: { username: 'kim' }, data: { allowedCidrs: ['10.0.0.0/8'] } })
    expect(placeOf(await signInAs('kim', {}))).toContain('failed=ADDRESS')
    await db().user.update({ where: { username: 'kim' }, data: { allowedCidrs: [] } })
  })

  test('says so when the person declined, and when the provider refuses this client', async () => {
    const { url, cookie } = await start()
    const state = new URL(url).searchParams.get('state') ?? ''
    const declined = `${callback}?error=access_denied&state=${state}&iss=${encodeURIComponent(server.issuer)}`
    expect(placeOf(await comeBack(declined, cookie))).toContain('failed=DENIED')
    await update({ secrets: { clientSecret: 'not the secret of the client' } })
    expect(placeOf(await signInAs('kim', {}))).toContain('failed=REFUSED')
    await update({ secrets: { clientSecret: server.clientSecret } })
    expect(placeOf(await signInAs('kim', {}))).toBe('http://localhost:3000/audit')
  })
})

test('an issuer of the inside is refused when it is set, and again when it is asked', async () => {
  const allowed = env().APOGEE_EGRESS_ALLOW.splice(0)
  try {
    const body = { config: config({ issuer: 'http://169.254.169.254/' }) }
    const set = await callRoute(updateProviderEndpoint, { cookie: adminCookie, params: { providerId }, body })
    expect(set.status).toBe(400)
    expect(await set.json()).toMatchObject({ fields: [{ path: 'body.config.issuer', rule: 'egress' }] })
    const begun = await callRoute(startSignInEndpoint, { params: { providerId }, body: {} })
    expect(begun.status).toBe(502)
    const problem = (await begun.json()) as { code: string; detail: string }
    expect(problem).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', reason: 'UNREACHABLE' })
    expect(problem.detail).not.toContain('127.0.0.1')
  } finally {
    env().APOGEE_EGRESS_ALLOW.push(...allowed)
  }
})

test('nobody writes rules beyond their own rights', async () => {
  const forAnHour = await makePerson('admin', { endsAt: new Date(Date.now() + 3_600_000) })
  const cookie = await forAnHour.signIn()
  const body = { providerId: 'own', name: 'Own', config: config(), rules: [rule('everybody', 'viewer')] }
  const created = await callRoute(createProviderEndpoint, { cookie, body })
  expect(created.status).toBe(403)
  expect(await created.json()).toMatchObject({ reason: 'WIDER_THAN_OWN' })
  // Whoever sets the issuer can be each of its users, so those count as well.
  const patch = { config: config({ issuer: 'https://own.example' }) }
  expect((await callRoute(updateProviderEndpoint, { cookie, params: { providerId }, body: patch })).status).toBe(403)
})

test('the secret of a client is never read back', async () => {
  const detail = await callRoute(getProviderEndpoint, { cookie: adminCookie, params: { providerId } })
  expect(await detail.text()).not.toContain(server.clientSecret)
  const kept = JSON.stringify(await db().$queryRaw`select row_to_json(t)::text from audit_events t`)
  expect(kept).not.toContain(server.clientSecret)
  const stored = JSON.stringify(await db().signInProvider.findMany())
  expect(stored).not.toContain(server.clientSecret)
})
