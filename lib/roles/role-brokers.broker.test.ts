import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { pauseProcess } from '#dev/rocketmq/processes.ts'
import { closeAllClusters, getCluster } from '#lib/clusters/get-cluster.ts'
import { updateCluster } from '#lib/clusters/update-cluster.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { copyRoles } from './copy-roles.ts'
import { deleteRolePolicy } from './delete-role-policy.ts'
import { getRole } from './get-role.ts'
import { getRoleAccess } from './get-role-access.ts'
import { getRoleDifferences } from './get-role-differences.ts'
import { getRoleMay } from './get-role-may.ts'
import { getRolePolicies } from './get-role-policies.ts'
import { getRoleSettings } from './get-role-settings.ts'
import { RoleForm } from './policy-schema.ts'
import { putRolePolicies } from './put-role-policies.ts'
import { repairRoles } from './repair-roles.ts'
import { revealRoleSecret } from './reveal-role-secret.ts'
import { rotateRole } from './rotate-role.ts'
import { setRoleStatus } from './set-role-status.ts'
import { adminContext, openRoleLab, type RoleLab } from './testing/role-lab.ts'
import { type RoleClient, startRoleClient } from './testing/start-role-client.ts'
import { updateRole } from './update-role.ts'

useDatabase()
const cluster = inject('lab')['5.5.0']
const ctx = adminContext
let lab: RoleLab
let client: RoleClient
let topicName = ''
let groupName = ''

beforeAll(async () => {
  ;[lab, client] = await Promise.all([openRoleLab(cluster), startRoleClient(cluster)])
  topicName = lab.nameOf('rb')
  groupName = lab.nameOf('rbg')
  await lab.createTopic(topicName)
})
afterAll(async () => {
  await client.stop()
  await lab.clean()
  closeAllClusters()
  await stopMqadmin()
})

const produceForm = (...names: string[]) => ({
  type: 'TOPIC_AND_GROUP',
  rows: names.map((name) => ({ kind: 'Topic', name, produce: true })),
})
const addressOf = (name: string) => cluster.brokers.find((broker) => broker.name === name)?.address ?? ''
const everywhere = async (words: string[]) => {
  for (const { address } of lab.servers) {
    expect(await mqadmin(cluster, [...words.slice(0, 1), '-b', address, ...words.slice(1)])).toContain('success')
  }
}

/** All of a role on each broker, without the slow tool. */
const heldBy = (roleName: string) =>
  Promise.all(
    lab.servers.map(async (server) => [
      await lab.live.admin.roles.getUser(server, roleName),
      await lab.live.admin.roles.getPolicies(server, roleName),
    ]),
  )

it('R-5: what mqadmin made with Deny and Default is shown whole, and a remark changes nothing of it', async () => {
  const { clusterId } = lab
  const roleName = lab.nameOf('custom')
  const subject = `User:${roleName}`
  await everywhere(['createUser', '-u', roleName, '-p', '12345678'])
  await everywhere([
    'createAcl',
    '-s',
    subject,
    '-r',
    'Topic:secret*',
    '-a',
    'Pub,Sub',
    '-d',
    'Deny',
    '-i',
    '10.0.0.0/8',
  ])
  await everywhere(['createAcl', '-s', subject, '-r', `Topic:${topicName}`, '-a', 'Pub', '-d', 'Allow'])
  // The tool writes no default policies; brokers keep them.
  for (const server of lab.servers) {
    const entry = { policyType: 'Default', resource: 'Group:*', actions: ['Sub'], sourceIps: [], decision: 'Allow' }
    await lab.live.admin.roles.putPolicies(server, { username: roleName, entries: [entry], hasSome: true })
  }
  const slave = addressOf('broker-a-slave')
  const before = await lab.told(roleName, slave)
  const heldBefore = await heldBy(roleName)
  expect(await getRole(ctx(), { clusterId, roleName })).toMatchObject({ type: 'CUSTOM', form: null, isDeclared: false })
  const { items } = await getRolePolicies(ctx(), { clusterId, roleName })
  expect(items.map(({ policyType, resource, decision, isOnAll }) => [policyType, resource, decision, isOnAll])).toEqual(
    [
      ['Custom', `Topic:${topicName}`, 'Allow', true],
      ['Custom', 'Topic:secret*', 'Deny', true],
      ['Default', 'Group:*', 'Allow', true],
    ],
  )
  const written = await updateRole(ctx(), { clusterId, roleName, remark: 'theirs', owner: 'shop' })
  expect(written).toMatchObject({ done: [], failed: [], unknown: [], resource: { remark: 'theirs', owner: 'shop' } })
  expect(await lab.told(roleName, slave)).toEqual(before)
  expect(await heldBy(roleName)).toEqual(heldBefore)
  // A form leaves alone what it cannot say, and refuses to take its place.
  await updateRole(ctx(), { clusterId, roleName, form: RoleForm.parse(produceForm('other')) })
  const [first] = (await lab.told(roleName, slave)).values()
  expect(first?.policies).toEqual([
    'Custom Topic:other [Pub] null Allow',
    'Custom Topic:secret* [Pub, Sub] [10.0.0.0/8] Deny',
    'Default Group:* [Sub] null Allow',
  ])
  const clash = updateRole(ctx(), { clusterId, roleName, form: RoleForm.parse(produceForm('secret*')) })
  await expect(clash).rejects.toMatchObject({ code: 'CONFLICT', facts: { reason: 'CUSTOM_POLICY' } })
})

