import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { listLayoutsEndpoint, setLayoutEndpoint } from '#lib/users/account-api.ts'
import { createUser } from '#lib/users/create-user.ts'
import {
  createGrantEndpoint,
  deleteGrantEndpoint,
  listGrantsEndpoint,
  updateGrantEndpoint,
} from '#lib/users/grant-api.ts'
import { listPermissionSetsEndpoint } from '#lib/users/permission-set-api.ts'
import { getSessionEndpoint, signInEndpoint } from '#lib/users/session-api.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import {
  createUserEndpoint,
  deleteUserEndpoint,
  endUserSessionsEndpoint,
  getUserEndpoint,
  listUserSessionsEndpoint,
  listUsersEndpoint,
  unlockUserEndpoint,
  updateUserEndpoint,
} from '#lib/users/user-api.ts'

useDatabase()

let admin: Person
let cookie: string
beforeAll(async () => {
  admin = await makePerson('admin')
  cookie = await admin.signIn()
})

const password = 'three loud orange tractors'
const newUser = (body: object = {}) => {
  const name = `user-${randomBytes(5).toString('hex')}`
  return { name, email: `${name}@example.com`, password, needsPasswordChange: false, ...body }
}
const create = (body: object, as = cookie) => callRoute(createUserEndpoint, { cookie: as, body })
const created = async (body: object = {}) =>
  (await (await create(newUser(body))).json()) as { userId: string; name: string; revision: string }
const patch = (userId: string, body: object, as = cookie) =>
  callRoute(updateUserEndpoint, { cookie: as, params: { userId }, body })
const grant = (body: object, as = cookie) => callRoute(createGrantEndpoint, { cookie: as, body })
const status = async (as: string) => (await callRoute(getSessionEndpoint, { cookie: as })).status
const signIn = (name: string, secret = password) =>
  callRoute(signInEndpoint, {
    body: { name, password: secret },
    headers: { 'x-forwarded-for': `2001:db8::${randomBytes(2).toString('hex')}` },
  })
const lastOutcome = async (action: string) =>
  await db().auditEvent.findFirstOrThrow({
    where: { action },
    orderBy: { sequence: 'desc' },
    include: { outcome: true },
  })

