import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { ok } from '#lib/api/endpoint.ts'
import { closeAllClusters, getCluster } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { type GetTopicSubscriptionsInput, getTopicSubscriptions } from './get-topic-subscriptions.ts'
import { handMadeSample, onTopic, sampledClient } from './testing/hand-made-sample.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const orders = { topicName: 'orders', readQueueNums: 2, writeQueueNums: 2, attributes: { 'message.type': 'NORMAL' } }

async function registered(options: FakeClusterOptions, parts?: Parameters<typeof handMadeSample>[0]) {
  const fake = await startFakeCluster({ brokers: 2, topics: [orders], ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  if (parts) await storeSample({ ...handMadeSample(parts), clusterId, at: new Date() }, emptyMemory())
  for (const { store } of fake.brokers) store.putEnds('orders', 0, { maxOffset: 10n })
  const subscriptions = (input: Partial<GetTopicSubscriptionsInput> = {}) =>
    getTopicSubscriptions(ctx, { clusterId, topicName: 'orders', page: 1, pageSize: 50, ...input })
  return { fake, clusterId, subscriptions }
}

describe('the groups of a topic', () => {
  const online = {
    groupName: 'billing',
    clients: [{ clientId: '10.0.0.1@1', address: '10.0.0.1:4711' }],
    subscriptions: [{ topicName: 'orders', expression: 'paid || sent' }],
    offsets: { orders: { 0: 7n } },
    pullOffsets: { orders: { 0: 9n } },
    delaysMs: { orders: { 0: 5_000 } },
    config: { retryMaxTimes: 5 },
  }

  it('T-11: shows those online and those offline, with expression, type and lag over all brokers', async () => {
    const { subscriptions } = await registered({
      groups: [online, { groupName: 'old', offsets: { orders: { 0: 2n } } }],
    })
    const { items, total, partial } = await subscriptions({ sort: '-lag' })
    expect([total, partial]).toEqual([2, undefined])
    expect(items).toMatchObject([
      {
        groupName: 'old',
        isOnline: null,
        clients: { state: 'unknown', reason: 'NO_PROXY' },
        type: null,
        expression: null,
        lag: { value: 16n, state: 'ok' },
        maxRetries: 16,
      },
      {
        groupName: 'billing',
        isOnline: true,
        clients: { value: 1, state: 'ok' },
        type: 'PUSH',
        model: 'CLUSTERING',
        expressionType: 'TAG',
        expression: 'paid || sent',
        lag: { value: 6n, state: 'ok' },
        lagTimeMs: { value: 5_000, state: 'ok' },
        inflight: { value: 4n, state: 'ok' },
        maxRetries: 5,
        isOrdered: false,
        isWrongFit: false,
        onlineClients: [{ clientId: '10.0.0.1@1', protocol: 'remoting' }],
      },
    ])
    expect(items[1]?.queues).toHaveLength(4)
    expect((await subscriptions({ group: 'old' })).items.map(({ groupName }) => groupName)).toEqual(['old'])
    expect((await subscriptions({ q: 'bill*' })).items.map(({ groupName }) => groupName)).toEqual(['billing'])
  })

  it('T-11: a broadcast group has no lag to show, a group that never consumed has a word for it', async () => {
    const broadcast = { groupName: 'cache', messageModel: 'BROADCASTING', clients: ['c@1'], subscriptions: ['orders'] }
    const never = { groupName: 'never', clients: ['n@1'], subscriptions: ['orders'] }
    const { subscriptions } = await registered({ groups: [broadcast, never] })
    expect((await subscriptions()).items).toMatchObject([
      { groupName: 'cache', lag: { state: 'na', reason: 'BROADCAST' }, lagTimeMs: { state: 'na' } },
      { groupName: 'never', lag: { state: 'na', reason: 'NEVER_CONSUMED' } },
    ])
  })

  it('T-13: an inconsistent group shows what each of its clients wants', async () => {
    const at = new Date()
    const set = (expression: string, clientId: string) => ({
      subscriptions: [{ topicName: 'orders', expressionType: 'TAG', expression }],
      clientIds: [clientId],
      since: at,
    })
    const { subscriptions } = await registered(
      { groups: [{ ...online, clients: ['a@1', 'b@1'] }] },
      {
        topics: [{ topicName: 'orders', groupNames: ['billing', 'only-sampled'] }],
        groups: [
          {
            groupName: 'billing',
            consistency: 'INCONSISTENT',
            inconsistentClients: 1,
            subscriptionSets: [set('paid', 'a@1'), set('sent', 'b@1')],
            onlineClients: [sampledClient('a@1', { queues: 3 })],
            topics: [onTopic('orders')],
          },
          { groupName: 'only-sampled', topics: [onTopic('orders', { lag: ok(0n, at) })] },
        ],
      },
    )
    const { items } = await subscriptions()
    expect(items).toMatchObject([
      {
        groupName: 'billing',
        consistency: 'INCONSISTENT',
        inconsistentClients: 1,
        onlineClients: [
          { clientId: 'a@1', expression: 'paid', queues: 3 },
          { clientId: 'b@1', expression: 'sent', queues: null },
        ],
      },
      { groupName: 'only-sampled', isOnline: null, expression: null },
    ])
  })

  it('marks an ordered group on a topic that is not FIFO', async () => {
    const { subscriptions } = await registered({ groups: [{ ...online, config: { consumeMessageOrderly: true } }] })
    expect((await subscriptions()).items).toMatchObject([{ isOrdered: true, isWrongFit: true }])
  })

  it('shows a group that has left the topic as not online there', async () => {
    const left = { ...online, subscriptions: ['other'] }
    const { subscriptions } = await registered({ groups: [left] })
    expect((await subscriptions()).items).toMatchObject([
      { isOnline: false, clients: { value: 0 }, expression: null, onlineClients: [], lag: { value: 6n } },
    ])
  })
})

describe('bad weather', () => {
  it('X-1 X-3: a broker that hangs is named, sums say "at least", and many groups cost one deadline', async () => {
    const groups = Array.from({ length: 100 }, (_, index) => ({
      groupName: `g-${String(index).padStart(3, '0')}`,
      offsets: { orders: { 0: 7n } },
    }))
    const { fake, clusterId, subscriptions } = await registered({ groups })
    await (await getCluster(ctx, clusterId)).getInventory()
    fake.broker('broker-b').server.pause()
    const startedAt = performance.now()
    const { items, partial } = await subscriptions({ pageSize: 100 })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
    expect(items).toHaveLength(100)
    expect(items[15]).toMatchObject({
      isOnline: null,
      clients: { state: 'unknown', reason: 'NO_ANSWER' },
      lag: { value: 3n, state: 'estimate', reason: 'PARTIAL' },
    })
    // The rest is as sampled, which is not yet.
    expect(items[99]).toMatchObject({ isOnline: null, lag: { state: 'unknown', reason: 'NOT_SAMPLED' } })
  })

  it('asks only for the groups of the page, and never for one that does not exist', async () => {
    const groups = Array.from({ length: 30 }, (_, index) => ({
      groupName: `g-${String(index).padStart(2, '0')}`,
      offsets: { orders: { 0: 7n } },
    }))
    const { fake, subscriptions } = await registered({ groups })
    const { items, total } = await subscriptions({ pageSize: 10, page: 3, sort: '-groupName' })
    expect([total, items.map(({ groupName }) => groupName).at(0), items.length]).toEqual([30, 'g-09', 10])
    expect(fake.broker('broker-a').server.countOf(RequestCode.GET_CONSUMER_CONNECTION_LIST)).toBe(10)
    expect((await subscriptions({ group: 'nope' })).items).toEqual([])
    expect(fake.broker('broker-a').server.countOf(RequestCode.GET_CONSUMER_CONNECTION_LIST)).toBe(10)
  })
})
