import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findSlapd, type RunningSlapd, startSlapd } from '#dev/slapd/debian-slapd.ts'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import {
  createProviderEndpoint,
  getSignInOptionsEndpoint,
  testProviderEndpoint,
  updateProviderEndpoint,
  updateSignInSettingsEndpoint,
} from '#lib/sign-in/api.ts'
import { getSessionEndpoint, signInEndpoint } from '#lib/users/session-api.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'

useDatabase()
process.env.APOGEE_EGRESS_ALLOW = '127.0.0.0/8'

const slapd = findSlapd()
const providerId = 'directory'
let directory: RunningSlapd
let admin: Person
let cookie: string

const config = (more: object = {}) => ({
  kind: 'LDAP',
  url: directory.ldapUrl,
  ca: directory.ca,
  bindDn: directory.bindDn,
  base: directory.base,
  userFilter: '(&(objectClass=inetOrgPerson)(uid={name}))',
  groupBase: `ou=groups,${directory.base}`,
  ...more,
})
const update = async (body: object) => {
  const response = await callRoute(updateProviderEndpoint, { cookie, params: { providerId }, body })
  expect(response.status, await response.clone().text()).toBe(200)
}
let address = 0
const signIn = (name: string, password: string, from?: string) =>
  callRoute(signInEndpoint, {
    body: { name, password, providerId },
    headers: { 'x-forwarded-for': from ?? `198.51.100.${++address}` },
  })
const setsOf = async (response: Response) => {
  const { permissions } = (await response.json()) as { permissions: { permissionSet: string }[] }
  return permissions.map((each) => each.permissionSet).toSorted()
}
const trial = async (name: string, password: string) => {
  const response = await callRoute(testProviderEndpoint, { cookie, params: { providerId }, body: { name, password } })
  expect(response.status).toBe(200)
  return ((await response.json()) as { result: Record<string, unknown> }).result
}

const password = 'nine wet green umbrellas'

