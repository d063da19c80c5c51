import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { log } from '#lib/log.ts'
import {
  createProviderEndpoint,
  deleteProviderEndpoint,
  listProvidersEndpoint,
  updateProviderEndpoint,
} from '#lib/sign-in/api.ts'
import { findProviderRow, parseProvider } from '#lib/sign-in/find-provider.ts'
import { openProviderSecret } from '#lib/sign-in/keep-provider-secrets.ts'
import { workerContext } from '#lib/users/context.ts'
import {
  createGrantEndpoint,
  deleteGrantEndpoint,
  listGrantsEndpoint,
  updateGrantEndpoint,
} from '#lib/users/grant-api.ts'
import type { Grant } from '#lib/users/grant-schema.ts'
import {
  createPermissionSetEndpoint,
  deletePermissionSetEndpoint,
  listPermissionSetsEndpoint,
  updatePermissionSetEndpoint,
} from '#lib/users/permission-set-api.ts'
import type { PermissionSet } from '#lib/users/permission-set-schema.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import { createUserEndpoint } from '#lib/users/user-api.ts'
import { getAccessFileEndpoint } from './api.ts'
import { applyAccessFile } from './apply-access-file.ts'
import type { AccessFile } from './schema.ts'

useDatabase()
for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(log, level).mockImplementation(() => {})

const dir = mkdtempSync(path.join(tmpdir(), 'apogee-access-'))
const file = path.join(dir, 'access.json')
afterAll(() => rmSync(dir, { recursive: true }))

let admin: Person
let cookie = ''
beforeAll(async () => {
  admin = await makePerson('admin')
  cookie = await admin.signIn()
})
beforeEach(async () => {
  await pass({})
})

const asAdmin = (endpoint: Endpoint, input: { params?: Record<string, string>; body?: unknown } = {}) =>
  callRoute(endpoint, { cookie, ...input })
const listOf = async <T>(endpoint: Endpoint) => (await (await asAdmin(endpoint)).json()).items as T[] // as its schema says
const told = async () => (await (await asAdmin(getAccessFileEndpoint)).json()) as AccessFile

/** One look of the worker at this content; text stays as it is. */
async function pass(content: unknown, now = new Date()): Promise<AccessFile> {
  await apply(content, now)
  return await told()
}
async function apply(content: unknown, now = new Date()): Promise<void> {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  await look(now)
}
const look = (now = new Date()) => applyAccessFile(workerContext(new AbortController().signal), { now, path: file })
/** What it wrote, as the audit has it. */
async function auditedIn(work: () => Promise<unknown>): Promise<string[]> {
  const from = await db().auditEvent.count()
  await work()
  const rows = await db().auditEvent.findMany({ orderBy: { at: 'asc' }, skip: from, include: { outcome: true } })
  for (const row of rows) {
    expect(row).toMatchObject({ actorKind: 'worker', onBehalfOf: 'access.json', outcome: { outcome: 'SUCCESS' } })
  }
  return rows.map(({ action, targetName }) => `${action} ${targetName}`).toSorted()
}

const everywhere = { clusters: 'all' }
const onCall = { name: 'on-call', description: 'At night', permissions: ['dead-letter:resend'] }
const ops = { subject: { providerGroup: 'mq-ops' }, permissionSet: 'on-call', scope: everywhere }
const directory = (bindPassword: object, more: object = {}) => ({
  providerId: 'directory',
  name: 'Directory',
  config: { kind: 'LDAP', url: 'ldaps://192.0.2.10', base: 'dc=example,dc=com' },
  secrets: { bindPassword },
  rules: [{ value: 'mq-ops', permissionSet: 'on-call', scope: everywhere }],
  ...more,
})
const secretFile = path.join(dir, 'bind-password')
const ofFile = <T extends { isFromFile: boolean }>(items: T[]) => items.filter(({ isFromFile }) => isFromFile)
const fileGrants = async () => ofFile(await listOf<Grant>(listGrantsEndpoint))