describe('a user', () => {
  test('is created with grants, signs in, and is in the audit without the password', async () => {
    const input = newUser({
      displayName: 'Kim 金',
      grants: [{ permissionSet: 'operator', scope: { clusters: 'all' } }],
    })
    const response = await create(input)
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({
      name: input.name,
      displayName: 'Kim 金',
      status: 'active',
      source: 'local',
      grants: [{ permissionSet: 'operator' }],
      lastSignInAt: null,
      lastAddress: null,
    })
    const row = await lastOutcome('user.create')
    expect(row).toMatchObject({
      actorName: admin.name,
      targetName: input.name,
      permission: 'user:manage',
      outcome: { outcome: 'SUCCESS' },
    })
    expect(JSON.stringify([row.request, row.outcome?.after])).not.toContain(password)
    expect((await signIn(input.name)).status).toBe(200)
  })

  test('by default must set a new password first', async () => {
    const { name } = await created({ needsPasswordChange: undefined })
    const answer: unknown = await (await signIn(name)).json()
    expect(answer).toMatchObject({ needsPasswordChange: true })
  })

  test.each([
    ['a name in capitals', { name: 'Kim' }, 'body.name'],
    ['a short password', { password: 'short' }, 'body.password'],
    ['a common password', { password: 'Password2026!' }, 'body.password'],
    ['an e-mail that is none', { email: 'kim' }, 'body.email'],
    [
      'a grant with an unknown part of a scope',
      { grants: [{ permissionSet: 'viewer', scope: { clusters: 'all', queues: ['a*'] } }] },
      'body.grants.0.scope.queues',
    ],
  ])('is refused with %s', async (_title, body, path) => {
    const response = await create(newUser(body))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ fields: [expect.objectContaining({ path })] })
  })

  test('cannot have a name or e-mail twice, and of two at once one is made', async () => {
    const input = newUser()
    const statuses = (await Promise.all([create(input), create(input)])).map((response) => response.status)
    expect(statuses.toSorted()).toEqual([201, 409])
    const email = await create(newUser({ email: input.email.toUpperCase() }))
    expect(email.status).toBe(409)
    expect(await email.json()).toMatchObject({ fields: [{ path: 'body.email', rule: 'taken' }] })
    expect((await lastOutcome('user.create')).outcome).toMatchObject({ outcome: 'FAILED', error: { code: 'CONFLICT' } })
  })

  test('is not created by a reader', async () => {
    const ctx = await (await makePerson('operator')).context()
    await expect(createUser(ctx, { ...newUser(), grants: [] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      facts: { permission: 'user:manage' },
    })
  })

  test('is disabled and enabled; sessions end at once, and an old revision is refused', async () => {
    const { userId, name, revision } = await created()
    const session = (await signIn(name)).headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(await status(session)).toBe(200)
    expect((await patch(userId, { status: 'disabled', revision })).status).toBe(200)
    expect(await status(session)).toBe(401)
    expect((await signIn(name)).status).toBe(401)
    expect((await patch(userId, { status: 'active', revision })).status).toBe(409)
    expect((await patch(userId, { status: 'active' })).status).toBe(200)
    expect((await signIn(name)).status).toBe(200)
    expect(await lastOutcome('user.disable')).toMatchObject({
      targetName: name,
      outcome: { before: { status: 'active' }, after: { status: 'disabled' } },
    })
  })

  test('gets a new password from an administrator, which ends every session', async () => {
    const { userId, name } = await created()
    const session = (await signIn(name)).headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect((await patch(userId, { password: 'four calm purple elephants', needsPasswordChange: true })).status).toBe(
      200,
    )
    expect(await status(session)).toBe(401)
    expect((await signIn(name)).status).toBe(401)
    expect((await signIn(name, 'four calm purple elephants')).status).toBe(200)
  })

  test('shows as locked after five wrong passwords, and is unlocked', async () => {
    const { userId, name } = await created()
    await db().signInFailure.createMany({ data: Array.from({ length: 4 }, () => ({ subject: `name:${name}` })) })
    await signIn(name, 'wrong')
    expect((await signIn(name)).status).toBe(429)
    expect(await (await callRoute(getUserEndpoint, { cookie, params: { userId } })).json()).toMatchObject({
      status: 'locked',
    })
    const locked = await (await callRoute(listUsersEndpoint, { cookie, search: 'status=locked' })).json()
    expect(locked).toMatchObject({ total: 1, items: [{ name }] })
    expect(await (await callRoute(unlockUserEndpoint, { cookie, params: { userId } })).json()).toMatchObject({
      status: 'active',
    })
    expect((await signIn(name)).status).toBe(200)
    expect(await lastOutcome('user.unlock')).toMatchObject({ targetName: name, outcome: { outcome: 'SUCCESS' } })
  })

  test('has sessions that an administrator lists and ends', async () => {
    const { userId, name } = await created()
    const session = (await signIn(name)).headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const list = await (await callRoute(listUserSessionsEndpoint, { cookie, params: { userId } })).json()
    expect(list).toMatchObject({ total: 1, items: [{ isCurrent: false }] })
    expect((await callRoute(endUserSessionsEndpoint, { cookie, params: { userId } })).status).toBe(204)
    expect(await status(session)).toBe(401)
  })

  test('is deleted with sessions, grants and tokens; the audit keeps the name', async () => {
    const person = await makePerson('viewer')
    const session = await person.signIn()
    const { token } = await person.makeToken()
    expect((await callRoute(deleteUserEndpoint, { cookie, params: { userId: person.userId } })).status).toBe(204)
    expect(await status(session)).toBe(401)
    expect((await callRoute(getSessionEndpoint, { token })).status).toBe(401)
    expect((await callRoute(getUserEndpoint, { cookie, params: { userId: person.userId } })).status).toBe(404)
    expect(await lastOutcome('user.delete')).toMatchObject({
      targetName: person.name,
      outcome: { before: { name: person.name } },
    })
  })

  test('is found by text, set and order, page by page', async () => {
    const tag = randomBytes(4).toString('hex')
    for (const letter of ['b', 'a', 'c'])
      await created({ name: `${letter}-${tag}`, email: `${letter}-${tag}@example.com` })
    const list = async (search: string) => {
      const answer = (await (await callRoute(listUsersEndpoint, { cookie, search })).json()) as {
        total: number
        items: { name: string }[]
      }
      return [answer.total, ...answer.items.map((each) => each.name[0])]
    }
    expect(await list(`q=${tag.toUpperCase()}`)).toEqual([3, 'a', 'b', 'c'])
    expect(await list(`q=${tag}&sort=-name&pageSize=2`)).toEqual([3, 'c', 'b'])
    expect(await list(`q=${tag}&sort=-name&pageSize=2&page=2`)).toEqual([3, 'a'])
    expect(await list(`q=${tag}&permissionSet=admin`)).toEqual([0])
    expect(await list('q=%25')).toEqual([0])
  })

  test('is shown, and found by set and cluster, with what is granted to their groups, and not by what has ended', async () => {
    const group = `team-${randomUUID()}`
    const member = await makePerson(null, { providerGroups: [group] })
    const past = new Date(Date.now() - 1_000)
    const left = await makePerson('operator', { scope: { clusters: { clusterIds: ['rmq-gggggggg'] } }, endsAt: past })
    const scope = { clusters: { clusterIds: ['rmq-gggggggg'] } }
    expect((await grant({ subject: { providerGroup: group }, permissionSet: 'operator', scope })).status).toBe(201)
    const expected = [{ subject: { providerGroup: group }, permissionSet: 'operator', scope }]
    const told = await callRoute(getUserEndpoint, { cookie, params: { userId: member.userId } })
    expect(await told.json()).toMatchObject({ grants: expected })
    const found = async (search: string) => {
      const answer = await callRoute(listUsersEndpoint, { cookie, search: `${search}&pageSize=500` })
      const { items } = (await answer.json()) as { items: { userId: string; grants: object[] }[] }
      const ids = items.map(({ userId }) => userId)
      return { member: ids.includes(member.userId), left: ids.includes(left.userId), items }
    }
    expect(await found('permissionSet=operator')).toMatchObject({ member: true, left: false })
    expect(await found('cluster=rmq-gggggggg')).toMatchObject({ member: true, left: false })
    expect(await found('permissionSet=operator&cluster=rmq-gggggggg')).toMatchObject({ member: true, left: false })
    expect(await found('permissionSet=viewer&cluster=rmq-gggggggg')).toMatchObject({ member: false, left: false })
    expect((await found(`q=${member.name}`)).items).toMatchObject([{ grants: expected }])
  })

  test('is known to have come from an address when the session has long ended', async () => {
    const { userId, name } = await created()
    expect((await signIn(name)).status).toBe(200)
    const { ipAddress } = await db().session.findFirstOrThrow({ where: { userId } })
    const lastAddress = async () =>
      ((await (await callRoute(getUserEndpoint, { cookie, params: { userId } })).json()) as { lastAddress: unknown })
        .lastAddress
    expect(ipAddress).toMatch(/./)
    expect(await lastAddress()).toBe(ipAddress)
    await db().session.deleteMany({ where: { userId } })
    expect(await lastAddress()).toBe(ipAddress)
  })
})