beforeAll(async () => {
  if (!slapd) return
  directory = await startSlapd(slapd)
  const { base } = directory
  await directory.edit(async (client) => {
    await client.add(base, { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' })
    for (const ou of ['people', 'groups'])
      await client.add(`ou=${ou},${base}`, { objectClass: 'organizationalUnit', ou })
    for (const uid of ['kim', 'lee', 'star']) {
      await client.add(`uid=${uid},ou=people,${base}`, {
        objectClass: 'inetOrgPerson',
        uid,
        cn: `${uid} of the directory`,
        sn: uid,
        mail: `${uid}@corp.example`,
        userPassword: password,
      })
    }
    const group = (cn: string, member: string[]) =>
      client.add(`cn=${cn},ou=groups,${base}`, { objectClass: 'groupOfNames', cn, member })
    // kim is in on-call, on-call in operations, operations in on-call again: a ring.
    await group('on-call', [`uid=kim,ou=people,${base}`, `cn=operations,ou=groups,${base}`])
    await group('operations', [`cn=on-call,ou=groups,${base}`])
    await group('canteen', [`uid=kim,ou=people,${base}`, `uid=lee,ou=people,${base}`])
  })
  admin = await makePerson('admin')
  cookie = await admin.signIn()
  const rule = (value: string, permissionSet: string) => ({ value, permissionSet, scope: { clusters: 'all' } })
  const created = await callRoute(createProviderEndpoint, {
    cookie,
    body: {
      providerId,
      name: 'Directory',
      isEnabled: true,
      createsUsers: true,
      config: config(),
      secrets: { bindPassword: directory.bindPassword },
      rules: [rule('operations', 'operator'), rule('admins', 'admin')],
    },
  })
  expect(created.status, await created.clone().text()).toBe(201)
})
afterAll(() => directory?.stop())

describe.skipIf(!slapd)('U-11 a directory', () => {
  test('signs in over StartTLS and over ldaps, with the groups of groups', async () => {
    for (const url of [directory.ldapUrl, directory.ldapsUrl]) {
      await update({ config: config({ url }) })
      const response = await signIn('kim', password)
      expect(response.status, await response.clone().text()).toBe(200)
      expect(await setsOf(response)).toEqual(['operator'])
    }
    const user = await db().user.findUniqueOrThrow({ where: { username: 'kim' } })
    expect(user).toMatchObject({ source: providerId, name: 'kim of the directory', email: 'kim@corp.example' })
    expect((user.providerGroups as string[]).toSorted()).toEqual(['canteen', 'on-call', 'operations'])
    await update({ config: config({ withNestedGroups: false }) })
    expect(await setsOf(await signIn('kim', password))).toEqual([])
    await update({ config: config() })
  })

  test('takes a right back when the group is left', async () => {
    expect(await setsOf(await signIn('kim', password))).toEqual(['operator'])
    const { Attribute, Change } = await import('ldapts')
    const modification = new Attribute({ type: 'member', values: [`uid=kim,ou=people,${directory.base}`] })
    const dn = `cn=on-call,ou=groups,${directory.base}`
    await directory.edit((client) => client.modify(dn, new Change({ operation: 'delete', modification })))
    expect(await setsOf(await signIn('kim', password))).toEqual([])
    await directory.edit((client) => client.modify(dn, new Change({ operation: 'add', modification })))
  })

  test('a trial shows attributes, groups and rules, and the reason when it fails', async () => {
    expect(await trial('lee', password)).toMatchObject({
      person: { name: 'lee', email: 'lee@corp.example' },
      groups: [{ group: 'canteen', permissionSets: [] }],
      matches: [],
      user: { outcome: 'WOULD_BE_CREATED' },
    })
    expect(JSON.stringify(await trial('lee', password))).not.toContain('userPassword')
    expect(await trial('lee', 'wrong')).toMatchObject({ person: null, failure: { trouble: null } })
    expect(await db().user.count({ where: { username: 'lee' } })).toBe(0)
  })

  test.each(['*', 'ki*', 'kim)(uid=*', '*)(objectClass=*))(|(uid=*', 'kim\\2a', 'kim\0', ''])(
    'what is typed as a name stays a name in the filter: %j',
    async (name) => {
      const response = await signIn(name, password)
      expect([400, 401]).toContain(response.status)
    },
  )

  test('a wrong password, an unknown name and an empty one read the same, and a name locks as elsewhere', async () => {
    const told = await Promise.all(
      [await signIn('kim', 'wrong'), await signIn('nobody-there', 'wrong')].map(async (response) => ({
        ...(await response.json()),
        requestId: '',
      })),
    )
    expect(told[0]).toEqual(told[1])
    expect((await signIn('kim', '')).status).toBe(400)
    await db().signInFailure.createMany({
      data: Array.from({ length: 4 }, () => ({ subject: `name:${providerId}/lee` })),
    })
    expect((await signIn('lee', 'wrong')).status).toBe(401)
    expect((await signIn('lee', password)).status).toBe(429)
  })

  test('refusals take as long for an unknown name as for a wrong password', async () => {
    const fastest = { kim: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY }
    for (let i = 0; i < 4; i++) {
      for (const key of ['kim', 'unknown'] as const) {
        await db().signInFailure.deleteMany()
        const startedAt = performance.now()
        expect((await signIn(key, 'wrong')).status).toBe(401)
        fastest[key] = Math.min(fastest[key], performance.now() - startedAt)
      }
    }
    expect(fastest.unknown / fastest.kim).toBeGreaterThan(0.8)
    expect(fastest.unknown / fastest.kim).toBeLessThan(1.2)
  })

  test('a certificate of another authority is refused, and no password leaves without TLS', async () => {
    for (const url of [directory.ldapUrl, directory.ldapsUrl]) {
      await update({ config: config({ url, ca: '' }) })
      expect(await trial('kim', password)).toMatchObject({ failure: { trouble: 'TLS' } })
      const response = await signIn('kim', password)
      expect(response.status).toBe(502)
      expect(await response.json()).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', reason: 'TLS' })
    }
    await update({ config: config() })
  })

  test('a wrong bind password is trouble of the provider, not of the person', async () => {
    await update({ secrets: { bindPassword: 'not the password of the console' } })
    expect(await trial('kim', password)).toMatchObject({ failure: { trouble: 'REFUSED' } })
    await update({ secrets: { bindPassword: directory.bindPassword } })
  })

  test('when it is down, sessions go on, the break-glass account comes in, and the page says why others do not', async () => {
    // Somebody of the directory is an administrator, so that local sign-in can be switched off.
    const kimCookie = (await signIn('kim', password)).headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ')
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
    const ordinary = await makePerson('operator')
    const off = { isLocalEnabled: false, breakGlassUserId: admin.userId }
    expect((await callRoute(updateSignInSettingsEndpoint, { cookie, body: off })).status).toBe(200)
    await directory.stop()
    const port = Number(new URL(directory.ldapUrl).port)
    await expect(
      new Promise((resolve, reject) => connect(port, '127.0.0.1').once('connect', resolve).once('error', reject)),
    ).rejects.toThrow()

    expect((await signIn('kim', password)).status).toBe(502)
    const row = await db().auditEvent.findFirstOrThrow({
      where: { targetName: 'kim' },
      orderBy: { sequence: 'desc' },
      include: { outcome: true },
    })
    expect(row).toMatchObject({ action: 'session.create', outcome: { error: { code: 'PROVIDER_UNAVAILABLE' } } })
    const options = await (await callRoute(getSignInOptionsEndpoint)).json()
    expect(options).toEqual({
      isLocalEnabled: false,
      providers: [{ providerId, name: 'Directory', kind: 'LDAP', trouble: 'UNREACHABLE', person: null }],
    })
    expect((await callRoute(getSessionEndpoint, { cookie: kimCookie })).status).toBe(200)
    const local = (person: Person) =>
      callRoute(signInEndpoint, {
        body: { name: person.name, password: person.password },
        headers: { 'x-forwarded-for': '192.0.2.30' },
      })
    expect((await local(admin)).status).toBe(200)
    expect((await local(ordinary)).status).toBe(401)
  })
})
