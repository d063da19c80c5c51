import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { closeAllClusters, getCluster, takeSamplerShare } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { refuse } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { wholeScope } from '#lib/users/read-scope.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { PER_ROUND } from './ask-groups.ts'
import { getSample } from './get-sample.ts'
import { dropOldPartitions } from './metric-partitions.ts'
import { queryMetrics } from './query-metrics.ts'
import type { ClusterSample } from './sample.ts'
import { sampleCluster } from './sample-cluster.ts'
import { decodeSample, encodeSample } from './sample-codec.ts'
import { Sampler } from './sampler.ts'
import { decodeMemory, encodeMemory } from './sampler-memory.ts'
import { urgentGroups } from './urgent-groups.ts'

useDatabase()
takeSamplerShare()
afterAll(closeAllClusters)

const start = new Date('2026-11-26T12:00:00Z')
beforeEach(() => {
  // The clock alone: sockets go on.
  vi.useFakeTimers({ toFake: ['Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

const ctx = workerContext(new AbortController().signal)
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

async function sampled(options: FakeClusterOptions = {}) {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const cluster = await getCluster(ctx, clusterId)
  const sampler = new Sampler(clusterId)
  const sample = async (urgentGroups?: ReadonlySet<string>) => {
    const made = await sampler.round(cluster, {
      requestsPerSecond: 900,
      canHaveProxies: false,
      ...(urgentGroups && { urgentGroups }),
      signal: new AbortController().signal,
    })
    if (!made) throw new Error('nothing was sampled')
    return made
  }
  const stores = fake.brokers.map(({ store }) => store)
  /** On each broker, in queue 0. */
  const write = (topicName: string, maxOffset: bigint, minOffset = 0n) => {
    for (const store of stores) store.putEnds(topicName, 0, { minOffset, maxOffset, lastUpdateTimestamp: new Date() })
  }
  const group = (parts: Parameters<(typeof stores)[0]['putGroup']>[0]) => {
    for (const store of stores) store.putGroup(parts)
  }
  return { fake, clusterId, sampler, sample, write, group }
}

const DAY_MS = 86_400_000

/** The lease of one worker after the other: its end is the database's, whose clock is not ours. */
async function holdLease(scope: string, fencingToken: bigint) {
  const lease = { task: 'sample', scope, fencingToken }
  const expiresAt = new Date('2100-01-01T00:00:00Z')
  await db().lease.upsert({
    where: { task_scope: { task: lease.task, scope } },
    create: { ...lease, holder: 'test', expiresAt },
    update: { fencingToken, expiresAt },
  })
  return lease
}

const one = { readQueueNums: 1, writeQueueNums: 1 }
const topic = (topicName: string) => ({ topicName, ...one })
const groupOf = (sample: ClusterSample, name: string) => {
  const group = sample.groups.get(name)
  if (!group) throw new Error(`no group ${name}`)
  return group
}

it('N-4: of more groups than a round has room for, those with an alarm and those that somebody marked are asked each time', async () => {
  const groups = Array.from({ length: PER_ROUND + 200 }, (_, i) => ({ groupName: `g${String(i).padStart(4, '0')}` }))
  const { fake, clusterId, sample } = await sampled({ brokers: 1, groups })
  const person = await makePerson('viewer')
  // By its name alone its turn would come last.
  const name = `g${PER_ROUND + 199}`
  await db().favourite.create({ data: { userId: person.userId, kind: 'group', clusterId, name } })
  const urgent = await urgentGroups(clusterId)
  expect([...urgent]).toEqual([name])
  for (let round = 0; round < 3; round++) {
    await sample(urgent)
    later(60)
  }
  const asked = fake
    .broker('broker-a')
    .server.requests.filter(({ code }) => code === RequestCode.GET_CONSUMER_CONNECTION_LIST)
    .map(({ extFields }) => extFields.consumerGroup)
  const timesOf = (groupName: string) => asked.filter((each) => each === groupName).length
  expect(timesOf(name)).toBe(3)
  expect(timesOf(`g${PER_ROUND + 198}`)).toBe(1)
  expect(groups.filter(({ groupName }) => timesOf(groupName) === 0)).toEqual([])
})

describe('lag', () => {
  it('counts from the committed offset, and from min where it lies below or there is none', async () => {
    const { sample, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 100n, 40n)
    group({ groupName: 'billing', offsets: { orders: { 0: 70n } } })
    group({ groupName: 'behind', offsets: { orders: { 0: 10n } } })
    const made = await sample()
    expect(groupOf(made, 'billing').lag).toMatchObject({ value: 60n, state: 'ok' })
    expect(groupOf(made, 'behind').lag).toMatchObject({ value: 120n, state: 'ok' })
    expect(made.topics.get('orders')).toMatchObject({
      retained: { value: 120n },
      groupNames: ['behind', 'billing'],
      worstLag: { groupName: 'behind', lag: { value: 120n } },
    })
  })

  it('G-6: what no client subscribes to any more is a dead subscription; retry lag stands apart', async () => {
    const { sample, write, group } = await sampled({ topics: [topic('a'), topic('b'), topic('%RETRY%g')] })
    write('a', 10n)
    write('b', 10n)
    write('%RETRY%g', 5n)
    group({
      groupName: 'g',
      offsets: { a: { 0: 9n }, b: { 0: 4n }, '%RETRY%g': { 0: 2n } },
      clients: ['10.0.0.1@1'],
      subscriptions: ['a', '%RETRY%g'],
    })
    expect(groupOf(await sample(), 'g')).toMatchObject({
      lag: { value: 2n },
      retryLag: { value: 6n },
      deadSubscriptionLag: { value: 12n },
      topics: [
        { topicName: '%RETRY%g', kind: 'RETRY' },
        { topicName: 'a', kind: 'SUBSCRIBED', isOnline: true },
        { topicName: 'b', kind: 'DEAD_SUBSCRIPTION', isOnline: false },
      ],
    })
  })

  it('G-10: never consumed is a word and broadcast is –, whatever is stored', async () => {
    const { sample, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 1_000_000n)
    group({ groupName: 'new', clients: ['c'], subscriptions: ['orders'] })
    group({ groupName: 'idle' })
    group({ groupName: 'cache', clients: ['d'], subscriptions: ['orders'], messageModel: 'BROADCASTING' })
    const made = await sample()
    const never = { value: null, state: 'na', reason: 'NEVER_CONSUMED' }
    expect(groupOf(made, 'new').lag).toMatchObject(never)
    expect(groupOf(made, 'idle').lag).toMatchObject(never)
    const none = { value: null, state: 'na', reason: 'BROADCAST' }
    expect(groupOf(made, 'cache')).toMatchObject({
      lag: none,
      retryLag: none,
      inflight: none,
      lagTimeMs: none,
      ackTps: none,
    })
  })

  it('a broadcast group that is offline is still one', async () => {
    const { sample, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 10n)
    group({ groupName: 'cache', clients: ['d'], subscriptions: ['orders'], messageModel: 'BROADCASTING' })
    await sample()
    group({ groupName: 'cache' })
    later(15)
    expect(groupOf(await sample(), 'cache').lag).toMatchObject({ state: 'na', reason: 'BROADCAST' })
  })

  it('finds groups of which only offsets are left, of any length', async () => {
    const { sample, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 10n)
    const long = 'g'.repeat(120)
    group({ groupName: long, config: null, offsets: { orders: { 0: 4n } } })
    expect(groupOf(await sample(), long)).toMatchObject({ lag: { value: 12n }, clients: { value: { total: 0 } } })
  })

  it('what a proxy keeps for a broadcast group is no group', async () => {
    const { sample, group } = await sampled({ topics: [topic('orders')] })
    group({ groupName: 'cache@broadcast', config: null, offsets: { orders: { 0: 4n } } })
    expect([...(await sample()).groups.keys()]).toEqual([])
  })
})

describe('rates', () => {
  it('T-8: growth between two passes; the first pass knows none, and a stopped topic shows 0', async () => {
    const { sample, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 1_000n)
    group({ groupName: 'g', offsets: { orders: { 0: 1_000n } } })
    expect((await sample()).topics.get('orders')?.inTps).toMatchObject({
      value: null,
      state: 'unknown',
      reason: 'NOT_SAMPLED',
    })
    later(15)
    write('orders', 1_750n)
    group({ groupName: 'g', offsets: { orders: { 0: 1_300n } } })
    await sample()
    later(15)
    write('orders', 2_500n)
    group({ groupName: 'g', offsets: { orders: { 0: 1_600n } } })
    const made = await sample()
    // Two brokers, 750 messages each in 15 s; 600 commits each in 30 s.
    expect(made.topics.get('orders')).toMatchObject({
      inTps: { value: 100, state: 'ok' },
      outTps: { value: 40, state: 'estimate' },
      messages24h: { value: 3_000n, state: 'estimate', reason: 'PARTIAL' },
    })
    expect(groupOf(made, 'g').ackTps).toMatchObject({ value: 40, state: 'ok' })
    later(15)
    expect((await sample()).topics.get('orders')?.inTps).toMatchObject({ value: 0, state: 'ok' })
  })

  it('counters that go back were reset: no rate, never a negative one', async () => {
    const { sample, write } = await sampled({ topics: [topic('orders')] })
    write('orders', 1_000n)
    await sample()
    later(15)
    write('orders', 10n)
    const reset = (await sample()).topics.get('orders')
    expect(reset?.inTps).toMatchObject({ value: null, state: 'unknown' })
    expect(reset?.messages24h.value).toBe(0n)
    later(15)
    write('orders', 25n)
    expect((await sample()).topics.get('orders')?.inTps).toMatchObject({ value: 2, state: 'ok' })
  })
})

describe('lag time', () => {
  it('grows with the clock while nothing is committed, without asking again; is 0 when lag is', async () => {
    const { fake, sample, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 10n)
    group({ groupName: 'g', offsets: { orders: { 0: 4n } }, delaysMs: { orders: { 0: 30_000 } } })
    expect(groupOf(await sample(), 'g').lagTimeMs).toMatchObject({ value: 30_000, state: 'ok' })
    const asked = () =>
      fake.brokers
        .flatMap(({ server }) => server.requests)
        .filter(({ code }) => code === RequestCode.QUERY_CONSUME_TIME_SPAN).length
    const before = asked()
    later(60)
    expect(groupOf(await sample(), 'g').lagTimeMs).toMatchObject({ value: 90_000, state: 'ok' })
    expect(asked()).toBe(before)
    group({ groupName: 'g', offsets: { orders: { 0: 10n } } })
    later(15)
    expect(groupOf(await sample(), 'g')).toMatchObject({ lag: { value: 0n }, lagTimeMs: { value: 0, state: 'ok' } })
  })
})

it('G-7: a consumer that stopped for ten minutes is 600 s behind; the drain estimate holds, and when it has caught up it is 0', async () => {
  const { sample, write, group } = await sampled({ brokers: 1, topics: [topic('orders')] })
  let written = 0n
  let consumed = 0n
  const step = async (takes: bigint) => {
    later(15)
    written += 150n
    consumed = takes > written - consumed ? written : consumed + takes
    write('orders', written)
    // The age of the first message not consumed: ten are written each second.
    const ageMs = Number((written - consumed) * 100n)
    group({ groupName: 'g', offsets: { orders: { 0: consumed } }, delaysMs: { orders: { 0: ageMs } } })
    return groupOf(await sample(), 'g')
  }
  for (let i = 0; i < 4; i++) await step(150n)
  let stalled = await step(0n)
  for (let i = 0; i < 39; i++) stalled = await step(0n)
  expect(stalled.lagTimeMs.value).toBeGreaterThanOrEqual(540_000)
  expect(stalled.lagTimeMs.value).toBeLessThanOrEqual(660_000)
  expect(stalled).toMatchObject({
    lag: { value: 6_000n },
    trend: 'UP',
    drainSeconds: { state: 'na', reason: 'NEVER_DRAINS' },
  })

  let draining = stalled
  for (let i = 0; i < 14; i++) draining = await step(450n)
  // 20 fewer each second: what is left takes so long.
  const leftSeconds = Number(draining.lag.value) / 20
  expect(draining.drainSeconds.state).toBe('estimate')
  expect(draining.drainSeconds.value).toBeGreaterThan(0.7 * leftSeconds)
  expect(draining.drainSeconds.value).toBeLessThan(1.3 * leftSeconds)

  for (let i = 0; i < 10; i++) draining = await step(450n)
  expect(draining).toMatchObject({
    lag: { value: 0n },
    lagTimeMs: { value: 0, state: 'ok' },
    drainSeconds: { state: 'na' },
  })
})

describe('what is not told', () => {
  it('a group that has consumed on one broker only: its positions are those there, and the age of the rest is unknown', async () => {
    const { fake, sample, write } = await sampled({ topics: [topic('orders')] })
    write('orders', 10n)
    fake.broker('broker-a').store.putGroup({
      groupName: 'g',
      offsets: { orders: { 0: 4n } },
      pullOffsets: { orders: { 0: 7n } },
      delaysMs: { orders: { 0: 1_000 } },
    })
    expect(groupOf(await sample(), 'g')).toMatchObject({
      lag: { value: 16n },
      inflight: { value: 3n },
      ready: { value: 3n },
      lagTimeMs: { value: null, state: 'unknown', reason: 'NOT_REPORTED' },
    })
  })

  it('a group that has caught up when it is asked is not behind, whatever was counted a moment before', async () => {
    const { sample, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 10n)
    group({ groupName: 'g', offsets: { orders: { 0: 9n } }, delaysMs: { orders: { 0: 0 } } })
    expect(groupOf(await sample(), 'g').lagTimeMs).toMatchObject({ value: 0, state: 'ok' })
  })
})

it('of what is gone nothing is remembered', async () => {
  const { fake, sampler, sample, write, group } = await sampled({ topics: [topic('orders'), topic('pay')] })
  write('orders', 10n)
  group({ groupName: 'g', offsets: { orders: { 0: 4n } }, clients: ['c'], subscriptions: ['orders'] })
  await sample()
  expect(sampler.memory.lagByGroup.has('g')).toBe(true)
  for (const { store } of fake.brokers) {
    store.groups.delete('g')
    store.configs.delete('pay')
  }
  later(30)
  const made = await sample()
  expect([made.groups.has('g'), sampler.memory.lagByGroup.has('g')]).toEqual([false, false])
  later(30)
  await sample()
  expect([...sampler.memory.growthByTopic.keys()]).toEqual(['orders'])
})

describe('clients', () => {
  it('G-9: one client on several brokers is one; another on one broker is another', async () => {
    const { fake, sample, group } = await sampled({ brokers: 3, topics: [topic('orders')] })
    group({ groupName: 'g', clients: ['everywhere'], subscriptions: ['orders'] })
    fake
      .broker('broker-c')
      .store.putGroup({ groupName: 'g', clients: ['everywhere', 'here'], subscriptions: ['orders'] })
    const { clients, onlineClients, type, model } = groupOf(await sample(), 'g')
    expect(clients).toMatchObject({ value: { total: 2, remoting: 2, grpc: 0 }, state: 'ok' })
    expect({ type, model }).toEqual({ type: 'PUSH', model: 'CLUSTERING' })
    expect(onlineClients.map(({ clientId, seenBy }) => [clientId, seenBy.brokers, seenBy.brokersAsked])).toEqual([
      ['everywhere', 3, 3],
      ['here', 1, 3],
    ])
  })

  it('gRPC clients that differ are seen by the set that changes to and fro, also by a worker that takes over', async () => {
    const { clusterId, sampler, group } = await sampled({ topics: [topic('orders')] })
    const cluster = await getCluster(ctx, clusterId)
    const options = { requestsPerSecond: 900, canHaveProxies: false, signal: new AbortController().signal }
    const tells = async (by: Sampler, expression: string) => {
      const subscription = { topicName: 'orders', expression, subVersion: BigInt(Date.now()) }
      group({ groupName: 'g', clients: ['h@1@0@abc', 'h@2@0@abd'], subscriptions: [subscription] })
      const made = await by.round(cluster, options)
      later(120)
      return made?.groups.get('g')
    }
    expect(await tells(sampler, 'paid')).toMatchObject({ consistency: 'UNKNOWN' })
    expect(await tells(sampler, 'sent')).toMatchObject({ consistency: 'UNKNOWN', subscriptionSets: [] })
    const next = new Sampler(clusterId, decodeMemory(encodeMemory(sampler.memory)))
    expect(await tells(next, 'paid')).toMatchObject({
      consistency: 'INCONSISTENT',
      consistencyReason: 'FLIPS',
      inconsistentClients: 0,
      inconsistentSince: new Date(start.getTime() + 120_000),
      subscriptionSets: [{ clientIds: [] }, { clientIds: [] }],
    })
    later(660)
    expect(await tells(next, 'paid')).toMatchObject({ consistency: 'UNKNOWN', inconsistentSince: null })
  })

  it('C-19: nobody on the brokers and no proxy registered is unknown, not 0', async () => {
    const { sampler, clusterId, group } = await sampled({ topics: [topic('orders')] })
    group({ groupName: 'g' })
    const cluster = await getCluster(ctx, clusterId)
    const options = { requestsPerSecond: 900, canHaveProxies: true, signal: new AbortController().signal }
    const made = await sampler.round(cluster, options)
    expect(made?.groups.get('g')?.clients).toMatchObject({ value: null, state: 'unknown', reason: 'NO_PROXY' })
  })
})

describe('bad weather', () => {
  it('X-1, G-4: a silent broker makes sums "at least" and topics unknown, once what it said last is old', async () => {
    const { fake, sample, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 100n)
    group({ groupName: 'g', offsets: { orders: { 0: 90n } } })
    await sample()
    const { server } = fake.broker('broker-b')
    server.dropConnections()
    server.pause()
    later(15)
    const young = await sample()
    expect(groupOf(young, 'g').lag).toMatchObject({ value: 20n, state: 'stale', reason: 'OLD' })
    expect(young.partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
    later(60)
    const old = await sample()
    expect(groupOf(old, 'g').lag).toMatchObject({ value: 10n, state: 'estimate', reason: 'PARTIAL' })
    expect(old.topics.get('orders')).toMatchObject({
      retained: { value: null, state: 'unknown', reason: 'NO_ANSWER' },
      inTps: { value: null, state: 'unknown', reason: 'NO_ANSWER' },
    })
    server.resume()
    later(60)
    expect(groupOf(await sample(), 'g').lag).toMatchObject({ value: 20n, state: 'ok' })
  })

  it('a proxy that does not answer is named, and what it may hold makes clients "at least" or unknown', async () => {
    const { fake, sampler, group } = await sampled({ topics: [topic('orders')] })
    group({ groupName: 'nobody' })
    group({ groupName: 'g', clients: ['c'], subscriptions: ['orders'] })
    const proxies = [{ name: 'proxy-1', grpc: '127.0.0.1:1', remoting: '127.0.0.1:1' }]
    const { clusterId } = await registerCluster({ nameServers: fake.nameServers, proxies })
    const options = { requestsPerSecond: 900, canHaveProxies: true, signal: new AbortController().signal }
    const made = await sampler.round(await getCluster(ctx, clusterId), options)
    expect(made?.partial).toMatchObject([
      { address: '127.0.0.1:1', brokerName: 'proxy-1', code: 'CLUSTER_UNREACHABLE' },
    ])
    expect(made?.groups.get('g')?.clients).toMatchObject({ value: { total: 1 }, state: 'estimate', reason: 'PARTIAL' })
    expect(made?.groups.get('nobody')?.clients).toMatchObject({ value: null, state: 'unknown', reason: 'NO_ANSWER' })
  })

  it('a busy broker is asked at half the rate, and what it did not say stays as it was', async () => {
    const { fake, sample, write } = await sampled({ brokers: 1, topics: [topic('orders')] })
    write('orders', 100n)
    await sample()
    fake.broker('broker-a').server.on(RequestCode.GET_TOPIC_STATS_INFO, refuse(ResponseCode.SYSTEM_BUSY, '[OVERLOAD]'))
    later(15)
    expect((await sample()).topics.get('orders')?.retained).toMatchObject({ value: 100n, state: 'stale' })
  })
})

it('X-4: one pass costs one request per broker for all commits and one per topic, whatever the groups', async () => {
  const names = Array.from({ length: 300 }, (_, i) => topic(`t${i}`))
  const { fake, sample, group } = await sampled({ topics: names })
  for (let i = 0; i < 200; i++) group({ groupName: `g${i}`, offsets: { [`t${i}`]: { 0: 0n } } })
  await sample()
  const ofCode = (code: number) =>
    fake.broker('broker-a').server.requests.filter((request) => request.code === code).length
  expect(ofCode(RequestCode.GET_ALL_CONSUMER_OFFSET)).toBe(1)
  expect(ofCode(RequestCode.GET_TOPIC_STATS_INFO)).toBe(300)
})

describe('what pages read', () => {
  it('is the same after it was stored', async () => {
    const { sample, write, group } = await sampled({ topics: [topic('orders'), topic('%RETRY%g')] })
    write('orders', 10n)
    group({
      groupName: 'g',
      offsets: { orders: { 0: 4n } },
      clients: ['10.0.0.1@1', { clientId: 'h@1@2@abc', language: 'HTTP' }],
      subscriptions: ['orders'],
    })
    group({ groupName: 'cache', clients: ['d'], subscriptions: ['orders'], messageModel: 'BROADCASTING' })
    await sample()
    later(15)
    const made = await sample()
    expect(decodeSample(made.clusterId, encodeSample(made))).toEqual(made)
  })

  it('X-2: of a sampler that has stopped everything is stale, with its age', async () => {
    const { clusterId, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 10n)
    group({ groupName: 'g', offsets: { orders: { 0: 4n } } })
    expect(await getSample({ clusterId, scope: wholeScope })).toBeNull()
    later(2)
    await sampleCluster(ctx, { clusterId, now: new Date() })
    expect((await getSample({ clusterId, scope: wholeScope }))?.groups.get('g')?.lag).toMatchObject({
      value: 12n,
      state: 'ok',
    })
    later(300)
    const old = await getSample({ clusterId, scope: wholeScope })
    expect(old?.groups.get('g')?.lag).toMatchObject({ value: 12n, state: 'stale', reason: 'OLD' })
    expect(old?.topics.get('orders')?.inTps).toMatchObject({ value: null, state: 'unknown' })
  })

  it('charts have one point a minute and gaps where nothing was sampled', async () => {
    const { clusterId, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 10n)
    group({ groupName: 'g', offsets: { orders: { 0: 4n } } })
    const from = new Date()
    const run = () => sampleCluster(ctx, { clusterId, now: new Date() })
    await run()
    later(60)
    await run()
    later(180)
    write('orders', 20n)
    await run()
    const query = {
      clusterId,
      metric: 'lag',
      scope: 'group',
      objects: [{ groupName: 'g' }, { groupName: 'nobody' }],
    } as const
    const answer = await queryMetrics(ctx, { ...query, objects: [...query.objects], from, to: new Date() })
    expect(answer).toMatchObject({ unit: 'msg', stepSeconds: 60, source: 'admin' })
    expect(answer.series.map(({ labels, points }) => [labels, points.map(([, value]) => value)])).toEqual([
      [{ groupName: 'g' }, [12n, 12n, null, null, 32n]],
    ])
  })

  it('another worker goes on where the first one was: no value is left out, none is drawn twice', async () => {
    const { clusterId, write, group } = await sampled({ topics: [topic('orders')] })
    const lag = (offset: bigint) => group({ groupName: 'g', offsets: { orders: { 0: offset } } })
    const from = new Date()
    write('orders', 10n)
    for (const [offset, fencingToken] of [
      [4n, 1n],
      [6n, 2n],
      [4n, 3n],
    ] as const) {
      lag(offset)
      await sampleCluster(ctx, { clusterId, now: new Date(), lease: await holdLease(clusterId, fencingToken) })
      later(60)
    }
    const query = {
      clusterId,
      metric: 'lag',
      scope: 'group',
      objects: [{ groupName: 'g' }],
      from,
      to: new Date(),
    } as const
    const { series } = await queryMetrics(ctx, { ...query, objects: [...query.objects] })
    expect(series[0]?.points.map(([, value]) => value)).toEqual([12n, 8n, 12n, null])
  })

  it('samples that are too old go by whole days, and with them the series of which nothing is left', async () => {
    const { clusterId, write, group } = await sampled({ topics: [topic('orders')] })
    write('orders', 10n)
    group({ groupName: 'g', offsets: { orders: { 0: 4n } } })
    await sampleCluster(ctx, { clusterId, now: new Date() })
    const count = () => db().metricSeries.count({ where: { clusterId } })
    await dropOldPartitions(new Date(Date.now() + 6 * DAY_MS))
    expect(await count()).toBeGreaterThan(0)
    await db().metricSeries.updateMany({ where: { clusterId }, data: { createdAt: new Date() } })
    await dropOldPartitions(new Date(Date.now() + 9 * DAY_MS))
    expect(await count()).toBe(0)
  })

  it('a range that makes no chart is refused', async () => {
    const { clusterId } = await sampled()
    const query = { clusterId, metric: 'lag', scope: 'cluster' } as const
    const to = new Date()
    const from = new Date(to.getTime() - 86_400_000)
    await expect(queryMetrics(ctx, { ...query, from: to, to: from })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(queryMetrics(ctx, { ...query, from: new Date(0), to, stepSeconds: 60 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    await expect(queryMetrics(ctx, { ...query, from, to, stepSeconds: 90 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
  })
})
