import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { createRoleEndpoint, listRolesEndpoint, revealRoleSecretEndpoint } from './api.ts'
import { createRole } from './create-role.ts'
import { deleteRole } from './delete-role.ts'
import { getRole } from './get-role.ts'
import { getRolePolicies } from './get-role-policies.ts'
import { listRoles } from './list-roles.ts'
import { revealRoleSecret } from './reveal-role-secret.ts'
import { setRoleStatus } from './set-role-status.ts'
import { adminContext, openRoleLab, type RoleLab } from './testing/role-lab.ts'
import { type RoleClient, startRoleClient } from './testing/start-role-client.ts'
import { updateRole } from './update-role.ts'
import { NewRole } from './write-schema.ts'

useDatabase()
const cluster = inject('lab')['5.5.0']
let lab: RoleLab
let client: RoleClient
const topic = { a: '', b: '' }
const group = { a: '', b: '' }

beforeAll(async () => {
  ;[lab, client] = await Promise.all([openRoleLab(cluster), startRoleClient(cluster)])
  for (const each of ['a', 'b'] as const) {
    topic[each] = lab.nameOf(`rt_${each}`)
    group[each] = lab.nameOf(`rg_${each}`)
    await lab.createTopic(topic[each])
  }
})
afterAll(async () => {
  await client.stop()
  await lab.clean()
  closeAllClusters()
  await stopMqadmin()
})

const topicRow = (name: string, may: { produce?: boolean; consume?: boolean }) => ({ kind: 'Topic', name, ...may })
const groupRow = (name: string) => ({ kind: 'Group', name, consume: true })
const form = (...rows: unknown[]) => ({ type: 'TOPIC_AND_GROUP', rows })
const refused = /^code (16|1) .*no permission/

it('R-1: a role that may produce to A works there and nowhere else, and every broker has it', async () => {
  const roleName = lab.nameOf('produce')
  const { key, done, failed, unknown, resource } = await lab.create({
    roleName,
    form: form(topicRow(topic.a, { produce: true })),
  })
  expect([done.length, failed, unknown]).toEqual([lab.servers.length, [], []])
  expect(key.secretKey).toMatch(/^[A-Za-z0-9]{32}$/)
  expect(resource).toMatchObject({ type: 'TOPIC_AND_GROUP', status: 'enabled', brokersEqual: lab.servers.length })
  expect(await client.produce(key, topic.a)).toBe('done')
  expect(await client.produce(key, topic.b)).toMatch(refused)
  const told = await lab.told(roleName)
  expect(told.size).toBe(lab.servers.length)
  for (const { user, policies } of told.values()) {
    expect(user).toEqual([roleName, key.secretKey, 'Normal', 'enable'])
    expect(policies).toEqual([`Custom Topic:${topic.a} [Pub] null Allow`])
  }
  // The same by the other two commands of the tool, on the slave.
  const slave = lab.servers.find(({ brokerId }) => brokerId > 0)?.address ?? ''
  expect(await mqadmin(cluster, ['getUser', '-b', slave, '-u', roleName])).toContain(key.secretKey)
  expect(await mqadmin(cluster, ['getAcl', '-b', slave, '-s', `User:${roleName}`])).toContain(`Topic:${topic.a}`)
})

it('R-1: a typed secret works as typed', async () => {
  const { key, newSecretKey } = await lab.create({
    roleName: lab.nameOf('manual'),
    keyGeneration: 'MANUAL',
    secretKey: `own!{}"'$${topic.a}`,
    form: { type: 'CLUSTER', produce: true, consume: false },
  })
  expect(newSecretKey).toBeUndefined()
  expect(await client.produce(key, topic.a)).toBe('done')
})

it('R-2: a role that consumes cannot send, and reads its topic with its group only', async () => {
  const { key } = await lab.create({
    roleName: lab.nameOf('consume'),
    form: form(topicRow(topic.a, { consume: true }), groupRow(group.a)),
  })
  expect(await client.consume(key, topic.a, group.a)).toBe('done')
  expect(await client.consume(key, topic.a, group.b)).toMatch(refused)
  expect(await client.consume(key, topic.b, group.a)).toMatch(refused)
  expect(await client.produce(key, topic.a)).toMatch(refused)
})

it('R-2: a prefix holds for what is created later', async () => {
  const prefix = lab.nameOf('pay')
  const { key } = await lab.create({
    roleName: lab.nameOf('prefix'),
    form: form(topicRow(`${prefix}%*`, { produce: true })),
  })
  await lab.createTopic(`${prefix}%new`)
  expect(await client.produce(key, `${prefix}%new`)).toBe('done')
  expect(await client.produce(key, topic.a)).toMatch(refused)
})