it('raw policies are merged, and removed one by one', async () => {
  const { clusterId } = lab
  const roleName = lab.nameOf('raw')
  await lab.create({ roleName, form: produceForm('a', 'b') })
  const entries = [
    { policyType: 'Custom' as const, resource: 'Topic:b', actions: ['All' as const], decision: 'Deny' as const },
    { policyType: 'Custom' as const, resource: 'Cluster:x', actions: ['Get' as const], decision: 'Allow' as const },
  ]
  await putRolePolicies(ctx(), { clusterId, roleName, entries })
  await deleteRolePolicy(ctx(), { clusterId, roleName, resource: 'Topic:a', policyType: 'Custom' })
  for (const { policies } of (await lab.told(roleName)).values()) {
    expect(policies).toEqual(['Custom Cluster:x [Get] null Allow', 'Custom Topic:b [All] null Deny'])
  }
})

it('R-6: a policy that one broker lost is named, and repair makes all equal', async () => {
  const { clusterId } = lab
  const roleName = lab.nameOf('differs')
  await lab.create({ roleName, form: produceForm('a', 'b') })
  const from = addressOf('broker-a')
  const at = addressOf('broker-b')
  await mqadmin(cluster, ['deleteAcl', '-b', at, '-s', `User:${roleName}`, '-r', 'Topic:b'])
  const { items } = await getRoleDifferences(ctx(), { clusterId })
  const brokers = items.find((item) => item.roleName === roleName)?.brokers
  expect(brokers?.map(({ address, state }) => [address, state])).toContainEqual([at, 'DIFFERS'])
  expect(brokers?.find(({ address }) => address === at)?.differences).toEqual([
    { field: 'policy', policyType: 'Custom', resource: 'Topic:b', expected: 'Topic:b=Pub', found: null },
  ])
  const preview = await repairRoles(ctx(), { clusterId, roleNames: [roleName], from, dryRun: true })
  if (!('dryRun' in preview)) throw new Error('no preview')
  expect(
    preview.items.map(({ address, state }) => [address, state]).filter(([, state]) => state === 'CHANGES'),
  ).toEqual([[at, 'CHANGES']])
  await repairRoles(ctx(), { clusterId, roleNames: [roleName], from })
  const texts = new Set([...(await lab.told(roleName)).values()].map((told) => JSON.stringify(told)))
  expect(texts.size).toBe(1)
  const after = await getRoleDifferences(ctx(), { clusterId })
  expect(after.items.map((item) => item.roleName)).not.toContain(roleName)
})

