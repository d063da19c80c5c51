import { afterEach, describe, expect, it } from 'vitest'
import { RequestCode } from '../request-code.ts'
import { refuse, reply, silence } from '../testing/fake-answers.ts'
import { FakeBroker } from '../testing/fake-broker.ts'
import { type FakeClusterOptions, startFakeCluster } from '../testing/fake-cluster.ts'
import type { FakeGroupParts } from '../testing/fake-group.ts'
import { groupHandlers } from '../testing/fake-group-handlers.ts'
import { FakeStore } from '../testing/fake-store.ts'
import { AdminClient, type AdminClientOptions } from './admin-client.ts'
import { masterServers } from './cluster-info.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function start(options: FakeClusterOptions = {}, clientOptions: Partial<AdminClientOptions> = {}) {
  const cluster = await startFakeCluster(options)
  const admin = new AdminClient({ nameServers: cluster.nameServers, ...clientOptions })
  cleanUps.push(
    () => cluster.stop(),
    () => admin.close(),
  )
  const masters = masterServers(await admin.cluster.get())
  const [master] = masters
  if (!master) throw new Error('the fake cluster has no master')
  return { cluster, admin, masters, master, broker: cluster.broker(master.brokerName) }
}

const billing = { groupName: 'billing', topicName: 'orders' }

describe('settings and committed offsets', () => {
  it('come from each broker in one request, and name the broker that is silent', async () => {
    const groups: FakeGroupParts[] = [
      { groupName: 'billing', config: { retryMaxTimes: 3 }, offsets: { orders: { 0: 5n, 3: 9_007_199_254_740_993n } } },
      { groupName: 'orphan', config: null, offsets: { orders: { 1: 2n } } },
    ]
    const { cluster, admin, masters } = await start({ brokers: 2, topics: ['orders'], groups })
    cluster.broker('broker-b').server.on(RequestCode.GET_ALL_CONSUMER_OFFSET, silence)
    const before = cluster.requestCount

    const configs = await admin.groups.listConfigs(masters)
    expect(configs.failed).toEqual([])
    expect(configs.done.map(({ value }) => [...value.values()])).toMatchObject([
      [{ groupName: 'billing', retryMaxTimes: 3, consumeEnable: true, retryPolicy: null }],
      [{ groupName: 'billing' }],
    ])
    const { done, failed } = await admin.groups.listOffsets(masters, { timeoutMs: 1_000 })
    expect(done.map(({ value }) => value)).toEqual([
      [
        {
          ...billing,
          offsetByQueueId: new Map([
            [0, 5n],
            [3, 9_007_199_254_740_993n],
          ]),
        },
        { topicName: 'orders', groupName: 'orphan', offsetByQueueId: new Map([[1, 2n]]) },
      ],
    ])
    expect(failed).toMatchObject([{ server: { brokerName: 'broker-b' }, error: { name: 'RequestTimeoutError' } }])
    expect(cluster.requestCount - before).toBe(4)
  })

  it('of 5,000 groups cost one request', async () => {
    const groups = Array.from({ length: 5_000 }, (_, index) => ({
      groupName: `group-${index}`,
      offsets: { orders: Object.fromEntries(Array.from({ length: 16 }, (_, queueId) => [queueId, BigInt(index)])) },
    }))
    const { cluster, admin, masters } = await start({ topics: ['orders'], groups })
    const before = cluster.requestCount
    const { done } = await admin.groups.listOffsets(masters, { timeoutMs: 30_000 })
    expect(done[0]?.value).toHaveLength(5_000)
    expect(done[0]?.value.at(-1)?.offsetByQueueId.get(15)).toBe(4_999n)
    expect(cluster.requestCount - before).toBe(1)
  })

  it('of one queue are null where there is no commit', async () => {
    const { admin, master } = await start({ groups: [{ groupName: 'billing', offsets: { orders: { 0: 5n } } }] })
    expect(await admin.groups.getOffset(master, { ...billing, queueId: 0 })).toBe(5n)
    expect(await admin.groups.getOffset(master, { ...billing, queueId: 1 })).toBeNull()
    expect(await admin.groups.getOffset(master, { groupName: 'nobody', topicName: 'orders', queueId: 0 })).toBeNull()
  })
})

describe('progress', () => {
  it('tells ends, commits and what was handed out, queue by queue', async () => {
    const { admin, master, broker } = await start({
      topics: [{ topicName: 'orders', readQueueNums: 2, writeQueueNums: 2 }],
    })
    broker.putMessage({ topicName: 'orders', body: 'a', storeTimestamp: new Date(1000) })
    broker.putMessage({ topicName: 'orders', body: 'b', storeTimestamp: new Date(2000) })
    broker.store.putEnds('orders', 1, { minOffset: 90n, maxOffset: 100n })
    broker.store.putGroup({
      groupName: 'billing',
      offsets: { orders: { 0: 1n } },
      pullOffsets: { orders: { 0: 2n } },
      consumeTps: 1.5,
    })
    const place = { topicName: 'orders', brokerName: 'broker-a' }
    const stats = await admin.groups.getConsumeStats(master, { groupName: 'billing' })
    expect(stats).toEqual({
      queues: [
        { ...place, queueId: 0, brokerOffset: 2n, consumerOffset: 1n, pullOffset: 2n, lastTimestamp: new Date(1000) },
        { ...place, queueId: 1, brokerOffset: 100n, consumerOffset: 0n, pullOffset: 0n, lastTimestamp: null },
      ],
      consumeTps: 1.5,
    })
    expect(await admin.groups.getConsumeStats(master, billing)).toEqual(stats)
    expect(await admin.groups.getConsumeStats(master, { groupName: 'nobody' })).toEqual({ queues: [], consumeTps: 0 })
  })

  it('in time is unknown where the message is not there, never an age since 1970', async () => {
    const { admin, master, broker } = await start({
      topics: [{ topicName: 'orders', readQueueNums: 3, writeQueueNums: 3 }],
    })
    const storedAt = new Date(Date.now() - 60_000)
    broker.putMessage({ topicName: 'orders', body: 'a', storeTimestamp: storedAt })
    broker.store.putEnds('orders', 1, { minOffset: 90n, maxOffset: 100n })
    broker.store.putGroup({
      groupName: 'billing',
      offsets: { orders: { 0: 0n, 1: 50n, 2: 0n } },
      delaysMs: { orders: { 2: 1234 } },
    })
    const spans = await admin.groups.getConsumeTimeSpans(master, billing)
    expect(spans[0]).toMatchObject({
      topicName: 'orders',
      brokerName: 'broker-a',
      queueId: 0,
      minAt: storedAt,
      maxAt: storedAt,
    })
    expect(spans[0]?.delayMs).toBeGreaterThanOrEqual(60_000)
    expect(spans[0]?.delayMs).toBeLessThan(120_000)
    expect(spans[1]).toMatchObject({ queueId: 1, minAt: null, maxAt: null, consumedAt: null, delayMs: null })
    expect(spans[2]?.delayMs).toBe(1234)
    const unknown = admin.groups.getConsumeTimeSpans(master, { groupName: 'billing', topicName: 'nowhere' })
    await expect(unknown).rejects.toMatchObject({ responseCode: 17 })
  })
})