describe('the arrangement of a table', () => {
  const layout = { order: ['name', 'email'], hidden: ['email'], shown: [], pinned: ['name'], widths: { name: 200 } }
  const layoutsOf = async (as: string) =>
    ((await (await callRoute(listLayoutsEndpoint, { cookie: as })).json()) as { items: object[] }).items

  test('U-21 follows the person into a second browser, and is nobody else’s', async () => {
    const person = await makePerson('viewer')
    const [first, second] = [await person.signIn(), await person.signIn()]
    for (const density of [28, 40]) {
      const body = { ...layout, density }
      const answer = await callRoute(setLayoutEndpoint, { cookie: first, params: { viewId: 'users' }, body })
      expect(answer.status).toBe(200)
    }
    expect(await layoutsOf(second)).toEqual([{ viewId: 'users', layout: { ...layout, density: 40 } }])
    expect(await layoutsOf(cookie)).toEqual([])
    expect(await lastOutcome('account.set-layout')).toMatchObject({
      targetName: 'users',
      outcome: { outcome: 'SUCCESS' },
    })
  })

  test('is refused when it is none', async () => {
    for (const [viewId, body] of [
      ['users', { ...layout, colour: 'red' }],
      ['users', { ...layout, widths: { name: 1 } }],
      ['../users', layout],
    ] as const) {
      expect((await callRoute(setLayoutEndpoint, { cookie, params: { viewId }, body })).status).toBe(400)
    }
  })
})

