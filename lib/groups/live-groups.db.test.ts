import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { ok } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getLiveGroups } from './get-live-groups.ts'
import { clusterSample, groupSample, groupTopicSample } from './testing/group-samples.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const sampledAt = new Date(Date.now() - 60_000)
const topics = ['orders', '%RETRY%billing'].map((topicName) => ({ topicName, readQueueNums: 1, writeQueueNums: 1 }))
const billing = {
  groupName: 'billing',
  offsets: { orders: { 0: 4n }, '%RETRY%billing': { 0: 1n } },
  pullOffsets: { orders: { 0: 6n } },
  delaysMs: { orders: { 0: 30_000 } },
  clients: ['10.0.0.1@1', { clientId: 'host@2@0@abd', runningInfo: null }],
  subscriptions: ['orders'],
}
const offline = { groupName: 'idle', offsets: { orders: { 0: 10n } } }

async function registered(options: FakeClusterOptions = {}) {
  const fake = await startFakeCluster({ brokers: 2, topics, groups: [billing, offline], ...options })
  onTestFinished(() => fake.stop())
  for (const { store } of fake.brokers) {
    for (const { topicName } of topics) store.putEnds(topicName, 0, { minOffset: 0n, maxOffset: 10n })
  }
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const lag = ok(500n, sampledAt)
  const sampled = (groupName: string) =>
    groupSample(groupName, { lag, topics: [groupTopicSample('orders')] }, sampledAt)
  await storeSample(clusterSample(clusterId, ['billing', 'idle'].map(sampled), sampledAt), emptyMemory())
  const ask = (...groupNames: string[]) => getLiveGroups(ctx, { clusterId, groupNames })
  return { fake, clusterId, ask }
}

describe('rows that are asked just now', () => {
  it('have what servers say, with its time, whatever the sampler saw; a group that is not there is left out', async () => {
    const { fake, ask } = await registered()
    const before = Date.now()
    const { items, notAsked, partial } = await ask('billing', 'nobody', 'idle', 'billing')
    expect([notAsked, partial]).toEqual([[], undefined])
    expect(items).toMatchObject([
      {
        groupName: 'billing',
        type: 'POP',
        clients: { value: { total: 2, remoting: 1, grpc: 1 }, state: 'ok' },
        // On each of two brokers: 10 stored, 4 committed, 6 handed out.
        lag: { value: 12n, state: 'estimate' },
        retryLag: { value: 18n },
        deadSubscriptionLag: { value: 0n },
        inflight: { value: 4n },
        ready: { value: 8n },
        lagTimeMs: { value: 30_000 },
      },
      {
        groupName: 'idle',
        type: null,
        lag: { value: 0n, state: 'ok' },
        lagTimeMs: { value: 0 },
        clients: { value: null, state: 'unknown', reason: 'NO_PROXY' },
      },
    ])
    for (const { lag } of items) expect(lag.at?.getTime()).toBeGreaterThanOrEqual(before)
    // Clients themselves are not asked: a page of groups may have thousands.
    for (const { server } of fake.brokers) expect(server.countOf(RequestCode.GET_CONSUMER_RUNNING_INFO)).toBe(0)
  })

  it('X-3: a paused broker makes sums "at least", is named, and is waited for once, not for each group', async () => {
    const groups = Array.from({ length: 40 }, (_, i) => ({ ...billing, groupName: `g${i}` }))
    const { fake, ask } = await registered({ groups })
    await ask('g0')
    fake.broker('broker-b').server.pause()
    const startedAt = performance.now()
    const { items, notAsked, partial } = await ask(...groups.map(({ groupName }) => groupName))
    expect(performance.now() - startedAt).toBeLessThan(6_000)
    expect(partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
    expect([items.length, notAsked]).toEqual([40, []])
    expect(items[39]).toMatchObject({
      clients: { value: { total: 2 }, state: 'estimate', reason: 'PARTIAL' },
      lag: { value: 6n, state: 'estimate', reason: 'PARTIAL' },
    })
  })

  it('costs each broker what the page of the group does, without its clients', async () => {
    const { fake, ask } = await registered()
    await ask('billing')
    const before = fake.requestCount
    await ask('billing')
    // 203, 208, 43; of two topics 202, and 303 where it is behind.
    expect(fake.requestCount - before).toBeLessThanOrEqual(2 * 7)
  })

  it('who does not see a group gets no row of it', async () => {
    const { clusterId } = await registered()
    const stranger = await makePerson('viewer', { scope: { clusters: 'all', groups: ['other*'] } })
    expect(await getLiveGroups(await stranger.context(), { clusterId, groupNames: ['billing'] })).toMatchObject({
      items: [],
    })
  })
})
