import { afterAll, describe, expect, it } from 'vitest'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { createCluster } from './create-cluster.ts'
import { deleteCluster } from './delete-cluster.ts'
import { closeAllClusters, getCluster, requireWritable } from './get-cluster.ts'
import { listClusters } from './list-clusters.ts'
import { purgeRemovedClusters } from './purge-removed-clusters.ts'
import { restoreCluster } from './restore-cluster.ts'
import { ClusterInput, PURGE_AFTER_MS } from './schema.ts'
import { openSecret } from './sealed-secrets.ts'
import { setMaintenance } from './set-maintenance.ts'
import { setReadOnly } from './set-read-only.ts'
import { showCluster } from './show-cluster.ts'
import { clusterInput, registerCluster } from './testing/register.ts'
import { updateCluster } from './update-cluster.ts'

useDatabase()
afterAll(closeAllClusters)

const worker = () => workerContext(new AbortController().signal)
const admin = async () => (await makePerson('admin')).context()
const coded = (code: string) => expect.objectContaining({ code })
const everything = { page: 1, pageSize: 500 }
const outcomeOf = async (action: string, clusterId: string) => {
  const rows = await db().auditEvent.findMany({
    where: { action, clusterId },
    include: { outcome: true },
    orderBy: { sequence: 'asc' },
  })
  return rows.map((row) => row.outcome?.outcome)
}

describe('names', () => {
  it('C-2: refuses `ab` and `a b`, accepts `prod_1`', () => {
    const accepts = (name: string) => ClusterInput.safeParse(clusterInput({ name })).success
    expect([accepts('ab'), accepts('a b'), accepts('prod_1')]).toEqual([false, false, true])
  })

  it('C-2: a name of a live or removed registration is a conflict', async () => {
    const ctx = await admin()
    const { clusterId, name } = await registerCluster()
    await expect(createCluster(ctx, clusterInput({ name }))).rejects.toEqual(coded('CONFLICT'))
    await deleteCluster(ctx, { clusterId, confirm: name })
    await expect(createCluster(ctx, clusterInput({ name }))).rejects.toEqual(coded('CONFLICT'))
    expect(await db().sealedSecret.count()).toBe(0)
  })
})

describe('rights', () => {
  it('refuses a reader', async () => {
    const { clusterId, name } = await registerCluster()
    const ctx = await (await makePerson('operator')).context()
    const attempts = [
      createCluster(ctx, clusterInput()),
      updateCluster(ctx, { clusterId, remark: 'x' }),
      deleteCluster(ctx, { clusterId, confirm: name }),
      restoreCluster(ctx, { clusterId }),
      setReadOnly(ctx, { clusterId, readOnly: true }),
      setMaintenance(ctx, { clusterId, until: null }),
    ]
    for (const attempt of attempts) await expect(attempt).rejects.toEqual(coded('FORBIDDEN'))
    expect(await showCluster(ctx, { clusterId })).toMatchObject({ remark: null, revision: '1' })
  })

  it('leaves an audit row', async () => {
    const ctx = await admin()
    const { clusterId, name } = await createCluster(ctx, clusterInput())
    await updateCluster(ctx, { clusterId, remark: 'new' })
    await setReadOnly(ctx, { clusterId, readOnly: true })
    await setMaintenance(ctx, { clusterId, until: new Date(Date.now() + 60_000) })
    await deleteCluster(ctx, { clusterId, confirm: name })
    await restoreCluster(ctx, { clusterId })
    for (const action of ['create', 'update', 'read-only', 'maintenance', 'remove', 'restore']) {
      expect(await outcomeOf(`cluster.${action}`, clusterId)).toEqual(['SUCCESS'])
    }
    expect(ctx.auditIds).toHaveLength(6)
  })

  it('C-5: who may see one cluster sees no other', async () => {
    const [mine, foreign] = [await registerCluster(), await registerCluster()]
    const person = await makePerson('operator', { scope: { clusters: { clusterIds: [mine.clusterId] } } })
    const ctx = await person.context()
    const { items } = await listClusters(ctx, everything)
    expect(items.map(({ clusterId }) => clusterId)).toEqual([mine.clusterId])
    await expect(showCluster(ctx, foreign)).rejects.toEqual(coded('NOT_FOUND'))
    await expect(getCluster(ctx, foreign.clusterId)).rejects.toEqual(coded('NOT_FOUND'))
  })
})