it('R-3: a role is refused once it is disabled, works again, and leaves no trace when deleted', async () => {
  const { clusterId } = lab
  const roleName = lab.nameOf('ends')
  const { key } = await lab.create({ roleName, form: form(topicRow(topic.a, { produce: true })) })
  const status = (wanted: 'enabled' | 'disabled') =>
    setRoleStatus(adminContext(), { clusterId, roleName, status: wanted })
  const before = Date.now()
  expect(await status('disabled')).toMatchObject({ failed: [], unknown: [], resource: { status: 'disabled' } })
  expect(await client.produce(key, topic.a)).toMatch(/is disabled/)
  expect(Date.now() - before).toBeLessThan(60_000)
  await status('enabled')
  expect(await client.produce(key, topic.a)).toBe('done')

  const impact = await deleteRole(adminContext(), { clusterId, roleName, dryRun: true })
  expect(impact).toMatchObject({ dryRun: true, confirm: roleName, blockedBy: [] })
  await expect(deleteRole(adminContext(), { clusterId, roleName })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const gone = await deleteRole(adminContext(), { clusterId, roleName, confirm: roleName })
  expect(gone).toMatchObject({ failed: [], unknown: [] })
  expect(await client.produce(key, topic.a)).toMatch(/is not found/)
  for (const held of (await lab.told(roleName)).values()) expect(held).toEqual({ user: null, policies: [] })
  await expect(getRole(adminContext(), { clusterId, roleName })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('R-13: a source address that is not ours is refused, from anywhere it works', async () => {
  const roleName = lab.nameOf('office')
  const rows = form(topicRow(topic.a, { produce: true }))
  const { key } = await lab.create({ roleName, form: { ...rows, sourceIps: ['10.0.0.0/8'] } })
  expect(await client.produce(key, topic.a)).toMatch(refused)
  const { form: open } = NewRole.parse({ roleName, form: { ...rows, sourceIps: ['127.0.0.1', 'fd00::/8'] } })
  await updateRole(adminContext(), { clusterId: lab.clusterId, roleName, form: open })
  expect(await client.produce(key, topic.a)).toBe('done')
  expect(await getRole(adminContext(), { clusterId: lab.clusterId, roleName })).toMatchObject({
    sourceIps: ['127.0.0.1', 'fd00::/8'],
    isAnySource: false,
  })
})

describe('R-4: the secret', () => {
  it('is in no list, no detail, no export and no row of the audit; revealing it is one', async () => {
    const { clusterId } = lab
    const roleName = lab.nameOf('secret')
    const person = await makePerson('admin')
    const cookie = await person.signIn()
    const typed = `typed-${lab.nameOf('s3cret')}`
    const body = { roleName, keyGeneration: 'MANUAL', secretKey: typed }
    const created = await callRoute(createRoleEndpoint, { params: { clusterId }, body, cookie })
    expect(created.status).toBe(201)
    expect(await created.text()).not.toContain(typed)
    for (const search of ['', 'format=csv', 'format=ndjson']) {
      const list = await callRoute(listRolesEndpoint, { params: { clusterId }, search, cookie })
      const text = await list.text()
      expect(text).toContain(roleName)
      expect(text).not.toContain(typed)
      expect(text).not.toContain(cluster.admin?.secretKey)
    }
    const ctx = await person.context()
    const told = JSON.stringify([
      await getRole(ctx, { clusterId, roleName }),
      await getRolePolicies(ctx, { clusterId, roleName }),
      await listRoles(ctx, { clusterId, page: 1, pageSize: 500 }),
    ])
    expect(told).not.toContain(typed)
    const { secrets } = await revealRoleSecret(ctx, { clusterId, roleName })
    expect(secrets.map(({ secretKey }) => secretKey)).toEqual([typed])
    expect(secrets[0]?.brokers).toHaveLength(lab.servers.length)
    const rows = await db().auditEvent.findMany({ where: { clusterId }, include: { outcome: true } })
    expect(rows.map(({ action }) => action)).toContain('role.reveal-secret')
    const kept = JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))
    expect(kept).not.toContain(typed)
    expect(JSON.stringify(await db().roleRecord.findMany())).not.toContain(typed)
  })

  it('is refused to an operator, who may read roles', async () => {
    const { clusterId } = lab
    const operator = await makePerson('operator')
    const cookie = await operator.signIn()
    const params = { clusterId, roleName: 'admin' }
    const answer = await callRoute(revealRoleSecretEndpoint, { params, cookie })
    expect([answer.status, ((await answer.json()) as { permission?: string }).permission]).toEqual([
      403,
      'role:reveal-secret',
    ])
    const row = await db().auditEvent.findFirst({ where: { action: 'role.reveal-secret', actorName: operator.name } })
    expect(row).not.toBeNull()
    expect((await callRoute(listRolesEndpoint, { params, cookie })).status).toBe(200)
  })
})

it('R-12: no write by a viewer or operator, and the last Super and our own account stay', async () => {
  const { clusterId } = lab
  const roleName = lab.nameOf('guard')
  await lab.create({ roleName })
  for (const set of ['viewer', 'operator'] as const) {
    const ctx = await (await makePerson(set)).context()
    const attempts = [
      () => createRole(ctx, { clusterId, ...NewRole.parse({ roleName: lab.nameOf('no') }) }),
      () => updateRole(ctx, { clusterId, roleName, status: 'disabled' }),
      () => setRoleStatus(ctx, { clusterId, roleName, status: 'disabled' }),
      () => deleteRole(ctx, { clusterId, roleName, confirm: roleName }),
    ]
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN', facts: { permission: 'role:write' } })
    }
  }
  // The account of the lab is both: the console's own, and the only Super.
  const own = cluster.admin?.accessKey ?? ''
  const ctx = adminContext()
  const ends = [
    () => deleteRole(ctx, { clusterId, roleName: own, confirm: own }),
    () => setRoleStatus(ctx, { clusterId, roleName: own, status: 'disabled' }),
    () => updateRole(ctx, { clusterId, roleName: own, kind: 'Normal', confirm: own }),
  ]
  for (const end of ends) await expect(end()).rejects.toMatchObject({ code: 'PROTECTED' })
  const blocked = await deleteRole(ctx, { clusterId, roleName: own, dryRun: true })
  expect(blocked).toMatchObject({ blockedBy: [{ code: 'OWN_ACCOUNT' }, { code: 'LAST_SUPER' }] })
  expect(await getRole(ctx, { clusterId, roleName: own })).toMatchObject({ isLastSuper: true, isOwnAccount: true })
})

it('R-12: who has no right to Super roles neither makes, changes nor reveals one', async () => {
  const { clusterId } = lab
  const superName = lab.nameOf('super')
  const normalName = lab.nameOf('normal')
  await lab.create({ roleName: superName, kind: 'Super', confirm: superName })
  await lab.create({ roleName: normalName })
  const ctx = adminContext()
  const [grant] = ctx.actor.grants
  if (!grant) throw new Error('no grant')
  const permissions = new Set([...grant.permissions].filter((permission) => permission !== 'role:write-super'))
  const narrow = { ...ctx, actor: { ...ctx.actor, grants: [{ ...grant, permissions }] } }
  const attempts = [
    () =>
      createRole(narrow, { clusterId, ...NewRole.parse({ roleName: lab.nameOf('s2'), kind: 'Super', confirm: 'x' }) }),
    () => updateRole(narrow, { clusterId, roleName: normalName, kind: 'Super', confirm: normalName }),
    () => updateRole(narrow, { clusterId, roleName: superName, kind: 'Normal', confirm: superName }),
    () => setRoleStatus(narrow, { clusterId, roleName: superName, status: 'disabled' }),
    () => deleteRole(narrow, { clusterId, roleName: superName, confirm: superName }),
    () => revealRoleSecret(narrow, { clusterId, roleName: superName }),
  ]
  for (const attempt of attempts) {
    await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN', facts: { permission: 'role:write-super' } })
  }
  // With the right, the name must be typed.
  await expect(updateRole(ctx, { clusterId, roleName: normalName, kind: 'Super' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
  for (const { user } of (await lab.told(normalName)).values()) expect(user?.[2]).toBe('Normal')
  await deleteRole(ctx, { clusterId, roleName: superName, confirm: superName })
})

it('R-18: names are checked, and one that any broker has is a conflict', async () => {
  const { clusterId } = lab
  const cookie = await (await makePerson('admin')).signIn()
  const attempt = async (body: Record<string, unknown>) => {
    const answer = await callRoute(createRoleEndpoint, { params: { clusterId }, body, cookie })
    const problem = (await answer.json()) as { fields?: { path: string; rule: string }[] }
    return [answer.status, ...(problem.fields ?? []).map(({ path, rule }) => `${path} ${rule}`)]
  }
  expect(await attempt({ roleName: 'a b' })).toEqual([400, 'body.roleName pattern'])
  expect(await attempt({ roleName: 'x'.repeat(33) })).toEqual([400, 'body.roleName tooLong'])
  const rows = Array.from({ length: 501 }, (_, index) => topicRow(`t${index}`, { produce: true }))
  expect(await attempt({ roleName: 'ok', form: form(...rows) })).toEqual([400, 'body.form.rows tooMany'])
  const bad = { ...form(topicRow('t', { produce: true })), sourceIps: ['10.0.0.0/33'] }
  expect(await attempt({ roleName: 'ok', form: bad })).toEqual([400, 'body.form.sourceIps.0 cidr'])
  // One broker is enough.
  const taken = lab.nameOf('taken')
  const slave = lab.servers.find(({ brokerId }) => brokerId > 0)?.address ?? ''
  await mqadmin(cluster, ['createUser', '-b', slave, '-u', taken, '-p', '12345678'])
  expect(await attempt({ roleName: taken })).toEqual([409, 'body.roleName taken'])
})
