import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { listClusters } from '#lib/clusters/list-clusters.ts'
import { setMaintenance } from '#lib/clusters/set-maintenance.ts'
import { UNKNOWN_AFTER_MS } from '#lib/clusters/shown-health.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { FakeBroker } from '#lib/rocketmq/testing/fake-broker.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { checkNodes } from './check-nodes.ts'
import { judgedByHealth } from './decide-health.ts'
import { getHealth } from './get-health.ts'
import { listNodes } from './list-nodes.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const check = (clusterId: string, now = new Date()) => checkNodes(ctx, { clusterId, now })

async function registered(options: FakeClusterOptions = {}, extraNameServers: string[] = []) {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: [...fake.nameServers, ...extraNameServers] })
  const row = async () =>
    (await listClusters(ctx, { page: 1, pageSize: 500 })).items.find((item) => item.clusterId === clusterId)
  const nodes = async () => (await listNodes(ctx, { clusterId, page: 1, pageSize: 500 })).items
  return { fake, clusterId, row, nodes }
}

describe('checkNodes', () => {
  it('remembers every node and fills the row of the fleet', async () => {
    const runtime = {
      putTps: '10.5 1 1',
      getTransferredTps: '4.0 1 1',
      commitLogDiskRatio: '0.5',
      earliestMessageTimeStamp: '1700000000000',
    }
    const topics = ['orders', 'pay%a', '%RETRY%g', '%DLQ%g']
    const { clusterId, row, nodes } = await registered({ slaves: true, runtime, topics, systemTopics: ['TBW102'] })
    await check(clusterId)
    expect(await row()).toMatchObject({
      health: 'HEALTHY',
      healthReasons: [],
      versionLowest: '5.5.0',
      versionHighest: '5.5.0',
      masters: { up: 2, known: 2 },
      slaves: { up: 2, known: 2 },
      nameServers: { up: 1, known: 1 },
      topics: { value: 2, state: 'ok' },
      groups: { value: 0, state: 'ok' },
      groupsBehind: { value: null, state: 'unknown', reason: 'NOT_SAMPLED' },
      worstLag: null,
      worstBehind: null,
      diskFullInDays: { value: null, state: 'unknown', reason: 'NOT_SAMPLED' },
      inTps: { value: 21, state: 'ok' },
      outTps: { value: 8, state: 'ok' },
      diskUsedRatio: { value: 0.5, state: 'ok' },
      oldestMessageAt: { value: new Date(1_700_000_000_000) },
    })
    expect((await nodes()).map(({ kind, brokerName, role, isUp }) => [kind, brokerName, role, isUp])).toEqual([
      ['broker', 'broker-a', 'MASTER', true],
      ['broker', 'broker-a', 'SLAVE', true],
      ['broker', 'broker-b', 'MASTER', true],
      ['broker', 'broker-b', 'SLAVE', true],
      ['nameServer', undefined, undefined, true],
    ])
  })

  it('C-3: a master that stops is ABNORMAL by name and kept as down; it clears when it answers again', async () => {
    const { fake, clusterId, row, nodes } = await registered()
    const start = new Date()
    await check(clusterId, start)
    const { server } = fake.broker('broker-b')
    server.dropConnections()
    server.pause()
    const later = new Date(start.getTime() + 15_000)
    await check(clusterId, later)
    expect(await getHealth(ctx, { clusterId })).toMatchObject({
      health: 'ABNORMAL',
      healthReasons: [{ code: 'MASTER_DOWN', params: { names: 'broker-b' }, count: 1, link: '/nodes' }],
      healthSince: later,
    })
    const down = (await nodes()).find(({ brokerName }) => brokerName === 'broker-b')
    expect(down).toMatchObject({ isUp: false, since: later, error: { code: 'CLUSTER_TIMEOUT' }, version: '5.5.0' })
    expect(await row()).toMatchObject({ masters: { up: 1, known: 2 }, inTps: { state: 'stale', reason: 'OLD' } })

    // once what it last said is three periods old, what needs it is not known.
    await check(clusterId, new Date(start.getTime() + 60_000))
    expect(await row()).toMatchObject({ inTps: { value: null, state: 'unknown', reason: 'NO_ANSWER' } })

    server.resume()
    await check(clusterId, new Date(start.getTime() + 75_000))
    expect(await getHealth(ctx, { clusterId })).toMatchObject({ health: 'HEALTHY', healthReasons: [] })
  })

  it('C-3: a broker that no name server lists any more is remembered', async () => {
    const { fake, clusterId } = await registered()
    await check(clusterId)
    const gone = fake.brokers.findIndex(({ brokerName }) => brokerName === 'broker-b')
    const [stopped] = fake.brokers.splice(gone, 1)
    await stopped?.server.stop()
    await check(clusterId)
    expect(await getHealth(ctx, { clusterId })).toMatchObject({
      health: 'ABNORMAL',
      healthReasons: [{ params: { names: 'broker-b' } }],
    })
  })

  it('C-17: one of two name servers down is a warning that names it; all down is UNREACHABLE', async () => {
    const dead = await FakeBroker.start()
    const { address } = dead
    await dead.stop()
    const { fake, clusterId } = await registered({}, [address])
    await check(clusterId)
    expect(await getHealth(ctx, { clusterId })).toMatchObject({
      health: 'WARNING',
      healthReasons: [{ code: 'NAME_SERVER_DOWN', params: { names: address } }],
    })
    await fake.nameServer.stop()
    await check(clusterId)
    expect(await getHealth(ctx, { clusterId })).toMatchObject({ health: 'UNREACHABLE' })
  })

  it('a broker that denies access is up, and the cluster is not called healthy', async () => {
    const { clusterId, row } = await registered({ credentials: { accessKey: 'admin', secretKey: 'secret' } })
    await check(clusterId)
    expect(await row()).toMatchObject({
      health: 'WARNING',
      healthReasons: [{ code: 'BROKER_REFUSES', params: { names: 'broker-a, broker-b' }, count: 2 }],
      masters: { up: 2, known: 2 },
      inTps: { value: null, state: 'unknown', reason: 'NO_ANSWER' },
    })
  })

  it('a critical alarm that fires is ABNORMAL until it recovers; one about what the check sees itself does not count', async () => {
    const { clusterId, row } = await registered()
    const at = new Date()
    const alarm = (metric: string, parts: object = {}) => ({
      instanceId: crypto.randomUUID(),
      ruleId: 'r',
      ruleName: 'Rule',
      level: 'cluster',
      clusterId,
      objectKey: metric,
      state: 'FIRING',
      severity: 'CRITICAL',
      metric,
      unit: '',
      since: at,
      lastSeenAt: at,
      judgedAt: at,
      ...parts,
    })
    const silencedBy = { silenceId: 's', reason: 'known', by: 'ops', until: null }
    await db().alarmInstance.createMany({
      data: [
        alarm('lagTimeMs', { silencedBy }),
        alarm('diskUsedRatio'),
        alarm('diskUsedRatio', { severity: 'WARNING' }),
        alarm('retryRate', { state: 'RECOVERING' }),
        alarm('deadDeliveries', { endedAt: at }),
        ...judgedByHealth.map((metric) => alarm(metric)),
      ],
    })
    await check(clusterId)
    const reason = {
      code: 'CRITICAL_ALARM',
      params: {},
      count: 2,
      link: '/alarms?severity=CRITICAL&state=FIRING',
    }
    expect(await row()).toMatchObject({ health: 'ABNORMAL', healthReasons: [reason] })
    const viewer = await (await makePerson('viewer')).context()
    expect((await getHealth(viewer, { clusterId })).healthReasons).toEqual([reason])
    const grants = viewer.actor.grants.map((grant) => ({
      ...grant,
      permissions: new Set([...grant.permissions].filter((permission) => permission !== 'alarm:read')),
    }))
    const withoutAlarms = { ...viewer, actor: { ...viewer.actor, grants } }
    expect(await getHealth(withoutAlarms, { clusterId })).toMatchObject({ health: 'ABNORMAL', healthReasons: [] })

    await db().alarmInstance.updateMany({ where: { clusterId, state: 'FIRING' }, data: { state: 'RECOVERING' } })
    await check(clusterId)
    expect(await getHealth(ctx, { clusterId })).toMatchObject({ health: 'HEALTHY', healthReasons: [] })
  })

  it('X-2: a check that is too old is UNKNOWN, its numbers are stale, and no count is shown', async () => {
    const { clusterId, row, nodes } = await registered()
    await check(clusterId, new Date(Date.now() - UNKNOWN_AFTER_MS - 1_000))
    expect(await row()).toMatchObject({
      health: 'UNKNOWN',
      healthReasons: [{ code: 'CHECK_OLD' }],
      masters: { up: null, known: 2 },
      inTps: { value: 0, state: 'stale', reason: 'OLD' },
    })
    expect((await nodes()).map(({ isUp }) => isUp)).toEqual([null, null, null])
  })

  it('shows maintenance until it ends', async () => {
    const { clusterId } = await registered()
    await check(clusterId)
    await setMaintenance(ctx, { clusterId, until: new Date(Date.now() + 60_000) })
    expect(await getHealth(ctx, { clusterId })).toMatchObject({ health: 'MAINTENANCE' })
    await setMaintenance(ctx, { clusterId, until: null })
    expect(await getHealth(ctx, { clusterId })).toMatchObject({ health: 'HEALTHY' })
  })

  it('forgets registered nodes that are registered no more', async () => {
    const { clusterId } = await registered()
    await db().cluster.update({ where: { clusterId }, data: { controllers: ['127.0.0.1:1'] } })
    await check(clusterId)
    expect(await db().clusterNode.count({ where: { clusterId, kind: 'controller' } })).toBe(1)
    await db().cluster.update({ where: { clusterId }, data: { controllers: [] } })
    await check(clusterId)
    expect(await db().clusterNode.count({ where: { clusterId, kind: 'controller' } })).toBe(0)
  })
})