describe('secrets', () => {
  it('C-6: the secret key is sealed, shown as last four, kept by an edit that does not name it, removed by null', async () => {
    const ctx = await admin()
    const credentials = { accessKey: 'console', secretKey: 'a-very-secret-key-1234' }
    const { clusterId } = await createCluster(ctx, clusterInput({ credentials }))
    const row = await db().cluster.findUniqueOrThrow({ where: { clusterId } })
    expect(await openSecret(row.secretKeySealedId ?? '')).toBe(credentials.secretKey)
    expect(await showCluster(ctx, { clusterId })).toMatchObject({
      credentials: { accessKey: 'console', secretKeyLastFour: '1234' },
    })

    const renamed = await updateCluster(ctx, { clusterId, credentials: { accessKey: 'other' }, remark: 'touched' })
    expect(renamed.credentials).toEqual({ accessKey: 'other', secretKeyLastFour: '1234' })
    expect((await db().cluster.findUniqueOrThrow({ where: { clusterId } })).secretKeySealedId).toBe(
      row.secretKeySealedId,
    )

    await updateCluster(ctx, { clusterId, credentials: { accessKey: 'other', secretKey: 'another-secret-5678' } })
    expect(await db().sealedSecret.count({ where: { sealedId: row.secretKeySealedId ?? '' } })).toBe(0)

    const events = await db().auditEvent.findMany({ where: { clusterId }, include: { outcome: true } })
    const stored = JSON.stringify([events, await db().cluster.findMany()], (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    )
    expect(stored).not.toContain(credentials.secretKey)
    expect(stored).not.toContain('another-secret-5678')

    const without = await updateCluster(ctx, { clusterId, credentials: null })
    expect(without.credentials).toBeNull()
    expect(await db().sealedSecret.count({ where: { purpose: 'cluster.secretKey' } })).toBe(0)
  })

  it('C-6: an access key needs a secret key once', async () => {
    const attempt = createCluster(await admin(), clusterInput({ credentials: { accessKey: 'console' } }))
    await expect(attempt).rejects.toEqual(coded('INVALID_INPUT'))
  })

  it('seals the key of a client certificate and shows only that there is one', async () => {
    const tls = {
      isEnabled: true,
      ca: '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----',
      clientCertificate: '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----',
      clientKey: '-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----',
    }
    const cluster = await registerCluster({ tls })
    expect(cluster.tls).toEqual({ isEnabled: true, verify: true, hasCa: true, hasClientCertificate: true })
    const { items } = await listClusters(worker(), { ...everything, q: cluster.name })
    expect(items[0]?.isTlsUnverified).toBe(false)
    await updateCluster(worker(), { clusterId: cluster.clusterId, tls: { verify: false } })
    const { items: after } = await listClusters(worker(), { ...everything, q: cluster.name })
    expect(after[0]?.isTlsUnverified).toBe(true)
  })
})

describe('edit', () => {
  it('answers CONFLICT to an old revision and to a name that is taken', async () => {
    const ctx = await admin()
    const [first, second] = [await registerCluster(), await registerCluster()]
    const changed = await updateCluster(ctx, { clusterId: first.clusterId, owner: 'team-a', revision: first.revision })
    expect(changed.revision).toBe('2')
    const { clusterId, revision } = first
    await expect(updateCluster(ctx, { clusterId, owner: 'team-b', revision })).rejects.toEqual(coded('CONFLICT'))
    await expect(updateCluster(ctx, { clusterId, name: second.name })).rejects.toEqual(coded('CONFLICT'))
    expect(await showCluster(ctx, first)).toMatchObject({ owner: 'team-a', name: first.name })
  })

  it('absent = unchanged, null = cleared', async () => {
    const ctx = await admin()
    const { clusterId } = await registerCluster({ remark: 'r', labels: { a: '1' }, owner: 'o', clusterNames: ['one'] })
    expect(await updateCluster(ctx, { clusterId, labels: null, clusterNames: null })).toMatchObject({
      remark: 'r',
      labels: {},
      owner: 'o',
      clusterNames: null,
    })
  })

  it('adds the default port to a name server', () => {
    expect(
      ClusterInput.parse(clusterInput({ nameServers: ['mq.example.com', '10.0.0.1:1234', '[::1]'] })).nameServers,
    ).toEqual(['mq.example.com:9876', '10.0.0.1:1234', '[::1]:9876'])
    for (const nameServers of [['a b:1'], ['host:0'], ['host:65536'], [':9876'], ['http://host:1'], []]) {
      expect(ClusterInput.safeParse(clusterInput({ nameServers })).success).toBe(false)
    }
  })

  it('keeps what runs alive and asks the new name server after a change', async () => {
    const [old, next] = [await startFakeCluster(), await startFakeCluster()]
    const { clusterId } = await registerCluster({ nameServers: old.nameServers })
    const before = await getCluster(worker(), clusterId)
    await before.getInventory()
    await updateCluster(worker(), { clusterId, nameServers: next.nameServers })
    const after = await getCluster(worker(), clusterId)
    await after.getInventory()
    expect(next.nameServer.requests.length).toBeGreaterThan(0)
    await expect(before.admin.cluster.get()).resolves.toMatchObject({ clusterNames: ['DefaultCluster'] })
    const renamed = await updateCluster(worker(), { clusterId, remark: 'same way to it' })
    expect((await getCluster(worker(), renamed.clusterId)).admin).toBe(after.admin)
    await Promise.all([old.stop(), next.stop()])
  })
})

describe('remove', () => {
  it('C-8: protection refuses; off and with the typed name it goes, comes back as it was, and is purged after the window', async () => {
    const ctx = await admin()
    const cluster = await registerCluster({
      environment: 'production',
      credentials: { accessKey: 'console', secretKey: 'to-be-purged-0001' },
    })
    const { clusterId, name } = cluster
    expect(cluster.deletionProtection).toBe(true)
    await expect(deleteCluster(ctx, { clusterId, confirm: name })).rejects.toEqual(coded('PROTECTED'))
    expect(await deleteCluster(ctx, { clusterId, dryRun: true })).toMatchObject({
      dryRun: true,
      confirm: name,
      blockedBy: [{ code: 'PROTECTED' }],
    })
    await updateCluster(ctx, { clusterId, deletionProtection: false })
    await expect(deleteCluster(ctx, { clusterId, confirm: 'another' })).rejects.toEqual(coded('INVALID_INPUT'))
    await db().resourceMetadata.create({
      data: { clusterId, kind: 'topic', name: 't', remark: 'kept', createdBy: 'x' },
    })

    const removed = await deleteCluster(ctx, { clusterId, confirm: name })
    expect(removed).toMatchObject({ removedAt: expect.any(Date), purgeAt: expect.any(Date) })
    await expect(getCluster(ctx, clusterId)).rejects.toEqual(coded('NOT_FOUND'))
    const listed = await listClusters(ctx, { ...everything, removed: true })
    expect(listed.items.map((item) => item.name)).toContain(name)

    await purgeRemovedClusters(worker(), new Date())
    const restored = await restoreCluster(ctx, { clusterId })
    expect(restored).toMatchObject({ name, credentials: { secretKeyLastFour: '0001' } })
    expect(await db().resourceMetadata.count({ where: { clusterId } })).toBe(1)
    await expect(restoreCluster(ctx, { clusterId })).rejects.toEqual(coded('CONFLICT'))

    await deleteCluster(ctx, { clusterId, confirm: name })
    await purgeRemovedClusters(worker(), new Date(Date.now() + PURGE_AFTER_MS + 1000))
    await expect(restoreCluster(ctx, { clusterId })).rejects.toEqual(coded('NOT_FOUND'))
    expect(await db().sealedSecret.count({ where: { purpose: 'cluster.secretKey' } })).toBe(0)
    expect(await outcomeOf('cluster.purge', clusterId)).toEqual(['SUCCESS'])
    expect(await outcomeOf('cluster.remove', clusterId)).toEqual(['REFUSED', 'FAILED', 'SUCCESS', 'SUCCESS'])
  })
})

describe('read-only', () => {
  it('C-26: refuses writes, also with a timed exception that is over; the exception is bounded and audited', async () => {
    const ctx = await admin()
    const { clusterId } = await registerCluster({ readOnly: true })
    expect(() => requireWritable({ name: 'x', readOnly: true })).toThrow(AppError)
    expect(await getCluster(ctx, clusterId)).toMatchObject({ readOnly: true })
    const open = (aheadMs: number) =>
      setReadOnly(ctx, {
        clusterId,
        readOnly: true,
        exception: { until: new Date(Date.now() + aheadMs), reason: 'repair' },
      })
    await expect(open(5 * 3_600_000)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'body.exception.until', rule: 'tooFar' }] },
    })
    await expect(open(-1)).rejects.toEqual(coded('INVALID_INPUT'))
    expect(await open(60_000)).toMatchObject({ readOnly: true, readOnlyException: { reason: 'repair' } })
    expect(await getCluster(ctx, clusterId)).toMatchObject({ readOnly: false })
    const shown = async (reader = ctx) =>
      (await listClusters(reader, everything)).items.find((item) => item.clusterId === clusterId)
    expect(await shown()).toMatchObject({
      readOnly: false,
      readOnlyException: { by: ctx.actor.name, reason: 'repair' },
    })
    const scope = { clusters: { clusterIds: [clusterId] }, topics: ['pay_*'] }
    expect(await shown(await (await makePerson('viewer', { scope })).context())).not.toHaveProperty('readOnlyException')
    await db().cluster.update({ where: { clusterId }, data: { readOnlyExceptionUntil: new Date(Date.now() - 1) } })
    expect(await getCluster(ctx, clusterId)).toMatchObject({ readOnly: true })
    expect(await shown()).toMatchObject({ readOnly: true })
    expect(await shown()).not.toHaveProperty('readOnlyException')
    await open(60_000)
    expect(await setReadOnly(ctx, { clusterId, readOnly: true, exception: null })).not.toHaveProperty(
      'readOnlyException',
    )
    expect(await getCluster(ctx, clusterId)).toMatchObject({ readOnly: true })
    await setReadOnly(ctx, { clusterId, readOnly: false })
    expect(await getCluster(ctx, clusterId)).toMatchObject({ readOnly: false })
    const [row] = await db().auditEvent.findMany({
      where: { clusterId, action: 'cluster.read-only' },
      skip: 2,
      take: 1,
      orderBy: { sequence: 'asc' },
    })
    expect(row?.request).toMatchObject({ reason: 'repair' })
  })
})

