import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { ok } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import type { GroupSample } from '#lib/monitoring/sample.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import type { FakeGroupParts } from '#lib/rocketmq/testing/fake-group.ts'
import { workerContext } from '#lib/users/context.ts'
import { getGroup } from './get-group.ts'
import { getGroupProgress } from './get-group-progress.ts'
import { getGroupRetry } from './get-group-retry.ts'
import { getGroupSubscriptions } from './get-group-subscriptions.ts'
import { clusterSample, groupSample, groupTopicSample } from './testing/group-samples.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const at = new Date()
const groupName = 'billing'
const topics = [
  { topicName: 'orders', readQueueNums: 2, writeQueueNums: 2 },
  { topicName: 'old', readQueueNums: 1, writeQueueNums: 1 },
  { topicName: '%RETRY%billing', readQueueNums: 1, writeQueueNums: 1 },
  { topicName: '%DLQ%billing', readQueueNums: 1, writeQueueNums: 1 },
]

async function registered(
  group: Partial<FakeGroupParts>,
  { sample, ...options }: FakeClusterOptions & { sample?: GroupSample } = {},
) {
  const fake = await startFakeCluster({ brokers: 2, topics, groups: [{ groupName, ...group }], ...options })
  onTestFinished(() => fake.stop())
  for (const { store } of fake.brokers) {
    store.putEnds('orders', 0, { maxOffset: 10n })
    store.putEnds('orders', 1, { minOffset: 4n, maxOffset: 20n })
    store.putEnds('old', 0, { maxOffset: 9n })
    store.putEnds('%RETRY%billing', 0, { maxOffset: 5n })
    store.putEnds('%DLQ%billing', 0, { minOffset: 1n, maxOffset: 4n })
  }
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  if (sample) await storeSample(clusterSample(clusterId, [sample]), emptyMemory())
  return { fake, clusterId, input: { clusterId, groupName } }
}

const queue = (brokerName: string, queueId: number, topicName = 'orders') => ({
  topicName,
  brokerName,
  queueId,
  commitOffset: 1n,
})
const committed = {
  offsets: { orders: { 0: 4n, 1: 2n }, old: { 0: 1n }, '%RETRY%billing': { 0: 3n } },
  pullOffsets: { orders: { 0: 7n, 1: 2n } },
  delaysMs: { orders: { 0: 61_000 } },
}
const online = { ...committed, subscriptions: ['orders', '%RETRY%billing'], clients: ['c-1', 'c-2'] }

