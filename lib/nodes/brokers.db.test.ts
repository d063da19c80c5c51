import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { putPasses, putSamples } from '#lib/monitoring/testing/put-samples.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { reply, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { FakeBroker } from '#lib/rocketmq/testing/fake-broker.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { checkNodes } from './check-nodes.ts'
import { getBroker } from './get-broker.ts'
import { getBrokerConfig } from './get-broker-config.ts'
import { getBrokerRuntime } from './get-broker-runtime.ts'
import { getBrokerStats } from './get-broker-stats.ts'
import { getClusterSwitches } from './get-cluster-switches.ts'
import { listBrokers } from './list-brokers.ts'
import { listNameServers } from './list-name-servers.ts'
import { listProxies } from './list-proxies.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const page = { page: 1, pageSize: 500 }
const at = (ms: number) => new Date(start.getTime() + ms)
let start = new Date()

async function registered(options: FakeClusterOptions = {}, input: Parameters<typeof registerCluster>[0] = {}) {
  start = new Date()
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, ...input })
  const check = (now = new Date()) => checkNodes(ctx, { clusterId, now })
  const brokers = async () => (await listBrokers(ctx, { clusterId, ...page })).items
  return { fake, clusterId, check, brokers, id: { clusterId, brokerName: 'broker-a', brokerId: 0 } }
}

const haBody = (parts: object) => reply({ body: JSON.stringify({ inSyncSlaveNums: 0, ...parts }) })

