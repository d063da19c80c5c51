import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import type { GroupSample } from '#lib/monitoring/sample.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { batchGroups } from './batch-groups.ts'
import { getGroup } from './get-group.ts'
import { getGroupProgress } from './get-group-progress.ts'
import { getGroupRetry } from './get-group-retry.ts'
import { getGroupSubscriptions } from './get-group-subscriptions.ts'
import { type ListGroupsInput, listGroups } from './list-groups.ts'
import { clusterSample, groupSample, groupTopicSample } from './testing/group-samples.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const at = new Date()

async function registered(options: FakeClusterOptions = {}, samples?: readonly GroupSample[]) {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  if (samples) await storeSample(clusterSample(clusterId, samples), emptyMemory())
  const list = (input: Partial<ListGroupsInput> = {}) => listGroups(ctx, { clusterId, page: 1, pageSize: 50, ...input })
  const names = async (input: Partial<ListGroupsInput> = {}) =>
    (await list(input)).items.map(({ groupName }) => groupName)
  return { fake, clusterId, list, names }
}

const groups = [
  { groupName: 'alpha' },
  { groupName: 'beta', config: { consumeMessageOrderly: true, retryMaxTimes: 3 } },
  {
    groupName: 'gamma',
    config: { retryPolicy: { type: 'EXPONENTIAL' as const, initialMs: 1_000, maxMs: 9_000, multiplier: 1 } },
  },
  { groupName: 'pay%delta', config: { consumeEnable: false } },
  { groupName: 'CID_RMQ_SYS_TRANS' },
]
const samples = [
  groupSample('alpha', {
    lag: ok(10n, at),
    lagTimeMs: ok(90_000, at),
    topics: [groupTopicSample('orders'), groupTopicSample('%RETRY%alpha', { kind: 'RETRY' })],
  }),
  groupSample('beta', {
    type: 'POP',
    lag: { value: 500n, state: 'estimate', at },
    lagTimeMs: ok(10_000, at),
    deadLetters: ok(7n, at),
    topics: [groupTopicSample('orders', { kind: 'DEAD_SUBSCRIPTION' }), groupTopicSample('bills')],
  }),
  groupSample('gamma', {
    lag: unknown('NO_ANSWER'),
    lagTimeMs: unknown('NO_ANSWER'),
    clients: ok({ total: 0, remoting: 0, grpc: 0 }, at),
    type: null,
    model: null,
    consistency: null,
  }),
  groupSample('pay%delta', {
    model: 'BROADCASTING',
    lag: { value: null, state: 'na', at, reason: 'BROADCAST' },
    lagTimeMs: { value: null, state: 'na', at, reason: 'BROADCAST' },
    consistency: 'INCONSISTENT',
    inconsistentClients: 1,
  }),
  groupSample('offsets-only', { lag: ok(3n, at), lagTimeMs: ok(600_000, at), topics: [groupTopicSample('orders')] }),
  groupSample('deleted-since'),
]

