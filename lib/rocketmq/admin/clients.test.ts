import { afterEach, describe, expect, it } from 'vitest'
import { RequestCode } from '../request-code.ts'
import { late, refuse, reply } from '../testing/fake-answers.ts'
import { type FakeClusterOptions, startFakeCluster } from '../testing/fake-cluster.ts'
import { AdminClient } from './admin-client.ts'
import { allServers } from './cluster-info.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function start(options: FakeClusterOptions = {}) {
  const cluster = await startFakeCluster(options)
  const admin = new AdminClient({ nameServers: cluster.nameServers })
  cleanUps.push(
    () => cluster.stop(),
    () => admin.close(),
  )
  const servers = allServers(await admin.cluster.get())
  const [master] = servers
  if (!master) throw new Error('the fake cluster has no master')
  return { cluster, admin, servers, master, broker: cluster.broker(master.brokerName) }
}

describe('producers', () => {
  it('are told without those that clients have for their own use', async () => {
    const { admin, master, broker } = await start()
    const lastSeenAt = new Date(1_700_000_000_000)
    broker.store.producers = [
      { producerGroup: 'shop', clientId: 'a', address: '/10.0.0.1:4711', versionOrdinal: 407, lastSeenAt },
      { producerGroup: 'CLIENT_INNER_PRODUCER', clientId: 'b' },
      { producerGroup: '_INNER_TRACE_PRODUCER-shop-1', clientId: 'c' },
    ]
    expect(await admin.clients.listProducers(master)).toEqual([
      {
        producerGroup: 'shop',
        clientId: 'a',
        address: '10.0.0.1:4711',
        language: 'JAVA',
        version: '4.9.7',
        versionOrdinal: 407,
        lastSeenAt,
      },
    ])
  })

  it('are not none where a broker cannot tell', async () => {
    const { admin, master, broker } = await start()
    broker.server.on(RequestCode.GET_ALL_PRODUCER_INFO, refuse(3, ' request type 328 not supported'))
    await expect(admin.clients.listProducers(master)).rejects.toMatchObject({ responseCode: 3 })
  })
})

describe('running info', () => {
  const queue = { topicName: 'orders', brokerName: 'broker-a', queueId: 0 }
  const query = { groupName: 'billing', clientId: 'c1', withStack: false }
  const info = {
    properties: { PROP_CLIENT_VERSION: 'V5_5_0' },
    queues: [
      {
        ...queue,
        commitOffset: 5n,
        cachedMessages: 2,
        cachedMiB: 0,
        cachedMinOffset: 5n,
        cachedMaxOffset: 6n,
        isLocked: false,
        isDropped: false,
        lastPullAt: new Date(2000),
        lastConsumeAt: null,
        lastLockAt: null,
      },
    ],
    popQueues: [{ ...queue, queueId: -1, waitAckCount: 3, isDropped: false, lastPopAt: new Date(3000) }],
    statuses: [
      {
        topicName: 'orders',
        pullRtMs: 1.5,
        pullTps: 10,
        consumeRtMs: 2,
        consumeOkTps: 9.5,
        consumeFailedTps: 0.5,
        consumeFailedLastHour: 12n,
      },
    ],
    jstack: 'TID: 1 STATE: RUNNABLE\n\tat "a":{b}',
  }

  it('is what the client says, with stacks only when asked for', async () => {
    const clients = [{ clientId: 'c1', runningInfo: info }]
    const { admin, master } = await start({ groups: [{ groupName: 'billing', clients, subscriptions: ['orders'] }] })
    const subscription = {
      topicName: 'orders',
      expressionType: 'TAG',
      expression: '*',
      subVersion: 1n,
      isClassFilter: false,
    }
    const told = { ...info, subscriptions: [subscription] }
    expect(await admin.clients.getRunningInfo(master, { ...query, withStack: true })).toEqual(told)
    expect(await admin.clients.getRunningInfo(master, query)).toEqual({ ...told, jstack: null })
  })

  it('is an error of a client that does not answer, and of one that is not there', async () => {
    const clients = [{ clientId: 'c1', runningInfo: null }]
    const { admin, master } = await start({ groups: [{ groupName: 'billing', clients }] })
    await expect(admin.clients.getRunningInfo(master, query)).rejects.toMatchObject({
      responseCodeName: 'CONSUME_MSG_TIMEOUT',
    })
    await expect(admin.clients.getRunningInfo(master, { ...query, clientId: 'c2' })).rejects.toMatchObject({
      responseCode: 1,
    })
  })

  it('of 40 clients that keep the broker waiting holds up nothing else', async () => {
    const { admin, master, broker } = await start()
    const gate = Promise.withResolvers<void>()
    broker.server.on(RequestCode.GET_CONSUMER_RUNNING_INFO, late(gate.promise, reply({ body: '{}' })))
    const asked = Array.from({ length: 40 }, (_, index) =>
      admin.clients.getRunningInfo(master, { ...query, clientId: `c${index}` }),
    )
    await broker.server.received(16, RequestCode.GET_CONSUMER_RUNNING_INFO)
    expect(await admin.groups.getConnection(master, 'billing')).toBeNull()
    gate.resolve()
    expect(await Promise.all(asked)).toHaveLength(40)
  })
})