describe('progress', () => {
  it('G-4 G-6: offsets, lag and inflight of every queue; retry and dead subscriptions stand apart', async () => {
    const { input } = await registered(online)
    const { items, deadSubscriptions, totals, partial } = await getGroupProgress(ctx, input)
    expect(partial).toBeUndefined()
    expect(items.filter(({ brokerName }) => brokerName === 'broker-a')).toMatchObject([
      {
        topicName: 'orders',
        queueId: 0,
        brokerOffset: 10n,
        consumerOffset: 4n,
        lag: 6n,
        inflight: 3n,
        lagTimeMs: 61_000,
      },
      { topicName: 'orders', queueId: 1, minOffset: 4n, consumerOffset: 2n, lag: 16n, inflight: 0n, isBelowMin: true },
      { topicName: '%RETRY%billing', kind: 'RETRY', queueId: 0, lag: 2n },
    ])
    expect(deadSubscriptions).toMatchObject([
      { topicName: 'old', brokerName: 'broker-a', consumerOffset: 1n, lag: 8n },
      { topicName: 'old', brokerName: 'broker-b', lag: 8n },
    ])
    expect(totals).toEqual({ lag: 44n, retryLag: 4n, deadSubscriptionLag: 16n, isAtLeast: false })
  })

  it('G-6: with nobody online nothing is a dead subscription', async () => {
    const { input } = await registered(committed)
    const { items, deadSubscriptions, ownership } = await getGroupProgress(ctx, input)
    expect(deadSubscriptions).toEqual([])
    expect(items.map(({ topicName }) => topicName)).toContain('old')
    expect(ownership).toBe('NONE')
  })

  it('G-4: the queues of a paused broker are ?, the sum says at least, in less than 3 s', async () => {
    const { fake, input } = await registered(online)
    await getGroupProgress(ctx, input)
    fake.broker('broker-b').server.pause()
    const startedAt = performance.now()
    const { items, totals, partial } = await getGroupProgress(ctx, { ...input, topic: 'orders' })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
    expect(items.filter(({ brokerName }) => brokerName === 'broker-b')).toMatchObject([
      { queueId: 0, lag: null, brokerOffset: null },
      { queueId: 1, lag: null, brokerOffset: null },
    ])
    expect(totals).toMatchObject({ lag: 22n, isAtLeast: true })
  })

  it('G-12: owners are what the clients say; a client that does not answer costs its queues the owner and no time', async () => {
    const says = (...queues: ReturnType<typeof queue>[]) => ({
      queues: queues.map((own) => ({ ...emptyQueue, ...own })),
    })
    const { fake, input } = await registered({
      ...committed,
      subscriptions: ['orders'],
      clients: [
        { clientId: 'c-1', runningInfo: says(queue('broker-a', 0), queue('broker-a', 1)) },
        { clientId: 'c-2', runningInfo: says(queue('broker-b', 0)) },
        { clientId: 'c-3', runningInfo: null },
      ],
    })
    const { items, owners, ownership } = await getGroupProgress(ctx, { ...input, topic: 'orders' })
    expect(items.map(({ ownerClientId }) => ownerClientId)).toEqual(['c-1', 'c-1', 'c-2', null])
    expect([owners, ownership]).toEqual([{ asked: 3, answered: 2 }, 'EXCLUSIVE'])

    // At a refresh, only who has not said it lately.
    const asked = () =>
      fake.brokers.reduce((sum, { server }) => sum + server.countOf(RequestCode.GET_CONSUMER_RUNNING_INFO), 0)
    const before = asked()
    const again = await getGroupProgress(ctx, { ...input, topic: 'orders' })
    expect(again.items.map(({ ownerClientId }) => ownerClientId)).toEqual(['c-1', 'c-1', 'c-2', null])
    expect(asked() - before).toBe(1)
  })

  it('G-10: never consumed is a word; broadcast has no lag', async () => {
    const never = await registered({ clients: ['c-1'], subscriptions: ['orders'] })
    const progress = await getGroupProgress(ctx, never.input)
    expect(progress).toMatchObject({ isNeverConsumed: true, totals: { lag: null, isAtLeast: false } })
    expect(progress.items[0]).toMatchObject({ topicName: 'orders', lag: null, isNeverCommitted: true })

    const broadcast = await registered({ clients: ['c-1'], subscriptions: ['orders'], messageModel: 'BROADCASTING' })
    const { items, ownership } = await getGroupProgress(ctx, broadcast.input)
    expect(items[0]).not.toHaveProperty('lag')
    expect(ownership).toBe('EVERY_CLIENT')
  })

  it('G-8: POP clients share their queues: no owner is named', async () => {
    const { input } = await registered({ ...online, consumeType: 'CONSUME_POP' })
    expect(await getGroupProgress(ctx, input)).toMatchObject({ ownership: 'SHARED' })
  })

  it('costs requests by its own topics, not by those of the cluster', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `topic-${index}`)
    const { fake, input } = await registered(online, { topics: [...topics, ...many] })
    await getGroupProgress(ctx, input)
    // Inventories, 203, 208, 43, then 202 and 303 of three topics, 307 of two clients.
    for (const { server } of fake.brokers) expect(server.requests.length).toBeLessThanOrEqual(16)
  })
})

const emptyQueue = {
  cachedMessages: null,
  cachedMiB: null,
  cachedMinOffset: null,
  cachedMaxOffset: null,
  isLocked: null,
  isDropped: false,
  lastPullAt: null,
  lastConsumeAt: null,
  lastLockAt: null,
}