describe('the last administrator', () => {
  test('cannot be disabled, deleted or demoted, not even by two who remove each other at once', async () => {
    const other = await makePerson('admin')
    const otherCookie = await other.signIn()
    await db().grant.deleteMany({ where: { permissionSet: 'admin', userId: { notIn: [admin.userId, other.userId] } } })
    const answers = await Promise.all([
      patch(other.userId, { status: 'disabled' }),
      patch(admin.userId, { status: 'disabled' }, otherCookie),
    ])
    // The second finds that its session has just ended, or that nobody would be left.
    expect(answers.filter((response) => response.status === 200)).toHaveLength(1)
    await db().user.updateMany({ data: { status: 'active' } })
    cookie = await admin.signIn()

    // A temporary administrator may not remove the last one that stays.
    await db().grant.updateMany({ where: { userId: other.userId }, data: { endsAt: new Date(Date.now() + 3_600_000) } })
    const temporary = await other.signIn()
    expect((await patch(admin.userId, { status: 'disabled' }, temporary)).status).toBe(403)
    const own = await db().grant.findFirstOrThrow({ where: { userId: admin.userId } })
    const demoted = await callRoute(deleteGrantEndpoint, { cookie, params: { grantId: own.grantId } })
    expect(demoted.status).toBe(409)
    expect(await demoted.json()).toMatchObject({ reason: 'LAST_ADMINISTRATOR' })
    expect(await db().grant.count({ where: { grantId: own.grantId } })).toBe(1)
    expect((await callRoute(deleteUserEndpoint, { cookie, params: { userId: admin.userId } })).status).toBe(409)
    expect((await patch(admin.userId, { status: 'disabled' })).status).toBe(409)
  })
})