test('U-22: sets, grants and providers of the file hold and are marked; a second look writes nothing', async () => {
  const kim = await makePerson(null)
  writeFileSync(secretFile, 'hunter2\n')
  const content = {
    permissionSets: [onCall],
    grants: [ops, { subject: { user: kim.name }, permissionSet: 'viewer', scope: everywhere }],
    providers: [directory({ file: secretFile })],
  }
  const written = await auditedIn(() => pass(content))
  expect(written).toEqual([
    'grant.create mq-ops',
    `grant.create ${kim.name}`,
    'permission-set.create on-call',
    'provider.create directory',
  ])
  expect(await told()).toMatchObject({
    path: file,
    state: 'APPLIED',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    loadedAt: expect.any(String),
    faults: [],
    findings: [],
    counts: { permissionSets: 1, grants: 2, providers: 1 },
  })
  expect(ofFile(await listOf<PermissionSet>(listPermissionSetsEndpoint))).toMatchObject([
    {
      name: 'on-call',
      permissions: ['cluster:read', 'topic:read', 'group:read', 'dead-letter:read', 'dead-letter:resend'],
    },
  ])
  expect(await listOf(listProvidersEndpoint)).toMatchObject([{ providerId: 'directory', isFromFile: true }])
  expect(await openProviderSecret(parseProvider(await findProviderRow('directory')), 'bindPassword')).toBe('hunter2')
  expect((await kim.context()).actor.grants).toMatchObject([{ permissionSet: 'viewer' }])
  const { loadedAt } = await told()
  expect(await auditedIn(() => pass(content))).toEqual([])
  expect((await told()).loadedAt).toBe(loadedAt)
})

test('U-22: a change of the file, or of a secret that it names, changes that and nothing else', async () => {
  writeFileSync(secretFile, 'hunter2')
  const content = { permissionSets: [onCall], grants: [ops], providers: [directory({ file: secretFile })] }
  await pass(content)
  const night = { ...onCall, permissions: ['topic:read'] }
  expect(await auditedIn(() => pass({ ...content, permissionSets: [night] }))).toEqual([
    'permission-set.update on-call',
  ])
  const narrower = { ...ops, scope: { clusters: { environments: ['test'] } } }
  const changed = { ...content, permissionSets: [night], grants: [narrower] }
  expect(await auditedIn(() => pass(changed))).toEqual(['grant.create mq-ops', 'grant.delete mq-ops'])
  expect(await fileGrants()).toMatchObject([{ scope: narrower.scope }])
  writeFileSync(secretFile, 'hunter3')
  expect(await auditedIn(() => pass(changed))).toEqual(['provider.update directory'])
  expect(await openProviderSecret(parseProvider(await findProviderRow('directory')), 'bindPassword')).toBe('hunter3')
  rmSync(secretFile)
  const { findings } = await pass(changed)
  expect(findings).toMatchObject([{ state: 'PROBLEM', reason: 'SECRET', path: 'providers[0]', what: secretFile }])
  expect(await openProviderSecret(parseProvider(await findProviderRow('directory')), 'bindPassword')).toBe('hunter3')
})

test('U-22: what has gone from the file goes; a set that the console uses stays and is listed', async () => {
  writeFileSync(secretFile, 'hunter2')
  await pass({ permissionSets: [onCall], grants: [ops], providers: [directory({ file: secretFile })] })
  const kim = await makePerson(null)
  const body = { subject: { userId: kim.userId }, permissionSet: 'on-call', scope: everywhere }
  const { grantId } = await (await asAdmin(createGrantEndpoint, { body })).json()
  const written = await auditedIn(() => pass({}))
  expect(written).toEqual(['grant.delete mq-ops', 'provider.delete directory'])
  expect(await told()).toMatchObject({
    counts: { permissionSets: 1, grants: 0, providers: 0 },
    findings: [{ state: 'CONFLICT', reason: 'IN_USE', section: 'permissionSets', path: null, name: 'on-call' }],
  })
  expect((await asAdmin(deleteGrantEndpoint, { params: { grantId } })).status).toBe(204)
  expect(await auditedIn(() => pass({}))).toEqual(['permission-set.delete on-call'])
  expect((await told()).findings).toEqual([])
})

