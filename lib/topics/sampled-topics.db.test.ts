import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { batchTopics } from './batch-topics.ts'
import { getTopic } from './get-topic.ts'
import { type ListTopicsInput, listTopics } from './list-topics.ts'
import { handMadeSample, onTopic } from './testing/hand-made-sample.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const now = new Date()
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
type Parts = Parameters<typeof handMadeSample>[0]

async function registered(options: FakeClusterOptions, parts: Parts | null) {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  if (parts) await storeSample({ ...handMadeSample(parts), clusterId, at: now }, emptyMemory())
  const list = (input: Partial<ListTopicsInput> = {}) => listTopics(ctx, { clusterId, page: 1, pageSize: 50, ...input })
  const names = async (input: Partial<ListTopicsInput> = {}) =>
    (await list(input)).items.map(({ topicName }) => topicName)
  return { fake, clusterId, list, names }
}

const lagging = (groupName: string, lagTimeMs: number) => ({
  groupName,
  lag: ok(BigInt(lagTimeMs), now),
  lagTimeMs: ok(lagTimeMs, now),
  trend: 'UP' as const,
})

const topics = ['busy', 'flow', 'idle', 'new', 'nobody', 'unread'].map((topicName) => ({
  topicName,
  attributes: { 'message.type': topicName === 'flow' ? 'FIFO' : 'NORMAL' },
}))
const groups = [{ groupName: 'billing' }, { groupName: 'flow-reader', config: { consumeMessageOrderly: false } }]
const parts: Parts = {
  topics: [
    {
      topicName: 'busy',
      inTps: ok(9, now),
      inBytesPerSecond: ok(900, now),
      lastWriteAt: ok(now, now),
      groupNames: ['billing', 'audit'],
      onlineGroups: ok(1, now),
      worstLag: lagging('billing', 60_000),
    },
    {
      topicName: 'flow',
      inTps: ok(1, now),
      inBytesPerSecond: ok(5_000, now),
      lastWriteAt: ok(daysAgo(2), now),
      groupNames: ['flow-reader'],
      worstLag: lagging('flow-reader', 5_000),
    },
    { topicName: 'idle', lastWriteAt: ok(daysAgo(40), now), groupNames: ['billing'] },
    { topicName: 'nobody' },
    {
      topicName: 'unread',
      inTps: unknown('NO_ANSWER'),
      lastWriteAt: unknown('NO_ANSWER'),
      onlineGroups: unknown('NO_ANSWER'),
    },
  ],
  groups: [
    { groupName: 'billing', topics: [onTopic('busy'), onTopic('idle')] },
    { groupName: 'flow-reader', isOrdered: false, topics: [onTopic('flow')] },
  ],
}

describe('the list with a sample', () => {
  it('T-7: filters by group, last write, no group and wrong fit each return exactly the prepared set', async () => {
    const { names, list } = await registered({ topics, groups }, parts)
    expect(await names({ group: 'billing' })).toEqual(['busy', 'idle'])
    expect(await names({ group: 'audit' })).toEqual(['busy'])
    expect(await names({ group: 'nobody-knows' })).toEqual([])
    // Never written to is unused as well; what nobody could read is not known to be.
    expect(await names({ unusedDays: 30 })).toEqual(['idle', 'nobody'])
    expect(await names({ unusedDays: 1, group: 'flow-reader' })).toEqual(['flow'])
    expect(await names({ flags: ['NO_GROUP'] })).toEqual(['nobody'])
    const { items } = await list({ flags: ['WRONG_FIT'] })
    expect(items).toMatchObject([{ topicName: 'flow', flags: ['UNDECLARED', 'WRONG_FIT'] }])
  })

  it('T-7: sorts by what was sampled, unknown last both ways', async () => {
    const { names } = await registered({ topics, groups }, parts)
    expect(await names({ sort: '-inTps' })).toEqual(['busy', 'flow', 'idle', 'nobody', 'new', 'unread'])
    expect(await names({ sort: 'inTps' })).toEqual(['idle', 'nobody', 'flow', 'busy', 'new', 'unread'])
    expect(await names({ sort: '-lastWriteAt' })).toEqual(['busy', 'flow', 'idle', 'new', 'nobody', 'unread'])
    expect(await names({ sort: 'lastWriteAt' })).toEqual(['idle', 'flow', 'busy', 'new', 'nobody', 'unread'])
    expect(await names({ sort: '-inBytesPerSecond' })).toEqual(['flow', 'busy', 'idle', 'new', 'nobody', 'unread'])
    // idle is read and nobody is behind: 0.
    expect(await names({ sort: '-worstLag' })).toEqual(['busy', 'flow', 'idle', 'new', 'nobody', 'unread'])
    expect(await names({ sort: 'worstLag' })).toEqual(['idle', 'flow', 'busy', 'new', 'nobody', 'unread'])
    expect(await names({ sort: '-groups' })).toEqual(['busy', 'flow', 'idle', 'nobody', 'new', 'unread'])
  })

  it('T-23: a row names its worst group and counts its groups; the rest is what was not sampled', async () => {
    const { list } = await registered({ topics, groups }, { ...parts, partial: [silentProxy] })
    const { items, partial } = await list()
    expect(items.find(({ topicName }) => topicName === 'busy')).toMatchObject({
      inTps: { value: 9, state: 'ok' },
      groups: { value: { online: 1, all: 2 } },
      worstLag: { groupName: 'billing', lagTimeMs: { value: 60_000 }, trend: 'UP' },
    })
    expect(items.find(({ topicName }) => topicName === 'new')?.inTps).toEqual(unknown('NOT_SAMPLED'))
    expect(partial).toEqual([silentProxy])
  })

  it('says from when its numbers are, apart from when the names were read', async () => {
    const { list } = await registered({ topics }, parts)
    const { sampledAt, readAt, items } = await list()
    expect(sampledAt).toEqual(now)
    expect(items.find(({ topicName }) => topicName === 'busy')?.inTps.at).toEqual(now)
    expect(readAt.getTime()).toBeGreaterThan(now.getTime())
    const { list: listUnsampled } = await registered({ topics }, null)
    expect(await listUnsampled()).not.toHaveProperty('sampledAt')
  })

  it('a filter by what nobody has sampled is refused, not answered with nothing', async () => {
    const { names } = await registered({ topics }, null)
    for (const input of [{ group: 'billing' }, { unusedDays: 1 }, { flags: ['NO_GROUP' as const] }]) {
      await expect(names(input)).rejects.toMatchObject({ code: 'CONFLICT' })
    }
  })
})