describe('what is listed', () => {
  it('the worst first: by age of what waits, unknown last, then by lag, then by name; system groups on request', async () => {
    const { names } = await registered({ groups }, samples)
    const mine = ['offsets-only', 'alpha', 'beta', 'gamma', 'pay%delta']
    expect(await names()).toEqual(mine)
    expect(await names({ include: ['system'] })).toEqual([...mine.slice(0, 3), 'CID_RMQ_SYS_TRANS', ...mine.slice(3)])
  })

  it('G-22: filters by delivery, policy, topic, label, owner and every number return exactly the prepared sets', async () => {
    const { clusterId, names } = await registered({ groups }, samples)
    const label = (name: string, owner: string) =>
      setMetadata({ clusterId, kind: 'group', name, patch: { labels: { team: 'a' }, owner }, by: 'ann' })
    await label('alpha', 'ann')
    await label('gamma', 'bob')
    const sorted = async (input: Partial<ListGroupsInput>) => names({ sort: 'groupName', ...input })
    expect(await sorted({ delivery: ['ORDERED'] })).toEqual(['beta'])
    expect(await sorted({ delivery: ['CONCURRENT'] })).toEqual(['alpha', 'gamma', 'pay%delta'])
    expect(await sorted({ retryPolicy: ['FIXED'] })).toEqual(['gamma'])
    expect(await sorted({ topic: 'orders' })).toEqual(['alpha', 'beta', 'offsets-only'])
    expect(await sorted({ topic: '%RETRY%alpha' })).toEqual([])
    expect(await sorted({ label: ['team=a'] })).toEqual(['alpha', 'gamma'])
    expect(await sorted({ owner: 'bob' })).toEqual(['gamma'])
    expect(await sorted({ type: ['POP'] })).toEqual(['beta'])
    expect(await sorted({ model: ['BROADCASTING'] })).toEqual(['pay%delta'])
    expect(await sorted({ enabled: false })).toEqual(['pay%delta'])
    expect(await sorted({ online: false })).toEqual(['gamma'])
    expect(await sorted({ hasLag: true })).toEqual(['alpha', 'beta', 'offsets-only'])
    expect(await sorted({ lagTimeMs: 60_000 })).toEqual(['alpha', 'offsets-only'])
    expect(await sorted({ hasDeadLetters: true })).toEqual(['beta'])
    expect(await sorted({ inconsistent: true })).toEqual(['pay%delta'])
    expect(await sorted({ flags: ['NO_CONFIG'] })).toEqual(['offsets-only'])
    expect(await sorted({ flags: ['UNDECLARED'] })).toEqual(['beta', 'offsets-only', 'pay%delta'])
    expect(await sorted({ namespace: 'pay' })).toEqual(['pay%delta'])
    expect(await sorted({ namespace: '', q: '*a' })).toEqual(['alpha', 'beta', 'gamma'])
    expect(await sorted({ q: '/^(alpha|beta)$/' })).toEqual(['alpha', 'beta'])
  })

  it('C-20: counts namespaces under the other filters', async () => {
    const { list } = await registered({ groups }, samples)
    expect((await list({ namespace: 'pay' })).namespaces).toEqual([
      { namespace: null, groups: 4 },
      { namespace: 'pay', groups: 1 },
    ])
  })

  it('sorts every column either way, unknown last in both', async () => {
    const { names } = await registered({ groups }, samples)
    const three = { q: '/^(alpha|beta|gamma)$/' }
    expect(await names({ ...three, sort: 'lag' })).toEqual(['alpha', 'beta', 'gamma'])
    expect(await names({ ...three, sort: '-lag' })).toEqual(['beta', 'alpha', 'gamma'])
    expect(await names({ ...three, sort: '-deadLetters' })).toEqual(['beta', 'alpha', 'gamma'])
    expect(await names({ ...three, sort: '-topics' })).toEqual(['beta', 'alpha', 'gamma'])
    expect(await names({ ...three, sort: 'maxRetries' })).toEqual(['beta', 'alpha', 'gamma'])
    expect(await names({ ...three, sort: 'clients' })).toEqual(['gamma', 'beta', 'alpha'])
  })

  it('marks what brokers hold differently, and never claims what was not sampled', async () => {
    const { fake, list } = await registered({ groups })
    fake.broker('broker-b').store.groups.delete('alpha')
    const beta = fake.broker('broker-b').store.groups.get('beta')
    if (beta?.config) beta.config = { ...beta.config, retryMaxTimes: 5 }
    const { items, sampledAt } = await list({ sort: 'groupName' })
    expect(sampledAt).toBeUndefined()
    expect(items[0]).toMatchObject({
      groupName: 'alpha',
      brokerNames: ['broker-a'],
      state: 'UNKNOWN',
      lag: { value: null, state: 'unknown', reason: 'NOT_SAMPLED' },
      clients: { value: null, reason: 'NOT_SAMPLED' },
    })
    expect(items[1]).toMatchObject({ groupName: 'beta', flags: ['UNDECLARED', 'DIFFERS', 'ORDERED'] })
  })
})