it('R-7: a paused broker is named, the retry writes only there, and the audit has both outcomes', async () => {
  const { clusterId } = lab
  const roleName = lab.nameOf('partly')
  const pid = cluster.pids['broker-a-slave'] ?? 0
  const slave = addressOf('broker-a-slave')
  await pauseProcess(pid)
  onTestFinished(() => void process.kill(pid, 'SIGCONT'))
  const { done, failed, unknown, key, resource } = await lab.create({ roleName, form: produceForm(topicName) })
  expect(done).toHaveLength(lab.servers.length - 1)
  expect([...failed, ...unknown].map(({ target, error }) => [target, error.code])).toEqual([[slave, 'CLUSTER_TIMEOUT']])
  expect(resource?.isPartlyWritten).toBe(true)
  expect(resource?.differsOn.map(({ address, state }) => [address, state])).toEqual([[slave, 'UNREACHABLE']])
  expect(await client.produce(key, topicName)).toBe('done')

  process.kill(pid, 'SIGCONT')
  // The same name again is no retry: it is there.
  await expect(lab.create({ roleName })).rejects.toMatchObject({ code: 'CONFLICT' })
  const again = await repairRoles(ctx(), { clusterId, roleNames: [roleName], from: 'WISH' })
  if ('dryRun' in again) throw new Error('no dry run')
  const lines = again.command.split('\n').filter((line) => line.includes('mqadmin'))
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) expect(line).toContain(slave)
  expect(again).toMatchObject({ failed: [], unknown: [] })
  for (const { user, policies } of (await lab.told(roleName)).values()) {
    expect(user).toEqual([roleName, key.secretKey, 'Normal', 'enable'])
    expect(policies).toEqual([`Custom Topic:${topicName} [Pub] null Allow`])
  }
  expect(await getRole(ctx(), { clusterId, roleName })).toMatchObject({ isPartlyWritten: false, differsOn: [] })
  const rows = await db().auditEvent.findMany({
    where: { clusterId, targetName: roleName, action: { in: ['role.create', 'role.repair'] } },
    include: { outcome: true },
    orderBy: { sequence: 'asc' },
  })
  expect(rows.map(({ action, outcome }) => [action, outcome?.outcome])).toEqual([
    ['role.create', 'PARTIAL'],
    ['role.create', 'FAILED'],
    ['role.repair', 'SUCCESS'],
  ])
})

it('R-8: the switches of each broker are those of getBrokerConfig', async () => {
  const { brokers, state, ownAccount } = await getRoleSettings(ctx(), { clusterId: lab.clusterId })
  expect(state).toBe('ON')
  expect(ownAccount).toEqual({ accessKey: cluster.admin?.accessKey, kind: 'Super', missing: [] })
  expect(brokers).toHaveLength(lab.servers.length)
  for (const broker of brokers) {
    const text = await mqadmin(cluster, ['getBrokerConfig', '-b', broker.address])
    const value = (key: string) => new RegExp(`^${key}\\s*=\\s*(.*?)\\s*$`, 'm').exec(text)?.[1]
    expect(String(broker.authenticationEnabled)).toBe(value('authenticationEnabled'))
    expect(String(broker.authorizationEnabled)).toBe(value('authorizationEnabled'))
    expect(broker.authenticationMetadataProvider).toBe(value('authenticationMetadataProvider'))
    expect(JSON.stringify(broker)).not.toContain(cluster.admin?.secretKey)
  }
})

it('R-8: a version without roles says so', async () => {
  const old = await openRoleLab(inject('lab')['4.9.7'])
  expect(await getRoleSettings(ctx(), { clusterId: old.clusterId })).toMatchObject({ state: 'NOT_SUPPORTED' })
})