test('U-22: what was made in the console stays as it is, and nothing is given by its name', async () => {
  const made = await asAdmin(createPermissionSetEndpoint, { body: { name: 'on-call', permissions: ['user:manage'] } })
  expect(made.status).toBe(201)
  const proxy = { name: 'Proxy', config: { kind: 'HEADER', proxyCidrs: ['10.1.0.0/16'] } }
  expect((await asAdmin(createProviderEndpoint, { body: { providerId: 'proxy', ...proxy } })).status).toBe(201)
  const content = {
    permissionSets: [onCall, { ...onCall, name: 'viewer' }],
    grants: [ops],
    providers: [
      { providerId: 'proxy', ...proxy, name: 'Other' },
      { providerId: 'proxy-2', ...proxy },
    ],
  }
  expect(await auditedIn(() => pass(content))).toEqual([])
  expect((await told()).findings).toMatchObject([
    { state: 'CONFLICT', reason: 'TAKEN', path: 'permissionSets[0]', name: 'on-call' },
    { state: 'CONFLICT', reason: 'BUILT_IN', path: 'permissionSets[1]', name: 'viewer' },
    { state: 'CONFLICT', reason: 'SET_NOT_APPLIED', path: 'grants[0]', name: 'mq-ops', permissionSet: 'on-call' },
    { state: 'CONFLICT', reason: 'TAKEN', path: 'providers[0]', name: 'proxy' },
    { state: 'CONFLICT', reason: 'NAME_TAKEN', path: 'providers[1]', name: 'proxy-2', what: 'proxy' },
  ])
  await asAdmin(deletePermissionSetEndpoint, { params: { name: 'on-call' } })
  await asAdmin(deleteProviderEndpoint, { params: { providerId: 'proxy' } })
  const { findings, counts } = await pass(content)
  expect(findings).toMatchObject([{ reason: 'BUILT_IN' }])
  expect(counts).toEqual({ permissionSets: 1, grants: 1, providers: 2 })
})

test('U-22: a file that cannot be used, or is not there, changes nothing and says where', async () => {
  const good = { permissionSets: [onCall], grants: [ops] }
  const { sha256 } = await pass(good)
  const bad = { grants: [{ ...ops, scope: { clusters: 'every' } }] }
  for (const [content, fault] of [
    [bad, { path: 'grants[0].scope.clusters' }],
    ['{', { path: '', rule: 'jsonAt' }],
  ] as const) {
    expect(await auditedIn(() => pass(content))).toEqual([])
    expect(await told()).toMatchObject({
      state: 'INVALID',
      sha256,
      faults: [fault],
      counts: { permissionSets: 1, grants: 1 },
    })
  }
  rmSync(file)
  await look()
  expect(await told()).toMatchObject({ state: 'INVALID', faults: [{ rule: 'unreadable' }] })
  expect(vi.mocked(log.error).mock.lastCall?.[0]).toMatchObject({ path: file, faults: [{ rule: 'unreadable' }] })
  expect(await pass(good)).toMatchObject({ state: 'APPLIED', sha256, faults: [] })
})

test('U-22: one faulty provider is told with its field, the rest of the file holds', async () => {
  const proxy = { providerId: 'proxy', name: 'Proxy', config: { kind: 'HEADER', proxyCidrs: ['10.1.0.0/16', 'ten'] } }
  const { findings, counts } = await pass({ permissionSets: [onCall], providers: [proxy] })
  expect(findings).toMatchObject([
    { state: 'PROBLEM', reason: 'INVALID', path: 'providers[0].config.proxyCidrs[1]', rule: 'cidr', name: 'proxy' },
  ])
  expect(counts).toMatchObject({ permissionSets: 1, providers: 0 })
})

test('U-22: people and clusters are named, and what is not there yet is waited for', async () => {
  const grant = {
    subject: { user: 'late' },
    permissionSet: 'admin',
    scope: { clusters: { names: ['late-a', 'late-b'] } },
  }
  const content = { grants: [grant, { ...ops, permissionSet: 'viewer', scope: { clusters: { names: ['late-a'] } } }] }
  expect((await pass(content)).findings).toMatchObject([
    { state: 'WAITING', reason: 'NO_CLUSTER', path: 'grants[0]', what: 'late-a, late-b' },
    { state: 'WAITING', reason: 'NO_USER', path: 'grants[0]', name: 'late', permissionSet: 'admin' },
    { state: 'WAITING', reason: 'NO_CLUSTER', path: 'grants[1]', what: 'late-a' },
  ])
  expect(await fileGrants()).toEqual([])

  const body = { name: 'late', email: 'late@example.com', password: 'a rather long one' }
  await asAdmin(createPermissionSetEndpoint, { body: { name: 'hr', permissions: ['user:manage'] } })
  const manager = await (await makePerson('hr')).signIn()
  const refused = await callRoute(createUserEndpoint, { cookie: manager, body })
  expect(await refused.json()).toMatchObject({ code: 'FORBIDDEN', reason: 'WIDER_THAN_OWN' })
  const { userId } = await (await asAdmin(createUserEndpoint, { body })).json()
  const { clusterId } = await registerCluster({ name: 'late-a' })
  expect((await pass(content)).findings).toMatchObject([{ reason: 'NO_CLUSTER', path: 'grants[0]', what: 'late-b' }])
  expect(await fileGrants()).toMatchObject([
    { subject: { userId }, permissionSet: 'admin', scope: { clusters: { clusterIds: [clusterId] } } },
    { subject: { providerGroup: 'mq-ops' }, scope: { clusters: { clusterIds: [clusterId] } } },
  ])

  const bySso = { ...grant, subject: { user: 'late', source: 'sso' }, scope: everywhere }
  expect((await pass({ grants: [bySso] })).findings).toMatchObject([
    { state: 'CONFLICT', reason: 'OTHER_SOURCE', path: 'grants[0]', what: 'local' },
  ])
  expect(await fileGrants()).toEqual([])
})