const silentProxy = { address: '10.0.0.9:8080', code: 'CLUSTER_TIMEOUT', detail: 'timed out' }

describe('what it costs', () => {
  it('X-4: with 10,000 sampled topics the first view asks each node at most twice, and then nobody is asked', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `topic-${index}`)
    const sampledTopics = many.map((topicName, index) => ({
      topicName,
      inTps: ok((index * 7919) % 10_007, now),
      groupNames: ['billing'],
    }))
    const billing = { groupName: 'billing', topics: [onTopic('topic-1')] }
    const { fake, list } = await registered({ topics: many }, { topics: sampledTopics, groups: [billing] })
    // However long a busy machine takes, the inventory does not grow old meanwhile.
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const first = await list()
    expect(first.total).toBe(10_000)
    for (const { server } of fake.brokers) expect(server.requests.length).toBeLessThanOrEqual(2)
    const before = fake.requestCount
    for (const sort of ['-inTps', 'lastWriteAt', '-worstLag', '-groups']) await list({ sort })
    await list({ group: 'billing', flags: ['ORDERED'], page: 3 })
    expect(fake.requestCount).toBe(before)
    const { items } = await list({ sort: '-inTps' })
    expect(items[0]?.inTps.value).toBe(10_006)
  })
})

it('a proxy that is silent to the sampler is named, and keeps no batch from finding all topics', async () => {
  const proxy = { address: '127.0.0.1:1', brokerName: 'proxy-1', code: 'CLUSTER_UNREACHABLE' as const, detail: 'No.' }
  const { fake, clusterId, list } = await registered({ topics, groups }, { ...parts, partial: [proxy] })
  expect((await list()).partial).toEqual([proxy])
  const batch = { clusterId, action: 'delete', filter: { q: 'busy' }, dryRun: true } as const
  expect(await batchTopics(ctx, batch)).toMatchObject({ total: 1, partial: [proxy] })
  fake.broker('broker-b').server.pause()
  await expect(batchTopics(ctx, batch)).rejects.toMatchObject({ code: 'CONFLICT' })
})

describe('the head of one topic', () => {
  it('T-22: limits of its type come from the brokers; rates and groups from the sample', async () => {
    const config = { timerMaxDelaySec: '259200', transactionTimeOut: '6000', fileReservedTime: '48' }
    const { fake, clusterId } = await registered(
      {
        topics: [
          ...topics,
          { topicName: 'later', attributes: { 'message.type': 'DELAY' } },
          { topicName: 'pay', attributes: { 'message.type': 'TRANSACTION' } },
        ],
        groups,
        config: { ...config, transactionCheckInterval: '30000', transactionCheckMax: '15' },
      },
      parts,
    )
    const topic = (topicName: string) => getTopic(ctx, { clusterId, topicName })
    expect(await topic('later')).toMatchObject({
      maxDelayMs: 86_400_000,
      brokerMaxDelayMs: 259_200_000,
      timingMessages: { value: 0n, state: 'ok' },
      retentionHours: 48,
    })
    expect(await topic('pay')).toMatchObject({
      transactionCheck: { timeoutMs: 6_000, intervalMs: 30_000, max: 15 },
      halfMessages: { value: null, state: 'unknown', reason: 'NOT_SAMPLED' },
    })
    expect(await topic('flow')).toMatchObject({
      orderedGroups: { value: { ordered: 0, all: 1 } },
      flags: ['UNDECLARED', 'WRONG_FIT'],
      worstLag: { groupName: 'flow-reader' },
    })
    expect((await topic('nobody')).flags).toEqual(['UNDECLARED', 'NO_GROUP'])
    expect(fake.broker('broker-a').server.countOf(RequestCode.GET_BROKER_CONFIG)).toBe(1)
  })

  it('X-3: a DELAY topic answers in less than 3 s while a broker hangs, without what only that one knows', async () => {
    const later = { topicName: 'later', attributes: { 'message.type': 'DELAY' } }
    const { fake, clusterId } = await registered({ topics: [later] }, null)
    await getTopic(ctx, { clusterId, topicName: 'later' })
    fake.broker('broker-b').server.pause()
    const startedAt = performance.now()
    expect((await getTopic(ctx, { clusterId, topicName: 'later' })).timingMessages).toEqual(unknown('NO_ANSWER'))
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })
})