describe('subscriptions', () => {
  const subscribes = (expression: string, topicName = 'orders') => ({
    subscriptions: [{ topicName, expressionType: 'TAG', expression, subVersion: 1n, isClassFilter: false }],
  })

  it('G-14: two clients with different tags stand side by side', async () => {
    const { input } = await registered({
      subscriptions: [{ topicName: 'orders', expression: 'paid' }],
      clients: [
        { clientId: 'c-1', runningInfo: subscribes('paid') },
        { clientId: 'c-2', runningInfo: subscribes('paid || split') },
        { clientId: 'c-3', runningInfo: subscribes('paid') },
      ],
    })
    const { consistency, sets, items, unread } = await getGroupSubscriptions(ctx, input)
    expect(consistency).toBe('INCONSISTENT')
    expect(unread).toEqual([])
    expect(sets).toEqual([
      {
        subscriptions: [{ topicName: 'orders', expressionType: 'TAG', expression: 'paid' }],
        clientIds: ['c-1', 'c-3'],
        since: null,
      },
      {
        subscriptions: [{ topicName: 'orders', expressionType: 'TAG', expression: 'paid || split' }],
        clientIds: ['c-2'],
        since: null,
      },
    ])
    expect(items).toMatchObject([
      { topicName: 'orders', consistency: 'INCONSISTENT', clients: { value: 3 }, queues: 4 },
    ])
  })

  it('G-14: alike is consistent, and nobody online is neither', async () => {
    const alike = await registered({
      subscriptions: ['orders'],
      clients: [
        { clientId: 'c-1', runningInfo: subscribes('*') },
        { clientId: 'c-2', runningInfo: subscribes('*') },
      ],
    })
    expect(await getGroupSubscriptions(ctx, alike.input)).toMatchObject({ consistency: 'CONSISTENT' })
    const offline = await registered(committed)
    expect(await getGroupSubscriptions(ctx, offline.input)).toMatchObject({ consistency: null, sets: [] })
  })

  it('gRPC clients are not asked: unknown, unless the sampler saw the set change to and fro', async () => {
    const grpc = {
      subscriptions: ['orders'],
      clients: ['host@1@0@abc', 'host@2@0@abd'],
    }
    const { fake, input } = await registered(grpc)
    expect(await getGroupSubscriptions(ctx, input)).toMatchObject({
      consistency: 'UNKNOWN',
      reason: 'GRPC_CLIENTS',
      unread: [{ reason: 'GRPC' }, { reason: 'GRPC' }],
    })
    for (const { server } of fake.brokers) expect(server.countOf(RequestCode.GET_CONSUMER_RUNNING_INFO)).toBe(0)
    const told = (expression: string) => ({
      subscriptions: [{ topicName: 'orders', expressionType: 'TAG', expression }],
      clientIds: [],
      since: at,
    })
    const flips = { consistency: 'INCONSISTENT', consistencyReason: 'FLIPS' } as const
    const sample = groupSample(groupName, { ...flips, subscriptionSets: [told('paid'), told('sent')] })
    const flipping = await registered(grpc, { sample })
    expect(await getGroupSubscriptions(ctx, flipping.input)).toMatchObject({
      consistency: 'INCONSISTENT',
      reason: 'FLIPS',
      sets: [told('paid'), told('sent')],
      items: [{ topicName: 'orders', consistency: 'INCONSISTENT' }],
    })
  })

  it('G-6: a topic that only the sampler knows is no longer subscribed to', async () => {
    const sample = groupSample(groupName, {
      topics: [groupTopicSample('old', { kind: 'DEAD_SUBSCRIPTION', lag: ok(8n, at) })],
    })
    const { input } = await registered({ ...online }, { sample })
    const { items } = await getGroupSubscriptions(ctx, input)
    expect(items.map(({ topicName, isOnline }) => [topicName, isOnline])).toEqual([
      ['old', false],
      ['orders', true],
    ])
  })
})

it('counts retry and dead-letter topics per broker and tells when retries happen', async () => {
  const { fake, input } = await registered({
    config: { retryMaxTimes: 2, retryPolicy: { type: 'CUSTOMIZED', nextMs: [1, 5, 10_000, 30_000] } },
  })
  const retry = await getGroupRetry(ctx, input)
  expect(retry.items.map(({ kind, brokerName, messages }) => [kind, brokerName, messages])).toEqual([
    ['DLQ', 'broker-a', 3n],
    ['DLQ', 'broker-b', 3n],
    ['RETRY', 'broker-a', 5n],
    ['RETRY', 'broker-b', 5n],
  ])
  expect(retry.totals).toEqual({ retry: 10n, deadLetters: 6n, isAtLeast: false })
  expect(retry.schedule.map(({ delayMs }) => delayMs)).toEqual([10_000, 30_000])
  fake.broker('broker-b').server.pause()
  expect((await getGroupRetry(ctx, input)).totals).toEqual({ retry: 5n, deadLetters: 3n, isAtLeast: true })
})

it('one group: its config on each broker, what differs, and its topics as sampled', async () => {
  const sample = groupSample(groupName, { topics: [groupTopicSample('orders', { lag: ok(6n, at) })] })
  const { fake, input } = await registered({ config: { retryMaxTimes: 3 } }, { sample })
  const group = fake.broker('broker-b').store.groups.get(groupName)
  if (group?.config) group.config = { ...group.config, retryMaxTimes: 5, consumeEnable: false }
  const shown = await getGroup(ctx, input)
  expect(shown).toMatchObject({
    differingKeys: ['consumeEnable', 'retryMaxTimes'],
    flags: ['UNDECLARED', 'DIFFERS', 'OFF'],
    consumeEnable: false,
    configs: [
      { brokerName: 'broker-a', retryMaxTimes: 3 },
      { brokerName: 'broker-b', retryMaxTimes: 5, consumeEnable: false },
    ],
    topicRows: [{ topicName: 'orders', lag: { value: 6n } }],
    revision: expect.stringMatching(/^0\./),
  })
})