describe('R-9: a new secret', () => {
  it('in place: the new one works, the old one is refused', async () => {
    const { clusterId } = lab
    const roleName = lab.nameOf('rotate')
    const { key } = await lab.create({ roleName, form: produceForm(topicName) })
    const input = { clusterId, roleName, mode: 'IN_PLACE' as const, keyGeneration: 'AUTO' as const }
    await expect(rotateRole(ctx(), input)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const rotated = await rotateRole(ctx(), { ...input, confirm: roleName })
    if ('dryRun' in rotated) throw new Error('no dry run')
    expect(await client.produce(key, topicName)).toMatch(/check signature failed/)
    expect(await client.produce({ ...key, secretKey: rotated.newSecretKey ?? '' }, topicName)).toBe('done')
  })

  it('as a twin: both work until the old one is disabled', async () => {
    const { clusterId } = lab
    const roleName = lab.nameOf('t')
    const { key } = await lab.create({ roleName, form: produceForm(topicName), owner: 'shop' })
    const made = await rotateRole(ctx(), { clusterId, roleName, mode: 'TWIN', keyGeneration: 'AUTO' })
    if ('dryRun' in made) throw new Error('no dry run')
    const twin = { accessKey: made.resource?.roleName ?? '', secretKey: made.newSecretKey ?? '' }
    expect([twin.accessKey, made.resource?.owner]).toEqual([`${roleName}-2`, 'shop'])
    expect(await client.produce(key, topicName)).toBe('done')
    expect(await client.produce(twin, topicName)).toBe('done')
    await setRoleStatus(ctx(), { clusterId, roleName, status: 'disabled' })
    expect(await client.produce(key, topicName)).toMatch(/is disabled/)
    expect(await client.produce(twin, topicName)).toBe('done')
  })

  it("of the console's own account: tried first, then the registration has it, and the console goes on", async () => {
    const own = await openRoleLab(cluster)
    const { clusterId } = own
    const roleName = lab.nameOf('console')
    const { key } = await own.create({ roleName, kind: 'Super', confirm: roleName })
    await updateCluster(ctx(), { clusterId, credentials: key })
    const rotated = await rotateRole(ctx(), {
      clusterId,
      roleName,
      mode: 'IN_PLACE',
      keyGeneration: 'AUTO',
      confirm: roleName,
    })
    expect(rotated).toMatchObject({ failed: [], unknown: [], resource: { isOwnAccount: true } })
    const { secrets } = await revealRoleSecret(ctx(), { clusterId, roleName })
    expect(secrets).toHaveLength(1)
    expect(secrets[0]?.secretKey).not.toBe(key.secretKey)
    const { admin } = await getCluster(ctx(), clusterId)
    for (const server of own.servers) expect((await admin.roles.getUser(server, roleName))?.username).toBe(roleName)
    // What failed is taken back: a secret that no broker takes.
    const before = secrets[0]?.secretKey
    const pid = cluster.pids['broker-a-slave'] ?? 0
    await pauseProcess(pid)
    onTestFinished(() => void process.kill(pid, 'SIGCONT'))
    const attempt = rotateRole(ctx(), {
      clusterId,
      roleName,
      mode: 'IN_PLACE',
      keyGeneration: 'AUTO',
      confirm: roleName,
    })
    await expect(attempt).rejects.toMatchObject({ code: 'CONFLICT' })
    process.kill(pid, 'SIGCONT')
    const after = await revealRoleSecret(ctx(), { clusterId, roleName })
    expect(after.secrets.map(({ secretKey }) => secretKey)).toEqual([before])
  })

  it('of an account that brokers use themselves needs force', async () => {
    const { clusterId } = lab
    const roleName = cluster.admin?.accessKey ?? ''
    const input = { clusterId, roleName, mode: 'IN_PLACE' as const, keyGeneration: 'AUTO' as const, confirm: roleName }
    await expect(rotateRole(ctx(), input)).rejects.toMatchObject({ facts: { reason: 'INNER_CREDENTIALS' } })
  })
})

it('R-10: the access view of a topic lists exactly those that clients prove, and the reverse view agrees', async () => {
  const { clusterId } = lab
  const target = lab.nameOf('acc')
  await lab.createTopic(target)
  const row = (name: string, parts: object, kind = 'Topic') => ({ kind, name, ...parts })
  const rows = (...list: object[]) => ({ type: 'TOPIC_AND_GROUP', rows: list })
  const forms: Record<string, object> = {
    send: rows(row(target, { produce: true })),
    prefix: rows(row('acc*', { produce: true, consume: true }), row('*', { consume: true }, 'Group')),
    read: rows(row(target, { consume: true }), row(groupName, { consume: true }, 'Group')),
    nogroup: rows(row(target, { consume: true })),
    other: rows(row('elsewhere', { produce: true, consume: true })),
    office: { ...rows(row(target, { produce: true })), sourceIps: ['10.0.0.0/8'] },
    home: { ...rows(row(target, { produce: true })), sourceIps: ['127.0.0.1'] },
    all: { type: 'CLUSTER', produce: true, consume: true },
  }
  const keys = new Map<string, { accessKey: string; secretKey: string }>()
  for (const [what, form] of Object.entries(forms)) {
    const roleName = lab.nameOf(`acc-${what}`)
    keys.set(what, (await lab.create({ roleName, form })).key)
  }
  const query = { clusterId, on: 'topic' as const, name: target, page: 1, pageSize: 500, action: 'any' as const }
  const { items, exists } = await getRoleAccess(ctx(), query)
  expect(exists).toBe(true)
  const own = new Map(items.map((item) => [item.roleName, item]))
  const said = (what: string, of: 'produce' | 'consume') => own.get(lab.nameOf(`acc-${what}`))?.[of]?.allowed ?? 'NO'
  expect(own.get(cluster.admin?.accessKey ?? '')).toMatchObject({ produce: { reason: 'SUPER', allowed: 'YES' } })
  expect([said('office', 'produce'), said('home', 'produce')]).toEqual(['DEPENDS', 'DEPENDS'])
  const local = await getRoleAccess(ctx(), { ...query, ip: '127.0.0.1' })
  const here = new Map(local.items.map((item) => [item.roleName, item]))
  for (const [what, key] of keys) {
    const decision = here.get(lab.nameOf(`acc-${what}`))
    const sends = (await client.produce(key, target)) === 'done'
    const reads = (await client.consume(key, target, groupName)) === 'done'
    expect([what, sends, reads]).toEqual([
      what,
      decision?.produce?.allowed === 'YES',
      decision?.consume.allowed === 'YES',
    ])
    const may = await getRoleMay(ctx(), {
      clusterId,
      roleName: key.accessKey,
      ip: '127.0.0.1',
      q: target,
      page: 1,
      pageSize: 500,
    })
    const reverse = may.items.find(({ kind, name }) => kind === 'topic' && name === target)
    expect([reverse?.produce?.allowed ?? 'NO', reverse?.consume.allowed ?? 'NO']).toEqual([
      decision?.produce?.allowed ?? 'NO',
      decision?.consume.allowed ?? 'NO',
    ])
  }
})

it('R-11: copies are those of copyUser and copyAcl, secrets work there and are told to nobody', async () => {
  const { clusterId } = lab
  const from = addressOf('broker-a')
  const to = addressOf('broker-b')
  const slave = addressOf('broker-a-slave')
  const roleName = lab.nameOf('copy')
  const { key } = await lab.create({
    roleName,
    form: { ...produceForm(topicName, 'pay%*'), sourceIps: ['127.0.0.0/8'] },
  })
  // As on brokers that are new.
  for (const address of [to, slave]) await mqadmin(cluster, ['deleteUser', '-b', address, '-u', roleName])
  expect(await client.produce(key, topicName)).toMatch(/is not found/)
  await mqadmin(cluster, ['copyUser', '-f', from, '-t', slave, '-u', roleName])
  await mqadmin(cluster, ['copyAcl', '-f', from, '-t', slave, '-s', `User:${roleName}`])
  const copied = await copyRoles(ctx(), { clusterId, roleNames: [roleName], from, to: [to], ifExists: 'SKIP' })
  expect(copied).toMatchObject({ done: [{ target: `${roleName}@${to}` }], failed: [], unknown: [], skipped: [] })
  expect(JSON.stringify(copied)).not.toContain(key.secretKey)
  const told = await lab.told(roleName)
  expect(told.get(to)).toEqual(told.get(slave))
  expect(told.get(to)).toEqual(told.get(from))
  expect(await client.produce(key, topicName)).toBe('done')
  const again = await copyRoles(ctx(), { clusterId, roleNames: [roleName], from, to: [to], ifExists: 'SKIP' })
  expect(again).toMatchObject({ done: [], skipped: [{ code: 'EXISTS' }] })
})