describe('listBrokers', () => {
  it('shows what each broker said of itself', async () => {
    const runtime = {
      putTps: '10.5 9 8',
      msgPutTotalTodayMorning: '100',
      msgPutTotalTodayNow: '9223372036854775807',
      commitLogDirCapacity: 'Total : 2.0 GiB, Free : 1.0 GiB.',
      sendThreadPoolQueueSize: '3',
      sendThreadPoolQueueCapacity: '10000',
      sendThreadPoolQueueHeadWaitTimeMills: '250',
    }
    const config = { brokerPermission: '6' }
    const { check, brokers } = await registered({ runtime, config, topics: ['broker-a', 'broker-b'] })
    await check()
    expect((await brokers())[0]).toMatchObject({
      brokerName: 'broker-a',
      role: 'MASTER',
      isDialable: true,
      inTps: { value: 10.5, state: 'ok' },
      inTps1m: 9,
      inTps10m: 8,
      putToday: { value: 9223372036854775707n, state: 'ok' },
      putYesterday: { value: null, state: 'unknown', reason: 'NOT_REPORTED' },
      diskFreeBytes: { value: 1_073_741_824n, state: 'estimate' },
      sendQueueWaitMs: { value: 250 },
      pools: [{ name: 'send', size: 3, capacity: 10_000, waitMs: 250 }],
      haGapBytes: { value: null, state: 'na' },
      canWrite: true,
      drainMethod: null,
      driftKeys: [],
    })
  })

  it('keeps the row of a silent broker: stale for three periods, then not known, and says its name', async () => {
    const { fake, clusterId, check } = await registered({ runtime: { putTps: '10 9 8' } })
    await check(at(-120_000))
    const { server } = fake.broker('broker-b')
    server.dropConnections()
    server.pause()
    await check(at(-100_000))
    await db().clusterNode.updateMany({ where: { clusterId }, data: { checkedAt: at(0) } })
    const { items, partial } = await listBrokers(ctx, { clusterId, ...page })
    expect(partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
    expect(items[1]).toMatchObject({
      isUp: false,
      since: at(-100_000),
      version: '5.5.0',
      inTps: { value: null, state: 'unknown', reason: 'NO_ANSWER', at: at(-120_000) },
      inTps1m: null,
      pools: [],
    })
  })

  it('X-2: once the checks have stopped every number is stale', async () => {
    const { check, brokers } = await registered({ runtime: { putTps: '10 9 8' } })
    await check(at(-60_000))
    expect((await brokers())[0]).toMatchObject({ isUp: true, inTps: { value: 10, state: 'stale', reason: 'OLD' } })
  })

  it('C-27: counts what the store refused between two checks, at least', async () => {
    const runtime = { putMessageFailedTimes: '10', bootTimestamp: '1700000000000' }
    const { fake, check, brokers } = await registered({ runtime })
    await check(at(-15_000))
    expect((await brokers())[0]?.rejectedPerSecond).toMatchObject({ state: 'unknown', reason: 'NOT_SAMPLED' })
    const grown = { table: { ...runtime, putMessageFailedTimes: '40' } }
    fake.broker('broker-a').server.on(RequestCode.GET_BROKER_RUNTIME_INFO, reply({ body: JSON.stringify(grown) }))
    await check(at(0))
    const [grew, stood] = (await brokers()).map(({ rejectedPerSecond }) => rejectedPerSecond)
    expect(grew).toMatchObject({ value: 2, state: 'estimate', reason: 'PARTIAL' })
    expect(stood).toMatchObject({ value: 0 })
  })

  it('C-27: with a metrics endpoint busy answers count too, of each broker in one reading', async () => {
    const runtime = { putMessageFailedTimes: '10', bootTimestamp: '1700000000000' }
    const { fake, clusterId, check, brokers, id } = await registered({ runtime, slaves: true })
    const minute = (ago: number) => new Date(Math.floor(Date.now() / 60_000) * 60_000 - ago * 60_000)
    const metric = 'rejectedPerSecond'
    await putPasses(clusterId, minute(9), minute(0))
    await putSamples(clusterId, { metric, scope: 'broker', brokerName: 'broker-a' }, [
      [minute(3), 0],
      [minute(2), 5],
    ])
    // Of this one nobody has told anything lately.
    await putSamples(clusterId, { metric, scope: 'broker', brokerName: 'broker-b' }, [
      [minute(9), 7],
      [minute(8), null],
    ])
    await check(at(-15_000))
    const rejectedBy = async (brokerName: string, brokerId = 0) =>
      (await brokers()).find((row) => row.brokerName === brokerName && row.brokerId === brokerId)?.rejectedPerSecond
    expect(await rejectedBy('broker-a')).toMatchObject({ value: 5, state: 'estimate', reason: 'PARTIAL' })

    const grown = { table: { ...runtime, putMessageFailedTimes: '40' } }
    fake.broker('broker-a').server.on(RequestCode.GET_BROKER_RUNTIME_INFO, reply({ body: JSON.stringify(grown) }))
    await check(at(0))
    expect(await rejectedBy('broker-a')).toMatchObject({ value: 7, state: 'ok' })
    expect((await getBroker(ctx, id)).rejectedPerSecond).toMatchObject({ value: 7, state: 'ok' })
    expect(await rejectedBy('broker-b')).toMatchObject({ value: 0, state: 'estimate', reason: 'PARTIAL' })
    // The endpoint of its master is read, not its own.
    expect(await rejectedBy('broker-a', 1)).toMatchObject({ value: 0, state: 'estimate', reason: 'PARTIAL' })
  })

  it('C-16: the gap of a slave as its master counts it; none without a slave', async () => {
    const { fake, check, brokers } = await registered({ slaves: true })
    const connection = { addr: '127.0.0.1:4711', diff: 300, inSync: false, slaveAckOffset: 700 }
    const end = { master: true, masterCommitLogMaxOffset: 1000 }
    const [masterA, masterB, ...slaves] = fake.brokers
    masterA?.server.on(RequestCode.GET_BROKER_HA_STATUS, haBody({ ...end, haConnectionInfo: [connection] }))
    masterB?.server.on(RequestCode.GET_BROKER_HA_STATUS, haBody({ ...end, haConnectionInfo: [] }))
    const upstream = { masterAddr: '127.0.0.1:1', maxOffset: 600, masterFlushOffset: 0 }
    for (const { server } of slaves) {
      server.on(RequestCode.GET_BROKER_HA_STATUS, haBody({ master: false, haClientRuntimeInfo: upstream }))
    }
    await check()
    expect(
      (await brokers()).map(({ haGapBytes, haInSync }) => [haGapBytes.value, haGapBytes.state, haInSync.value]),
    ).toEqual([
      [300n, 'ok', false],
      [300n, 'ok', false],
      [null, 'na', null],
      [400n, 'estimate', null],
    ])
  })

  it('C-14: names the keys in which a broker differs, and stores no setting', async () => {
    const config = { fileReservedTime: '72', innerClientAuthenticationCredentials: '{"secretKey":"hidden-one"}' }
    const { fake, clusterId, check, brokers } = await registered({ config })
    const other = 'fileReservedTime=48\ninnerClientAuthenticationCredentials={"secretKey":"hidden-two"}\n'
    fake.broker('broker-b').server.on(RequestCode.GET_BROKER_CONFIG, reply({ body: other }))
    await check()
    const keys = ['fileReservedTime', 'innerClientAuthenticationCredentials']
    expect((await brokers()).map(({ driftKeys }) => driftKeys)).toEqual([keys, keys])
    const stored = JSON.stringify(await db().clusterNode.findMany({ where: { clusterId } }))
    expect(stored).not.toMatch(/hidden|secretKey|"72"/)
  })

  it.each([
    ['its own permission', { brokerPermission: '4' }, [], false, 'brokerConfig'],
    ['a name server', { brokerPermission: '6' }, [{ topicName: 'broker-a', perm: 4 }], false, 'nameServer'],
    ['nobody', { brokerPermission: '6' }, ['broker-a'], true, null],
    ['nobody knows whom', {}, [], null, null],
  ])('a broker drained by %s', async (_, config, topics, canWrite, drainMethod) => {
    const { check, brokers } = await registered({ brokers: 1, config, topics })
    await check()
    expect((await brokers())[0]).toMatchObject({ canWrite, drainMethod })
  })
})

it.each([
  ['allowed', { enableMixedMessageType: 'true' }, true],
  ['forbidden', { enableMixedMessageType: 'false' }, false],
  ['not known before 5.0', {}, null],
])('topics of type MIXED are %s: known without asking a broker again', async (_, config, enableMixedMessageType) => {
  const { check, brokers } = await registered({ brokers: 1, config })
  expect((await brokers()).map((broker) => broker.enableMixedMessageType)).toEqual([])
  await check()
  expect((await brokers())[0]).toMatchObject({ enableMixedMessageType })
})

describe('one broker', () => {
  it('C-11: shows every key of its runtime info, one that nobody knows too', async () => {
    const { check, id } = await registered({ runtime: { inventedByAPlugIn: '7', scheduleMessageOffset_3: '27,28' } })
    await check()
    const { items } = await getBrokerRuntime(ctx, id)
    expect(items.find(({ key }) => key === 'inventedByAPlugIn')).toEqual({
      key: 'inventedByAPlugIn',
      value: '7',
      group: 'other',
    })
    expect(items.find(({ key }) => key === 'scheduleMessageOffset_3')).toMatchObject({ group: 'timer' })
    expect(items.find(({ key }) => key === 'putTps')).toMatchObject({ group: 'traffic', unit: 'msg/s' })
    expect(await getBroker(ctx, id)).toMatchObject({ brokerName: 'broker-a', brokerId: 0 })
    await expect(getBroker(ctx, { ...id, brokerId: 7 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('C-12: shows every setting but its secrets, and what peers have instead', async () => {
    const config = {
      fileReservedTime: '72',
      initAuthenticationUser: '{"username":"admin","password":"hidden"}',
      socksProxyConfig: '{}',
    }
    const { fake, check, id } = await registered({ config })
    const other = 'brokerName=broker-b\nfileReservedTime=48\ninitAuthenticationUser=other-hidden\n'
    fake.broker('broker-b').server.on(RequestCode.GET_BROKER_CONFIG, reply({ body: other }))
    await check()
    const answer = await getBrokerConfig(ctx, id)
    const { items } = answer
    const item = (wanted: string) => items.find(({ key }) => key === wanted)
    expect(item('brokerName')).toEqual({
      key: 'brokerName',
      value: 'broker-a',
      isRedacted: false,
      needsRestart: true,
      isEditable: false,
    })
    expect(item('fileReservedTime')).toMatchObject({
      value: '72',
      needsRestart: false,
      peers: [{ brokerName: 'broker-b', brokerId: 0, value: '48' }],
    })
    expect(item('initAuthenticationUser')).toMatchObject({
      value: null,
      isRedacted: true,
      peers: [{ brokerName: 'broker-b', value: null }],
    })
    expect(item('socksProxyConfig')).toMatchObject({ value: '{}', isRedacted: false })
    expect(JSON.stringify(answer)).not.toContain('hidden')
  })

  it('a broker that hangs costs its own page one deadline', async () => {
    const { fake, check, id } = await registered()
    await check()
    fake.broker('broker-a').server.onAll(silence)
    const startedAt = performance.now()
    await expect(getBrokerRuntime(ctx, id)).rejects.toMatchObject({ code: 'CLUSTER_TIMEOUT' })
    await expect(getBrokerConfig(ctx, id)).rejects.toMatchObject({ code: 'CLUSTER_TIMEOUT' })
    expect(performance.now() - startedAt).toBeLessThan(6_000)
  })

  it('lists its busiest topics by its own counters, and leaves out what was never counted', async () => {
    const runtime = { bootTimestamp: String(Date.now() - 2 * 3_600_000) }
    const { fake, check, id } = await registered({ brokers: 1, topics: ['orders', 'quiet'], runtime })
    await check()
    const window = (tps: number) => ({ sum: 7, tps, avgpt: 1 })
    fake
      .broker('broker-a')
      .server.on(RequestCode.VIEW_BROKER_STATS_DATA, ({ extFields }) =>
        extFields.statsKey === 'orders'
          ? reply({ body: JSON.stringify({ statsMinute: window(2.5), statsHour: window(1), statsDay: window(1) }) })
          : reply({ code: 1, remark: `The stats ${extFields.statsName} ${extFields.statsKey} not exist` }),
      )
    expect(await getBrokerStats(ctx, id)).toMatchObject({
      topics: { items: [{ topicName: 'orders', tps: 2.5, lastHour: 7n, lastDay: null }], asked: 2, known: 2 },
      groups: { items: [], reason: 'NOT_SAMPLED' },
    })
  })
})

describe('getClusterSwitches', () => {
  it('C-23: equal values are one value, different ones are mixed', async () => {
    const config = { autoCreateTopicEnable: 'true', aclEnable: 'false', fileReservedTime: '72' }
    const { fake, clusterId, check } = await registered({ config })
    const other = 'autoCreateTopicEnable=false\naclEnable=false\n'
    fake.broker('broker-b').server.on(RequestCode.GET_BROKER_CONFIG, reply({ body: other }))
    await check()
    const { switches } = await getClusterSwitches(ctx, { clusterId })
    const shown = (wanted: string) => switches.find(({ key }) => key === wanted)
    expect(shown('aclEnable')).toMatchObject({ value: 'false' })
    expect(shown('autoCreateTopicEnable')).toEqual({
      key: 'autoCreateTopicEnable',
      value: 'MIXED',
      brokers: [
        { brokerName: 'broker-a', value: 'true' },
        { brokerName: 'broker-b', value: 'false' },
      ],
    })
    expect(shown('fileReservedTime')).toMatchObject({ value: 'MIXED' })
    expect(shown('timerWheelEnable')).toMatchObject({ value: null })
  })

  it('asks nobody again within a minute', async () => {
    const { fake, clusterId, check } = await registered({ config: { aclEnable: 'false' } })
    await check()
    const before = fake.requestCount
    await getClusterSwitches(ctx, { clusterId })
    await getClusterSwitches(ctx, { clusterId })
    expect(fake.requestCount).toBe(before)
  })
})

describe('other nodes', () => {
  it('name servers say how many brokers and topics they know; one that stops is kept', async () => {
    const { fake, clusterId, check } = await registered({ topics: ['orders', 'pay'] })
    await check(at(-20_000))
    await fake.nameServer.stop()
    await check(at(0))
    const { items, partial } = await listNameServers(ctx, { clusterId, ...page })
    expect(items).toMatchObject([
      {
        isUp: false,
        brokers: { value: 2, state: 'stale' },
        topics: { value: 2, state: 'stale' },
        undialable: [],
      },
    ])
    expect(partial).toHaveLength(1)
  })

  it('C-9: a broker that announces an address which cannot be dialled is named; with a map both addresses are shown', async () => {
    const gone = await FakeBroker.start()
    const { address } = gone
    await gone.stop()
    const { fake, clusterId, check, brokers } = await registered({ brokers: 1 })
    const [real] = fake.brokers
    const announced = `{"brokerAddrTable":{"broker-a":{"brokerAddrs":{0:"${address}"},"brokerName":"broker-a","cluster":"DefaultCluster"}},"clusterAddrTable":{"DefaultCluster":["broker-a"]}}`
    fake.nameServer.on(RequestCode.GET_BROKER_CLUSTER_INFO, reply({ body: announced }))
    await check()
    expect(await brokers()).toMatchObject([{ brokerName: 'broker-a', isUp: false, isDialable: false }])
    const servers = await listNameServers(ctx, { clusterId, ...page })
    expect(servers.items[0]?.undialable).toEqual([
      { brokerName: 'broker-a', brokerId: 0, announcedAddress: address, address },
    ])

    const addressMap = [{ from: address, to: real?.address ?? '' }]
    await db().cluster.update({ where: { clusterId }, data: { addressMap } })
    await check()
    expect(await brokers()).toMatchObject([
      { isUp: true, isDialable: true, announcedAddress: address, address: real?.address },
    ])
    expect((await listNameServers(ctx, { clusterId, ...page })).items[0]?.undialable).toEqual([])
  })

  it('C-29: dials both ports of a proxy; one that stops is down in the next check', async () => {
    const [grpc, remoting] = await Promise.all([FakeBroker.start(), FakeBroker.start()])
    onTestFinished(() => remoting.stop())
    const proxies = [{ name: 'proxy-1', grpc: grpc.address, remoting: remoting.address }]
    const { clusterId, check } = await registered({}, { proxies })
    await check()
    const list = async () => (await listProxies(ctx, { clusterId, ...page })).items
    expect(await list()).toMatchObject([
      {
        name: 'proxy-1',
        isUp: true,
        remoting: { isUp: true, error: null },
        clients: { value: null, state: 'unknown', reason: 'NOT_SAMPLED' },
      },
    ])
    await grpc.stop()
    await check()
    expect(await list()).toMatchObject([{ isUp: false, version: null, remoting: { isUp: true } }])
  })
})
