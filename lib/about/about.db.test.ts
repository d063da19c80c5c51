import { afterEach, describe, expect, it } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { parseEnv } from '#lib/env.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { beat } from '#lib/worker/heartbeat.ts'
import { acquireLease } from '#lib/worker/lease.ts'
import { getSupportBundleEndpoint } from './api.ts'
import { describeEnvironment } from './describe-environment.ts'
import { getAbout } from './get-about.ts'
import { areaOf } from './read-database-size.ts'

useDatabase()

const about = async () => getAbout(await (await makePerson('admin')).context())

describe('about', () => {
  afterEach(async () => {
    await db().workerProcess.deleteMany()
    await db().lease.deleteMany()
  })

  it('says plainly that no worker runs, and which one was there', async () => {
    expect(await about()).toMatchObject({ isWorkerMissing: true, workers: [] })
    await beat('gone', '0.1.0', new Date(Date.now() - 31_000))
    expect(await about()).toMatchObject({ isWorkerMissing: true, workers: [{ workerId: 'gone', isAlive: false }] })
  })

  it('shows workers with the work that they hold', async () => {
    await beat('gone', '0.1.0', new Date(Date.now() - 60_000))
    await beat('here', '0.1.0', new Date())
    await acquireLease({ task: 'check-nodes', scope: 'rmq-zzzzzzzz' }, 'here', 15_000)
    await acquireLease({ task: 'forget', scope: '' }, 'here', 15_000)
    await acquireLease({ task: 'sample', scope: '' }, 'gone', 0)
    const { isWorkerMissing, workers } = await about()
    expect(isWorkerMissing).toBe(false)
    expect(workers).toMatchObject([
      {
        workerId: 'here',
        isAlive: true,
        leases: [
          { task: 'check-nodes', clusterName: 'rmq-zzzzzzzz' },
          { task: 'forget', clusterName: null },
        ],
      },
      { workerId: 'gone', isAlive: false, leases: [] },
    ])
  })

  it('measures the database, the clocks and the migrations', async () => {
    const { database, clock, migrations, dependencies } = await about()
    const sizeOf = (area: string) => database.areas.find((each) => each.area === area)?.bytes ?? 0n
    expect(sizeOf('users')).toBeGreaterThan(0n)
    expect(sizeOf('audit')).toBeGreaterThan(0n)
    expect(database.bytes).toBeGreaterThan(database.areas.reduce((sum, { bytes }) => sum + bytes, 0n))
    // Both run on this machine.
    expect(Math.abs(clock.differenceMs)).toBeLessThan(1_000)
    expect(migrations.applied.length).toBeGreaterThan(0)
    expect(dependencies.find(({ name }) => name === 'next')).toMatchObject({ license: 'MIT' })
  })

  it('is for administrators', async () => {
    const viewer = await (await makePerson('viewer')).context()
    await expect(getAbout(viewer)).rejects.toMatchObject({ code: 'FORBIDDEN', facts: { permission: 'about:read' } })
  })
})

it('no secret of the environment is shown, only whether it is set', () => {
  const source = {
    DATABASE_URL: 'postgresql://apogee:planted-secret-1@db:5432/apogee?password=planted-secret-2',
    APOGEE_SECRET: 'planted-secret-3-planted-secret-3-planted',
    APOGEE_METRICS_TOKEN: 'planted-secret-4',
  }
  const { env } = parseEnv(source)
  const variables = describeEnvironment(env, source)
  expect(JSON.stringify(variables)).not.toContain('planted')
  expect(variables).toEqual(
    expect.arrayContaining([
      { name: 'DATABASE_URL', value: 'postgresql://apogee@db:5432/apogee', isSet: true, isSecret: false },
      { name: 'APOGEE_SECRET', value: null, isSet: true, isSecret: true },
      { name: 'APOGEE_ROLE', value: 'all', isSet: false, isSecret: false },
    ]),
  )
})

it('what the start sets for its processes counts as a default', () => {
  const source = { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/apogee', PORT: '4000', APOGEE_GIVEN: 'PATH,PORT' }
  const { env } = parseEnv({ ...source, APOGEE_SECRET: 'x'.repeat(32) })
  const given = describeEnvironment(env, source).filter(({ isSet }) => isSet)
  expect(given.map(({ name }) => name)).toEqual(['PORT'])
})

it.each([
  ['public', 'audit_events', 'audit'],
  ['public', 'api_tokens', 'users'],
  ['public', 'cluster_nodes', 'clusters'],
  ['public', 'cluster_samples', 'metrics'],
  ['public', 'metric_samples_1m_p20261126', 'metrics'],
  ['pgboss', 'job', 'jobs'],
  ['public', 'leases', 'other'],
] as const)('the table %s.%s is counted under %s', (schema, name, area) => {
  expect(areaOf({ schema, name })).toBe(area)
})

describe('the support bundle', () => {
  it('tells states and counts, no secret, no address and no name, and is a row of the audit', async () => {
    const admin = await makePerson('admin')
    const { token } = await admin.makeToken()
    const { clusterId } = await registerCluster()
    const cluster = await db().cluster.findUniqueOrThrow({ where: { clusterId } })
    await beat('host-of-ours-1', '0.1.0', new Date())
    const response = await callRoute(getSupportBundleEndpoint, { token })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="apogee-support-/)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({
      about: { version: expect.any(String), workers: [{ worker: 1, isAlive: true }] },
      counts: [{ users: expect.any(Number), clusters: 1 }],
      tables: expect.arrayContaining([expect.objectContaining({ table: 'audit_events' })]),
      audit: [{ notSealed: expect.any(Number) }],
    })
    const hidden = [
      cluster.name,
      ...cluster.nameServers,
      admin.name,
      token,
      'host-of-ours',
      '127.0.0.1',
      process.env.APOGEE_SECRET ?? '?',
    ]
    expect(hidden.filter((each) => text.includes(each))).toEqual([])
    const row = await db().auditEvent.findUniqueOrThrow({
      where: { auditId: response.headers.get('x-audit-id') ?? '' },
      include: { outcome: true },
    })
    expect(row).toMatchObject({ action: 'about.support-bundle', outcome: { outcome: 'SUCCESS' } })
    const viewer = await (await makePerson('viewer')).makeToken()
    expect((await callRoute(getSupportBundleEndpoint, { token: viewer.token })).status).toBe(403)
    await closeAllClusters()
  })
})