describe('brokers', () => {
  it('tell replication from their own side; zeros of a master are no upstream', async () => {
    const { admin, servers, cluster } = await start({ slaves: true })
    const slaves = [
      {
        address: '10.0.0.2:4711',
        ackOffset: 90n,
        behindBytes: 10n,
        isInSync: true,
        bytesPerSecond: 5,
        transferFromOffset: 90n,
      },
    ]
    const master = { isMaster: true, masterCommitLogMaxOffset: 100n, inSyncSlaveCount: 1, slaves, upstream: null }
    const slave = {
      isMaster: false,
      masterCommitLogMaxOffset: 0n,
      inSyncSlaveCount: 0,
      slaves: [],
      upstream: {
        masterAddress: '10.0.0.1:10912',
        maxOffset: 90n,
        masterFlushOffset: 0n,
        bytesPerSecond: 5,
        lastReadAt: new Date(2000),
        lastWriteAt: null,
      },
    }
    for (const { brokerId, store } of cluster.brokers) store.haStatus = brokerId === 0 ? master : slave
    expect(await Promise.all(servers.map((server) => admin.brokers.getHaStatus(server)))).toEqual([master, slave])
  })

  it('tell a counter, null when it counted nothing, and an error when something else failed', async () => {
    const { admin, master, broker } = await start()
    const query = { statsName: 'TOPIC_PUT_NUMS', statsKey: 'orders' }
    expect(await admin.brokers.getStats(master, query)).toBeNull()
    broker.server.on(RequestCode.VIEW_BROKER_STATS_DATA, refuse(1, 'java.lang.NullPointerException'))
    await expect(admin.brokers.getStats(master, query)).rejects.toMatchObject({ responseCode: 1 })
    const window = { avgpt: 1.0, sum: 60, tps: 1.0 }
    const body = JSON.stringify({ statsMinute: window, statsHour: { ...window, sum: 3600 }, statsDay: window })
    broker.server.on(RequestCode.VIEW_BROKER_STATS_DATA, reply({ body }))
    expect(await admin.brokers.getStats(master, query)).toEqual({
      minute: { sum: 60n, tps: 1, avgpt: 1 },
      hour: { sum: 3600n, tps: 1, avgpt: 1 },
      day: { sum: 60n, tps: 1, avgpt: 1 },
    })
  })

  it('tell what waits for its time, by topic', async () => {
    const { admin, master, broker } = await start()
    broker.store.timingCountByTopic = { reminders: 593n }
    expect(await admin.brokers.getTimerMetrics(master)).toEqual([
      { topicName: 'reminders', count: 593n, changedAt: new Date(1) },
    ])
  })

  it('and name servers hand out their settings', async () => {
    const { admin, cluster } = await start()
    expect(await admin.nameServers.getConfig(cluster.nameServer.address)).toMatchObject({ listenPort: '9876' })
  })
})