describe('connections', () => {
  const online = {
    groupName: 'billing',
    clients: ['10.0.0.1@1', { clientId: '10.0.0.2@1', address: '10.0.0.2:40000', language: 'GO', versionOrdinal: 407 }],
    subscriptions: [
      'orders',
      { topicName: 'bills', expressionType: 'SQL92', expression: 'amount > 5', subVersion: 7n },
    ],
    consumeType: 'CONSUME_POP',
  }

  it('are null where no client is, which is an answer', async () => {
    const { admin, masters, cluster } = await start({ brokers: 2, groups: [{ groupName: 'billing' }] })
    cluster.broker('broker-b').store.putGroup(online)
    const [a, b] = await Promise.all(masters.map((master) => admin.groups.getConnection(master, 'billing')))
    expect(a).toBeNull()
    expect(b).toEqual({
      clients: [
        { clientId: '10.0.0.1@1', address: '127.0.0.1:50000', language: 'JAVA', version: '5.5.0', versionOrdinal: 513 },
        { clientId: '10.0.0.2@1', address: '10.0.0.2:40000', language: 'GO', version: '4.9.7', versionOrdinal: 407 },
      ],
      subscriptions: [
        { topicName: 'orders', expressionType: 'TAG', expression: '*', subVersion: 1n, isClassFilter: false },
        { topicName: 'bills', expressionType: 'SQL92', expression: 'amount > 5', subVersion: 7n, isClassFilter: false },
      ],
      consumeType: 'CONSUME_POP',
      messageModel: 'CLUSTERING',
      consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
    })
  })

  it('at a proxy are asked for at the given port, also where brokers are asked at theirs less two', async () => {
    const { admin } = await start({}, { useVipChannel: true })
    const store = new FakeStore()
    store.putGroup(online)
    const proxy = await FakeBroker.start(groupHandlers(store, { brokerName: 'proxy', brokerId: 0 }))
    cleanUps.push(() => proxy.stop())
    const connection = await admin.groups.getConnectionAtProxy(proxy.address, 'billing')
    expect(connection?.clients).toHaveLength(2)
    expect(await admin.groups.getConnectionAtProxy(proxy.address, 'nobody')).toBeNull()
  })

  it('tell the subscription to one topic, null when there is none', async () => {
    const { admin, master } = await start({ groups: [online, { groupName: 'offline', subscriptions: ['orders'] }] })
    expect(await admin.groups.getSubscription(master, { groupName: 'billing', topicName: 'bills' })).toMatchObject({
      expression: 'amount > 5',
    })
    expect(await admin.groups.getSubscription(master, { groupName: 'billing', topicName: 'other' })).toBeNull()
    expect(await admin.groups.getSubscription(master, { groupName: 'offline', topicName: 'orders' })).toBeNull()
    expect(await admin.topics.listGroups(master, 'orders')).toEqual(['billing'])
  })
})

describe('request modes', () => {
  it('are those that somebody set', async () => {
    const { admin, master } = await start({ groups: [{ groupName: 'billing', modes: { orders: 'POP' } }] })
    expect(await admin.groups.listRequestModes(master)).toEqual([{ ...billing, mode: 'POP', popShareQueueNum: 0 }])
  })

  it.each([
    [1, 'No message request mode in this broker'],
    [3, ' request type 402 not supported'],
  ])('are none where a broker answers %i', async (code, remark) => {
    const { admin, master, broker } = await start()
    broker.server.on(RequestCode.GET_ALL_MESSAGE_REQUEST_MODE, refuse(code, remark))
    expect(await admin.groups.listRequestModes(master)).toEqual([])
  })

  it('are an error where a broker refuses or fails', async () => {
    const { admin, master, broker } = await start()
    for (const code of [1, 16]) {
      broker.server.on(RequestCode.GET_ALL_MESSAGE_REQUEST_MODE, refuse(code, 'no permission'))
      await expect(admin.groups.listRequestModes(master)).rejects.toMatchObject({ responseCode: code })
    }
    broker.server.on(RequestCode.GET_ALL_MESSAGE_REQUEST_MODE, reply({ body: '{}' }))
    await expect(admin.groups.listRequestModes(master)).rejects.toMatchObject({ name: 'ProtocolError' })
  })
})