test('U-22: a grant whose end is past is not made again', async () => {
  const now = new Date()
  const temporary = { ...ops, permissionSet: 'viewer', endsAt: new Date(now.getTime() + 60_000).toISOString() }
  await pass({ grants: [temporary] }, now)
  expect(await fileGrants()).toMatchObject([{ endsAt: temporary.endsAt }])
  const later = new Date(now.getTime() + 120_000)
  expect(await pass({ grants: [temporary] }, later)).toMatchObject({ findings: [], counts: { grants: 1 } })
  await pass({}, later)
  const { findings, counts } = await pass({ grants: [temporary] }, later)
  expect(findings).toMatchObject([{ state: 'PROBLEM', reason: 'ENDED', path: 'grants[0]' }])
  expect(counts.grants).toBe(0)
})

test('U-22: nobody but the file changes what comes from it', async () => {
  writeFileSync(secretFile, 'hunter2')
  await pass({ permissionSets: [onCall], grants: [ops], providers: [directory({ file: secretFile })] })
  const [grant] = await fileGrants()
  const grantId = grant?.grantId ?? ''
  const attempts = [
    [updatePermissionSetEndpoint, { params: { name: 'on-call' }, body: { description: 'x' } }],
    [deletePermissionSetEndpoint, { params: { name: 'on-call' } }],
    [updateGrantEndpoint, { params: { grantId }, body: { permissionSet: 'viewer' } }],
    [deleteGrantEndpoint, { params: { grantId } }],
    [updateProviderEndpoint, { params: { providerId: 'directory' }, body: { isEnabled: true } }],
    [deleteProviderEndpoint, { params: { providerId: 'directory' } }],
  ] as const
  for (const [endpoint, input] of attempts) {
    const response = await asAdmin(endpoint, input)
    const problem = await response.json()
    expect([endpoint.path, response.status, problem.code, problem.reason]).toEqual([
      endpoint.path,
      409,
      'CONFLICT',
      'FROM_FILE',
    ])
    expect(problem.detail).toContain('APOGEE_ACCESS_FILE')
  }
})

test('U-22: the file cannot take the last administrator away', async () => {
  const boss = await makePerson(null)
  const grant = { subject: { user: boss.name }, permissionSet: 'admin', scope: everywhere }
  await pass({ grants: [grant] })
  await db().grant.deleteMany({ where: { permissionSet: 'admin', isFromFile: false, NOT: { userId: admin.userId } } })
  await db().user.update({ where: { id: admin.userId }, data: { status: 'disabled' } })
  // Twice: what a guard refuses leaves no audit row at each look.
  expect(await auditedIn(() => apply({}))).toEqual([])
  expect(await auditedIn(() => apply({}))).toEqual([])
  await db().user.update({ where: { id: admin.userId }, data: { status: 'active' } })
  expect((await told()).findings).toMatchObject([
    {
      state: 'CONFLICT',
      reason: 'LAST_ADMINISTRATOR',
      section: 'grants',
      path: null,
      name: boss.name,
      permissionSet: 'admin',
    },
  ])
  expect(await fileGrants()).toHaveLength(1)
  expect(await auditedIn(() => pass({}))).toEqual([`grant.delete ${boss.name}`])
})

test('U-22: without a file what came from it holds, and the console says that no file keeps it', async () => {
  await pass({ permissionSets: [onCall] })
  await applyAccessFile(workerContext(new AbortController().signal), { now: new Date(), path: undefined })
  expect(await told()).toMatchObject({ path: null, state: 'NONE', counts: { permissionSets: 1 } })
})
