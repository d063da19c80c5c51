import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { callRoute, type RouteInput } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { resendDeadLetterEndpoint } from '#lib/dead-letters/api.ts'
import { getGroupEndpoint, updateGroupEndpoint } from '#lib/groups/api.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { deleteTopicEndpoint, getTopicEndpoint, listTopicsEndpoint } from '#lib/topics/api.ts'
import { updateAccountEndpoint } from '#lib/users/account-api.ts'
import { createGrantEndpoint, explainAccessEndpoint } from '#lib/users/grant-api.ts'
import type { AccessAnswer } from '#lib/users/grant-schema.ts'
import {
  createPermissionSetEndpoint,
  deletePermissionSetEndpoint,
  listPermissionSetsEndpoint,
  updatePermissionSetEndpoint,
} from '#lib/users/permission-set-api.ts'
import type { PermissionSet } from '#lib/users/permission-set-schema.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { endSimulationEndpoint, getSessionEndpoint, startSimulationEndpoint } from '#lib/users/session-api.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'

useDatabase()

let fake: FakeCluster
let clusterId = ''
let admin: Person
let cookie = ''
beforeAll(async () => {
  fake = await startFakeCluster({
    topics: ['orders', '%DLQ%pay-billing', '%RETRY%pay-billing'],
    groups: [{ groupName: 'pay-billing' }, { groupName: 'risk' }],
  })
  clusterId = (await registerCluster({ nameServers: fake.nameServers })).clusterId
  admin = await makePerson('admin')
  cookie = await admin.signIn()
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

const as =
  (by: string) =>
  (endpoint: Endpoint, input: Omit<RouteInput, 'cookie'> = {}) =>
    callRoute(endpoint, { cookie: by, ...input })
const asAdmin = (endpoint: Endpoint, input: Omit<RouteInput, 'cookie'> = {}) => as(cookie)(endpoint, input)
const newName = () => `set-${randomBytes(4).toString('hex')}`
async function makeSet(permissions: Permission[], name = newName()): Promise<PermissionSet> {
  const response = await asAdmin(createPermissionSetEndpoint, { body: { name, permissions } })
  expect(response.status).toBe(201)
  return (await response.json()) as PermissionSet
}

describe('own permission sets', () => {
  it('U-5: bring what their permissions need, in the order of all lists', async () => {
    const set = await makeSet(['dead-letter:resend'])
    expect(set).toMatchObject({
      isBuiltIn: false,
      permissions: ['cluster:read', 'topic:read', 'group:read', 'dead-letter:read', 'dead-letter:resend'],
      grants: 0,
    })
  })

  it('cannot take the name of a built-in or another set; built-in ones stay as they are', async () => {
    const { name } = await makeSet(['topic:read'])
    for (const taken of ['viewer', name]) {
      const response = await asAdmin(createPermissionSetEndpoint, {
        body: { name: taken, permissions: ['topic:read'] },
      })
      expect(await response.json()).toMatchObject({ code: 'CONFLICT', fields: [{ path: 'body.name', rule: 'taken' }] })
    }
    const changed = await asAdmin(updatePermissionSetEndpoint, {
      params: { name: 'viewer' },
      body: { description: 'x' },
    })
    expect(await changed.json()).toMatchObject({ code: 'CONFLICT', reason: 'BUILT_IN' })
    const deleted = await asAdmin(deletePermissionSetEndpoint, { params: { name: 'admin' } })
    expect(await deleted.json()).toMatchObject({ code: 'CONFLICT', reason: 'BUILT_IN' })
  })

  it('change what their grants give at the next request, and are deleted only when nothing uses them', async () => {
    const { name, revision } = await makeSet(['topic:read'])
    const person = await makePerson(name)
    const by = as(await person.signIn())
    const read = () => by(getGroupEndpoint, { params: { clusterId, groupName: 'risk' } })
    expect((await read()).status).toBe(403)
    const body = { permissions: ['topic:read', 'group:read'], revision }
    expect((await asAdmin(updatePermissionSetEndpoint, { params: { name }, body })).status).toBe(200)
    expect((await read()).status).toBe(200)
    expect((await asAdmin(updatePermissionSetEndpoint, { params: { name }, body })).status).toBe(409)
    const used = await asAdmin(deletePermissionSetEndpoint, { params: { name } })
    expect(await used.json()).toMatchObject({ code: 'CONFLICT', reason: 'IN_USE', grants: 1 })
    await db().grant.deleteMany({ where: { permissionSet: name } })
    expect((await asAdmin(deletePermissionSetEndpoint, { params: { name } })).status).toBe(204)
    expect((await read()).status).not.toBe(200)
  })

  it('U-8: nobody widens a set that they hold, by themselves or by a group, nor beyond what they hold', async () => {
    const { name } = await makeSet(['user:manage', 'permission-set:manage', 'topic:read'])
    const holder = as(await (await makePerson(name)).signIn())
    const wider = { permissions: ['user:manage', 'permission-set:manage', 'topic:delete'] }
    const own = await holder(updatePermissionSetEndpoint, { params: { name }, body: wider })
    expect(await own.json()).toMatchObject({ code: 'FORBIDDEN', reason: 'SELF' })
    const other = await makeSet(['topic:read'])
    await makePerson(other.name)
    const beyond = await holder(updatePermissionSetEndpoint, { params: { name: other.name }, body: wider })
    expect(await beyond.json()).toMatchObject({ code: 'FORBIDDEN', reason: 'WIDER_THAN_OWN' })
  })

  it('are named to everybody, their use only to who manages users', async () => {
    const seen = (await (await asAdmin(listPermissionSetsEndpoint)).json()).items
    expect(seen[0]).toMatchObject({ name: 'viewer', isBuiltIn: true, grants: expect.any(Number) })
    const viewer = as(await (await makePerson('viewer')).signIn())
    const items = (await (await viewer(listPermissionSetsEndpoint)).json()).items as PermissionSet[]
    expect(new Set(items.map(({ grants }) => grants))).toEqual(new Set([null]))
  })
})

test('U-5: "resend only" on the groups pay* of one cluster resends there and does nothing else', async () => {
  const { name } = await makeSet(['dead-letter:resend'])
  const scope = { clusters: { clusterIds: [clusterId] }, groups: ['pay*'] }
  const by = as(await (await makePerson(name, { scope })).signIn())
  const resend = (groupName: string) =>
    by(resendDeadLetterEndpoint, { params: { clusterId, groupName }, body: { messageId: 'x', to: 'GROUP' } })
  // Let in: what stops it is that this is the id of no message.
  expect((await resend('pay-billing')).status).toBe(400)
  expect((await resend('risk')).status).toBe(404)
  expect((await by(listTopicsEndpoint, { params: { clusterId } })).status).toBe(200)
  const change = await by(updateGroupEndpoint, {
    params: { clusterId, groupName: 'pay-billing' },
    body: { remark: 'x' },
  })
  expect(await change.json()).toMatchObject({ code: 'FORBIDDEN', permission: 'group:update' })
  const remove = await by(deleteTopicEndpoint, { params: { clusterId, topicName: 'orders' } })
  expect(await remove.json()).toMatchObject({ code: 'FORBIDDEN', permission: 'topic:delete' })
})

describe('U-8: grants within grants', () => {
  const scopeOf = (more: object) => ({ clusters: { clusterIds: [clusterId] }, ...more })
  const give = async (by: string, scope: object, permissionSet = 'viewer') => {
    const { userId } = await makePerson(null)
    return callRoute(createGrantEndpoint, { cookie: by, body: { subject: { userId }, permissionSet, scope } })
  }
  it('who manages pay_* gives within it and not beyond it, also through a token', async () => {
    const person = await makePerson('admin', { scope: scopeOf({ topics: ['pay_*'], groups: ['pay_*'] }) })
    const by = await person.signIn()
    expect((await give(by, scopeOf({ topics: ['pay_eu_*'], groups: ['pay_*'] }))).status).toBe(201)
    for (const scope of [scopeOf({}), scopeOf({ topics: ['*'], groups: ['pay_*'] }), scopeOf({ topics: ['pay_*'] })]) {
      expect((await give(by, scope)).status).toBe(403)
    }
    const { token } = await person.makeToken({ scope: scopeOf({}) as never })
    const { userId } = await makePerson(null)
    const body = { subject: { userId }, permissionSet: 'viewer', scope: scopeOf({}) }
    expect((await callRoute(createGrantEndpoint, { token, body })).status).toBe(403)
  })

  it('a set that is not there is refused', async () => {
    expect((await give(cookie, scopeOf({}), 'no-such-set')).status).toBe(400)
  })

  it('what is given to a group reaches its members at once, and goes with it', async () => {
    const providerGroup = `team-${randomUUID()}`
    const member = await makePerson(null, { providerGroups: [providerGroup] })
    const by = as(await member.signIn())
    const read = () => by(getTopicEndpoint, { params: { clusterId, topicName: 'orders' } })
    expect((await read()).status).toBe(404)
    const body = { subject: { providerGroup }, permissionSet: 'viewer', scope: scopeOf({}) }
    expect((await asAdmin(createGrantEndpoint, { body })).status).toBe(201)
    expect((await read()).status).toBe(200)
    const session = await (await by(getSessionEndpoint)).json()
    expect(session.permissions).toMatchObject([{ permissionSet: 'viewer', providerGroup }])
    await db().user.update({ where: { id: member.userId }, data: { providerGroups: [] } })
    expect((await read()).status).toBe(404)
  })

  it('nobody gives a group of their own', async () => {
    const providerGroup = `team-${randomUUID()}`
    const person = await makePerson('admin', { providerGroups: [providerGroup] })
    const body = { subject: { providerGroup }, permissionSet: 'viewer', scope: { clusters: 'all' } }
    const response = await callRoute(createGrantEndpoint, { cookie: await person.signIn(), body })
    expect(await response.json()).toMatchObject({ code: 'FORBIDDEN', reason: 'SELF' })
  })
})

describe('U-20: explain', () => {
  const explain = async (by: string, query: Record<string, string>) => {
    const response = await callRoute(explainAccessEndpoint, {
      cookie: by,
      search: new URLSearchParams(query).toString(),
    })
    return { status: response.status, answer: (await response.json()) as AccessAnswer }
  }

  it('answers ten cases as the API does', async () => {
    const scope = { clusters: { clusterIds: [clusterId] }, topics: ['orders'], groups: ['pay*'] }
    const person = await makePerson('operator', { scope })
    const by = await person.signIn()
    const read = (endpoint: Endpoint, params: object, body?: object) =>
      callRoute(endpoint, { cookie: by, params: { clusterId, ...params }, ...(body && { body }) })
    const topic = (name: string) => ({ kind: 'topic', name, clusterId })
    const group = (name: string) => ({ kind: 'group', name, clusterId })
    const cases: [Record<string, string>, boolean, string, () => Promise<Response>][] = [
      [
        { permission: 'topic:read', ...topic('orders') },
        true,
        'IN_SCOPE',
        () => read(getTopicEndpoint, { topicName: 'orders' }),
      ],
      [
        { permission: 'topic:read', ...topic('other') },
        false,
        'OBJECT_OUT_OF_SCOPE',
        () => read(getTopicEndpoint, { topicName: 'other' }),
      ],
      [
        { permission: 'topic:read', ...topic('%DLQ%pay-billing') },
        true,
        'IN_SCOPE',
        () => read(getTopicEndpoint, { topicName: '%DLQ%pay-billing' }),
      ],
      [
        { permission: 'group:read', ...group('pay-billing') },
        true,
        'IN_SCOPE',
        () => read(getGroupEndpoint, { groupName: 'pay-billing' }),
      ],
      [
        { permission: 'group:read', ...group('risk') },
        false,
        'OBJECT_OUT_OF_SCOPE',
        () => read(getGroupEndpoint, { groupName: 'risk' }),
      ],
      [
        { permission: 'topic:delete', ...topic('other') },
        false,
        'OBJECT_OUT_OF_SCOPE',
        () => read(deleteTopicEndpoint, { topicName: 'other' }),
      ],
      [
        { permission: 'user:manage' },
        false,
        'NOT_IN_SET',
        () => read(createPermissionSetEndpoint, {}, { name: 'x1', permissions: ['topic:read'] }),
      ],
      [
        { permission: 'topic:read', clusterId: 'rmq-aaaaaaaa' },
        false,
        'OTHER_CLUSTERS',
        () => callRoute(listTopicsEndpoint, { cookie: by, params: { clusterId: 'rmq-aaaaaaaa' } }),
      ],
    ]
    for (const [query, isAllowed, because, act] of cases) {
      const { answer } = await explain(cookie, { user: person.userId, ...query })
      expect([query, answer.isAllowed, answer.grants[0]?.because]).toEqual([query, isAllowed, because])
      expect([query, (await act()).ok]).toEqual([query, isAllowed])
    }
    for (const [query, because] of [
      [{ permission: 'node:read', clusterId }, 'NEEDS_WHOLE_CLUSTER'],
      [{ permission: 'topic:read', clusterId }, 'ONLY_SOME_OBJECTS'],
    ] as const) {
      const { answer } = await explain(cookie, { user: person.userId, ...query })
      expect([answer.isAllowed, answer.grants[0]?.because]).toEqual([false, because])
      expect(answer.grantedBy.length).toBeGreaterThan(0)
    }
  })

  it('answers everybody about themselves, and about others only who manages users', async () => {
    const viewer = await makePerson('viewer')
    const by = await viewer.signIn()
    expect((await explain(by, { permission: 'topic:read' })).answer).toMatchObject({ isAllowed: true })
    expect((await explain(by, { permission: 'topic:read', user: admin.userId })).status).toBe(403)
    expect((await explain(by, { permission: 'topic:read', kind: 'topic', name: 'orders' })).status).toBe(400)
  })
})

describe('U-20: simulation', () => {
  const start = (by: string, userId: string) => callRoute(startSimulationEndpoint, { cookie: by, body: { userId } })

  it('shows what the user sees, writes nothing, is recorded, and ends', async () => {
    const person = await makePerson('operator', {
      scope: { clusters: { clusterIds: [clusterId] }, topics: ['orders'] },
    })
    const manager = await makePerson('admin')
    const by = await manager.signIn()
    expect((await start(by, person.userId)).status).toBe(204)
    const list = await (await callRoute(listTopicsEndpoint, { cookie: by, params: { clusterId } })).json()
    expect(list.items.map(({ topicName }: { topicName: string }) => topicName)).toEqual(['orders'])
    const session = await (await callRoute(getSessionEndpoint, { cookie: by })).json()
    expect(session).toMatchObject({ user: { name: person.name }, simulation: { by: manager.name } })
    const refused = await callRoute(deleteTopicEndpoint, { cookie: by, params: { clusterId, topicName: 'orders' } })
    expect(await refused.json()).toMatchObject({ code: 'FORBIDDEN', reason: 'SIMULATION' })
    const account = await callRoute(updateAccountEndpoint, { cookie: by, body: { theme: 'dark' } })
    expect(await account.json()).toMatchObject({ code: 'FORBIDDEN', reason: 'SIMULATION' })
    const exported = await callRoute(listTopicsEndpoint, { cookie: by, params: { clusterId }, search: 'format=csv' })
    expect((await exported.text()).trim().split('\n')).toHaveLength(2)
    expect((await callRoute(endSimulationEndpoint, { cookie: by })).status).toBe(204)
    expect(await (await callRoute(getSessionEndpoint, { cookie: by })).json()).not.toHaveProperty('simulation')
    const rows = await db().auditEvent.findMany({ where: { actorId: manager.userId }, orderBy: { sequence: 'asc' } })
    expect(rows.map(({ action, onBehalfOf }) => [action, onBehalfOf])).toEqual([
      ['simulation.start', null],
      ['topic.delete', person.name],
      ['account.update', person.name],
      ['topic.export', person.name],
      ['simulation.end', person.name],
    ])
  })

  it('is refused of oneself, by a token, and of who holds more', async () => {
    const manager = await makePerson('admin')
    const by = await manager.signIn()
    expect((await start(by, manager.userId)).status).toBe(409)
    const { token } = await manager.makeToken()
    const { userId } = await makePerson('viewer')
    expect((await callRoute(startSimulationEndpoint, { token, body: { userId } })).status).toBe(403)
    const { name } = await makeSet(['user:manage', 'topic:read'])
    const lesser = await (await makePerson(name)).signIn()
    expect(await (await start(lesser, admin.userId)).json()).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'WIDER_THAN_OWN',
    })
  })

  it('shows nothing any more once the right to manage users is gone', async () => {
    const manager = await makePerson('admin')
    const by = await manager.signIn()
    const { userId } = await makePerson('viewer')
    await start(by, userId)
    await db().grant.deleteMany({ where: { userId: manager.userId } })
    expect((await callRoute(listTopicsEndpoint, { cookie: by, params: { clusterId } })).status).toBe(404)
  })
})