describe('a grant', () => {
  const scopeOf = (...clusterIds: string[]) => ({ clusters: { clusterIds } })

  test('is given, changed and withdrawn, with effect at the next request', async () => {
    const person = await makePerson(null)
    const theirs = await person.signIn()
    const may = async () => (await callRoute(listUsersEndpoint, { cookie: theirs })).status
    expect(await may()).toBe(403)
    const response = await grant({
      subject: { userId: person.userId },
      permissionSet: 'admin',
      scope: { clusters: 'all' },
    })
    expect(response.status).toBe(201)
    const { grantId } = (await response.json()) as { grantId: string }
    expect(await may()).toBe(200)
    expect(
      await (await callRoute(listGrantsEndpoint, { cookie, search: `userId=${person.userId}` })).json(),
    ).toMatchObject({ total: 1, items: [{ grantId, userName: person.name }] })
    const params = { grantId }
    expect((await callRoute(updateGrantEndpoint, { cookie, params, body: { permissionSet: 'viewer' } })).status).toBe(
      200,
    )
    expect(await may()).toBe(403)
    expect(await lastOutcome('grant.update')).toMatchObject({
      targetName: person.name,
      outcome: { before: { permissionSet: 'admin' }, after: { permissionSet: 'viewer' } },
    })
    expect((await callRoute(deleteGrantEndpoint, { cookie, params })).status).toBe(204)
    expect((await callRoute(deleteGrantEndpoint, { cookie, params })).status).toBe(404)
  })

  test('that has an end, ends', async () => {
    const person = await makePerson('admin', { endsAt: new Date(Date.now() + 3_600_000) })
    const theirs = await person.signIn()
    expect((await callRoute(listUsersEndpoint, { cookie: theirs })).status).toBe(200)
    await db().grant.updateMany({ where: { userId: person.userId }, data: { endsAt: new Date(Date.now() - 1) } })
    expect((await callRoute(listUsersEndpoint, { cookie: theirs })).status).toBe(403)
    const past = await grant({
      subject: { userId: person.userId },
      permissionSet: 'viewer',
      scope: { clusters: 'all' },
      endsAt: new Date(0).toISOString(),
    })
    expect(past.status).toBe(400)
  })

  test('is never to oneself', async () => {
    const response = await grant({
      subject: { userId: admin.userId },
      permissionSet: 'viewer',
      scope: { clusters: 'all' },
    })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ reason: 'SELF' })
    const own = await db().grant.findFirstOrThrow({ where: { userId: admin.userId } })
    expect(
      (await callRoute(updateGrantEndpoint, { cookie, params: { grantId: own.grantId }, body: { endsAt: null } }))
        .status,
    ).toBe(403)
  })

  test('reaches and lasts no further than the rights of the giver', async () => {
    const local = await makePerson('admin', { scope: scopeOf('rmq-aaaaaaaa') })
    const theirs = await local.signIn()
    const target = await makePerson(null)
    const give = (body: object) =>
      grant({ subject: { userId: target.userId }, permissionSet: 'viewer', ...body }, theirs)
    expect((await give({ scope: { clusters: 'all' } })).status).toBe(403)
    expect((await give({ scope: scopeOf('rmq-bbbbbbbb') })).status).toBe(403)
    expect((await give({ scope: scopeOf('rmq-aaaaaaaa', 'rmq-bbbbbbbb') })).status).toBe(403)
    expect((await give({ scope: { clusters: { environments: ['test'] } } })).status).toBe(403)
    expect((await give({ scope: scopeOf('rmq-aaaaaaaa') })).status).toBe(201)

    const temporary = await makePerson('admin', { endsAt: new Date(Date.now() + 3_600_000) })
    const forAnHour = await temporary.signIn()
    const lasting = { subject: { userId: target.userId }, permissionSet: 'viewer', scope: { clusters: 'all' } }
    expect((await grant(lasting, forAnHour)).status).toBe(403)
    expect(
      (await grant({ ...lasting, endsAt: new Date(Date.now() + 1_800_000).toISOString() }, forAnHour)).status,
    ).toBe(201)
    // Nor may one manage a person who can do more: a new password would make one that person.
    expect((await patch(admin.userId, { password: 'six tall silver ladders' }, forAnHour)).status).toBe(403)
    expect(
      (await create(newUser({ grants: [{ permissionSet: 'admin', scope: { clusters: 'all' } }] }), forAnHour)).status,
    ).toBe(403)
    // Users belong to the whole console, so who manages those of one cluster creates none.
    expect((await create(newUser(), theirs)).status).toBe(403)
  })

  test('U-7 by environment or label means the clusters that match now, and covers the same rule', async () => {
    const base = { nameServers: ['127.0.0.1:9876'], metricsSource: { kind: 'none' }, createdBy: 'test' }
    await db().cluster.createMany({
      data: [
        { clusterId: 'rmq-tttttttt', name: `t-${randomUUID()}`, environment: 'test', labels: { team: 'pay' }, ...base },
        {
          clusterId: 'rmq-pppppppp',
          name: `p-${randomUUID()}`,
          environment: 'production',
          labels: { team: 'pay' },
          ...base,
        },
      ],
    })
    const person = await makePerson('admin', {
      scope: { clusters: { environments: ['test'], labels: { team: 'pay' } } },
    })
    const ids = async () => (await person.context()).actor.grants[0]?.clusterIds
    expect(await ids()).toEqual(new Set(['rmq-tttttttt']))
    const theirs = await person.signIn()
    const target = await makePerson(null)
    const give = (clusters: object) =>
      grant({ subject: { userId: target.userId }, permissionSet: 'viewer', scope: { clusters } }, theirs)
    expect((await give({ environments: ['test'] })).status).toBe(403)
    expect((await give({ environments: ['test', 'production'], labels: { team: 'pay' } })).status).toBe(403)
    expect((await give({ environments: ['test'], labels: { team: 'pay', tier: '1' } })).status).toBe(201)
    expect((await give({ clusterIds: ['rmq-tttttttt'] })).status).toBe(201)
    const holdersIn = async (clusterId: string) => {
      const search = `cluster=${clusterId}&pageSize=500`
      const { items } = (await (await callRoute(listUsersEndpoint, { cookie, search })).json()) as {
        items: { userId: string }[]
      }
      return items.map(({ userId }) => userId)
    }
    // The target has a grant by the id besides the one by a label that no cluster has.
    expect(await holdersIn('rmq-tttttttt')).toEqual(
      expect.arrayContaining([admin.userId, person.userId, target.userId]),
    )
    expect(await holdersIn('rmq-pppppppp')).toContain(admin.userId)
    expect(await holdersIn('rmq-pppppppp')).not.toContain(person.userId)
    expect(await holdersIn('rmq-pppppppp')).not.toContain(target.userId)
    await db().cluster.update({ where: { clusterId: 'rmq-tttttttt' }, data: { labels: {} } })
    expect(await ids()).toEqual(new Set())
  })
})

test('the built-in sets are told to any signed-in user', async () => {
  const viewer = await (await makePerson('viewer')).signIn()
  const answer = (await (await callRoute(listPermissionSetsEndpoint, { cookie: viewer })).json()) as {
    items: { name: string; permissions: string[] }[]
  }
  expect(answer.items.map((each) => each.name)).toEqual(['viewer', 'operator', 'admin'])
  expect(answer.items[0]?.permissions).not.toContain('message:read-body')
})