describe('what it costs', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => `group-${index}`)

  it('X-4: with 5,000 groups the first view asks each node at most twice; paging, sorting and searching ask nobody', async () => {
    const { fake, list } = await registered({ groups: many.map((groupName) => ({ groupName })) })
    const first = await list()
    expect([first.total, first.items.length]).toEqual([5_000, 50])
    for (const { server } of fake.brokers) expect(server.requests.length).toBeLessThanOrEqual(2)
    expect(fake.nameServer.requests.length).toBeLessThanOrEqual(2)
    const before = fake.requestCount
    await list({ page: 7 })
    await list({ sort: '-clients' })
    await list({ q: 'group-99' })
    await list({ hasLag: true })
    expect(fake.requestCount).toBe(before)
  })

  it('G-22: sorted by topics and by lag time over 5,000 groups, right and in less than 1 s', async () => {
    const { list } = await registered(
      { groups: many.map((groupName) => ({ groupName })) },
      many.map((groupName, index) =>
        groupSample(groupName, {
          lagTimeMs: ok((index * 7) % 5_000, at),
          topics: Array.from({ length: (index * 3) % 11 }, (_, topic) => groupTopicSample(`topic-${topic}`)),
        }),
      ),
    )
    await list()
    const startedAt = performance.now()
    const byAge = (await list({ pageSize: 500 })).items.map(({ lagTimeMs }) => lagTimeMs.value)
    const byTopics = (await list({ sort: '-topics', pageSize: 500 })).items.map(({ topics }) => topics.value)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(byAge).toEqual([...byAge].sort((a, b) => (b ?? 0) - (a ?? 0)))
    expect([byAge[0], byTopics[0]]).toEqual([4_999, 10])
    expect(byTopics).toEqual([...byTopics].sort((a, b) => (b ?? 0) - (a ?? 0)))
  })
})

describe('bad weather', () => {
  it('X-3: a broker paused before it was ever read: the rest in less than 3 s, and it is named', async () => {
    const { fake, list } = await registered({ groups }, samples)
    fake.broker('broker-b').server.pause()
    const startedAt = performance.now()
    const { items, partial } = await list({ sort: 'groupName' })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
    expect(items[0]).toMatchObject({ groupName: 'alpha', brokerNames: ['broker-a'] })
    // It may hold the config that nobody else has.
    expect(items.find(({ groupName }) => groupName === 'offsets-only')).toMatchObject({ hasConfig: null })
  })

  it('names what was silent to the sampler, like a proxy, in the list and on the page of a group; no batch waits for that', async () => {
    const { fake, clusterId, list } = await registered({ groups })
    const proxy = { address: '127.0.0.1:1', brokerName: 'proxy-1', code: 'CLUSTER_UNREACHABLE' as const, detail: 'No.' }
    await storeSample({ ...clusterSample(clusterId, samples), partial: [proxy] }, emptyMemory())
    expect((await list()).partial).toEqual([proxy])
    expect((await getGroup(ctx, { clusterId, groupName: 'alpha' })).partial).toEqual([proxy])
    const batch = { clusterId, action: 'delete', filter: { q: 'alpha' }, dryRun: true } as const
    expect(await batchGroups(ctx, batch)).toMatchObject({ total: 1, partial: [proxy] })
    fake.broker('broker-b').server.pause()
    await expect(batchGroups(ctx, batch)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('X-10: an error, not an empty list, while no broker has ever answered', async () => {
    const { fake, list } = await registered({ groups })
    for (const name of ['broker-a', 'broker-b']) fake.broker(name).server.pause()
    await expect(list()).rejects.toMatchObject({ code: 'CLUSTER_TIMEOUT' })
  })
})

it('G-24: looking at a group never asks a broker for it by the request that would create it', async () => {
  const { fake, clusterId } = await registered({ groups })
  const input = { clusterId, groupName: 'doesNotExist' }
  for (const look of [getGroup, getGroupProgress, getGroupSubscriptions, getGroupRetry]) {
    await expect(look(ctx, input)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await look(ctx, { clusterId, groupName: 'alpha' })
  }
  for (const { server } of fake.brokers) expect(server.countOf(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG)).toBe(0)
})