describe('list', () => {
  it('C-5: filters by label, environment, owner, health and name, and never shows an unknown number as 0', async () => {
    const team = { team: `t${Date.now()}` }
    const a = await registerCluster({ labels: { ...team, tier: '1' }, owner: 'ann', environment: 'staging' })
    const b = await registerCluster({ labels: team, owner: 'bob' })
    await registerCluster({ labels: { tier: '1' } })
    const names = async (filter: Parameters<typeof listClusters>[1] | object) => {
      const { items } = await listClusters(worker(), { ...everything, sort: 'name', ...filter })
      return items.map(({ clusterId }) => clusterId)
    }
    const label = [`team=${team.team}`]
    expect((await names({ label })).sort()).toEqual([a.clusterId, b.clusterId].sort())
    expect(await names({ label: [...label, 'tier=1'] })).toEqual([a.clusterId])
    expect(await names({ label, owner: 'bob' })).toEqual([b.clusterId])
    expect(await names({ label, environment: ['staging', 'x'] })).toEqual([a.clusterId])
    expect(await names({ q: a.name.toUpperCase() })).toEqual([a.clusterId])
    expect(await names({ label, health: ['HEALTHY'] })).toEqual([])
    const { items } = await listClusters(worker(), { ...everything, q: a.name })
    expect(items[0]).toMatchObject({
      health: 'UNKNOWN',
      healthReasons: [{ code: 'NOT_CHECKED' }],
      masters: { up: null, known: 0 },
      nameServers: { up: null, known: 1 },
      topics: { value: null, state: 'unknown', reason: 'NOT_SAMPLED' },
      inTps: { value: null, state: 'unknown' },
    })
  })

  it('puts clusters in trouble first, and unknown values last both ways', async () => {
    const label = [`sorted=${Date.now()}`]
    const labels = { sorted: label[0]?.slice(7) ?? '' }
    const now = new Date()
    for (const [health, disk] of [
      ['HEALTHY', 0.2],
      ['ABNORMAL', null],
      ['WARNING', 0.9],
    ] as const) {
      const { clusterId } = await registerCluster({ labels })
      const measured = disk === null ? {} : { diskUsedRatio: { value: disk, state: 'ok', at: now.toISOString() } }
      await db().clusterHealth.create({
        data: { clusterId, health, reasons: [], since: now, checkedAt: now, facts: measured },
      })
    }
    const of = async (sort?: string) =>
      (await listClusters(worker(), { ...everything, label, sort })).items.map(({ health }) => health)
    expect(await of()).toEqual(['ABNORMAL', 'WARNING', 'HEALTHY'])
    expect(await of('diskUsedRatio')).toEqual(['HEALTHY', 'WARNING', 'ABNORMAL'])
    expect(await of('-diskUsedRatio')).toEqual(['WARNING', 'HEALTHY', 'ABNORMAL'])
  })
})

describe('alarms of the fleet', () => {
  it('a cluster counts its alarms that fire, by severity; not those that have ended or wait', async () => {
    const { clusterId } = await registerCluster()
    const at = new Date()
    const alarm = (severity: string, state: string, endedAt: Date | null = null) => ({
      instanceId: crypto.randomUUID(),
      ruleId: 'r',
      ruleName: 'Lag',
      level: 'group',
      clusterId,
      objectKey: 'g',
      state,
      severity,
      metric: 'lag',
      unit: 'msg',
      since: at,
      lastSeenAt: at,
      judgedAt: at,
      endedAt,
    })
    await db().alarmInstance.createMany({
      data: [
        alarm('CRITICAL', 'FIRING'),
        alarm('WARNING', 'FIRING'),
        alarm('WARNING', 'FIRING'),
        alarm('CRITICAL', 'PENDING'),
        alarm('CRITICAL', 'OK', at),
      ],
    })
    const { items } = await listClusters(await admin(), everything)
    expect(items.find((item) => item.clusterId === clusterId)?.alarms).toEqual({ critical: 1, warning: 2, info: 0 })
  })
})
