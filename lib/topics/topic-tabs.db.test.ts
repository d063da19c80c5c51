import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { FakeBroker } from '#lib/rocketmq/testing/fake-broker.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { getTopic } from './get-topic.ts'
import { getTopicConfigs } from './get-topic-configs.ts'
import { getTopicQueues } from './get-topic-queues.ts'
import { getTopicRoute } from './get-topic-route.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const old = new Date('2026-11-20T00:00:00Z')
const recent = new Date('2026-11-25T00:00:00Z')

async function registered(options: FakeClusterOptions = {}, extraNameServers: string[] = []) {
  const fake = await startFakeCluster({
    brokers: 2,
    topics: [{ topicName: 'orders', readQueueNums: 2, writeQueueNums: 2 }],
    ...options,
  })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: [...fake.nameServers, ...extraNameServers] })
  return { fake, topic: { clusterId, topicName: 'orders' } }
}

describe('detail', () => {
  it('asks the brokers for its own numbers', async () => {
    const { fake, topic } = await registered({ config: { fileReservedTime: '72' } })
    fake.broker('broker-a').putMessage({ topicName: 'orders', storeTimestamp: old })
    fake.broker('broker-b').putMessage({ topicName: 'orders', queueId: 1, storeTimestamp: recent })
    expect(await getTopic(ctx, topic)).toMatchObject({
      retained: { value: 2n, state: 'ok' },
      lastWriteAt: { value: recent, state: 'ok' },
      oldestMessageAt: { value: old, state: 'ok' },
      retentionHours: 72,
      inTps: { state: 'unknown', reason: 'NOT_SAMPLED' },
      revision: expect.stringMatching(/^0\./),
    })
  })

  it('an empty topic has no last write, which is not unknown', async () => {
    const { topic } = await registered()
    expect(await getTopic(ctx, topic)).toMatchObject({
      retained: { value: 0n, state: 'ok' },
      lastWriteAt: { value: null, state: 'na' },
      oldestMessageAt: { value: null, state: 'na' },
      retentionHours: null,
    })
  })

  it('X-1 X-3: while a broker hangs what needs it is unknown, in less than 3 s', async () => {
    const { fake, topic } = await registered()
    fake.broker('broker-a').putMessage({ topicName: 'orders', storeTimestamp: old })
    await getTopic(ctx, topic)
    fake.broker('broker-b').server.pause()
    const startedAt = performance.now()
    expect(await getTopic(ctx, topic)).toMatchObject({
      retained: { value: null, state: 'unknown', reason: 'NO_ANSWER' },
      lastWriteAt: { value: null, state: 'unknown', reason: 'NO_ANSWER' },
      oldestMessageAt: { value: null, state: 'unknown', reason: 'NO_ANSWER' },
      partial: [{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }],
    })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  it('X-21: opens names with %', async () => {
    const { topic } = await registered({ topics: ['%DLQ%g', 'a%b'] })
    for (const topicName of ['%DLQ%g', 'a%b'])
      expect(await getTopic(ctx, { ...topic, topicName })).toMatchObject({ topicName })
    await expect(getTopic(ctx, { ...topic, topicName: 'nope' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('queues', () => {
  it('T-9: lists every queue with its offsets, marks the hot one, and asks for times only when told to', async () => {
    const { fake, topic } = await registered()
    for (let i = 0; i < 5; i++)
      fake.broker('broker-a').putMessage({ topicName: 'orders', queueId: 1, storeTimestamp: old })
    fake.broker('broker-b').putMessage({ topicName: 'orders', queueId: 0, storeTimestamp: recent })
    const { items, totals, total } = await getTopicQueues(ctx, { ...topic, page: 1, pageSize: 500 })
    expect(items.map(({ brokerName, queueId, messages, isHot }) => [brokerName, queueId, messages, isHot])).toEqual([
      ['broker-a', 0, 0n, false],
      ['broker-a', 1, 5n, true],
      ['broker-b', 0, 1n, false],
      ['broker-b', 1, 0n, false],
    ])
    expect({ total, messages: totals.messages }).toEqual({ total: 4, messages: 6n })
    expect(items[1]?.share).toBeCloseTo(5 / 6, 5)
    expect(fake.broker('broker-a').server.countOf(RequestCode.GET_EARLIEST_MSG_STORETIME)).toBe(0)
    const withTimes = await getTopicQueues(ctx, {
      ...topic,
      page: 1,
      pageSize: 500,
      earliest: true,
      broker: 'broker-a',
    })
    expect(withTimes.items.map(({ earliestMessageAt }) => earliestMessageAt)).toEqual([null, old])
    expect(withTimes.totals.messages).toBe(6n)
  })

  it('T-9: rates come from look to look; the sum is that of all queues, whatever the filter', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: recent })
    onTestFinished(() => void vi.useRealTimers())
    const { fake, topic } = await registered()
    const look = (broker?: string) => getTopicQueues(ctx, { ...topic, page: 1, pageSize: 500, broker })
    const first = await look()
    expect(first.items.map(({ inTps }) => inTps.reason)).toEqual(Array.from({ length: 4 }, () => 'NOT_SAMPLED'))
    expect(first.totals.inTps).toMatchObject({ value: null, state: 'unknown' })
    for (let i = 0; i < 30; i++) fake.broker('broker-a').putMessage({ topicName: 'orders', queueId: 1 })
    for (let i = 0; i < 10; i++) fake.broker('broker-b').putMessage({ topicName: 'orders', queueId: 0 })
    vi.setSystemTime(recent.getTime() + 20_000)
    const { items, totals } = await look('broker-a')
    expect(items.map(({ queueId, inTps }) => [queueId, inTps.value])).toEqual([
      [0, 0],
      [1, 1.5],
    ])
    expect(totals.inTps).toMatchObject({ value: 2, state: 'ok' })
  })

  it('X-1: the queues of a silent broker are there, with unknown offsets and no sum', async () => {
    const { fake, topic } = await registered()
    await getTopicQueues(ctx, { ...topic, page: 1, pageSize: 500 })
    fake.broker('broker-b').server.pause()
    const { items, totals, partial } = await getTopicQueues(ctx, { ...topic, page: 1, pageSize: 500 })
    expect(items).toHaveLength(4)
    expect(items[2]).toMatchObject({
      brokerName: 'broker-b',
      minOffset: null,
      maxOffset: null,
      messages: null,
      share: null,
      inTps: { value: null, reason: 'NO_ANSWER' },
    })
    expect(totals.messages).toBeNull()
    expect(totals.inTps.value).toBeNull()
    expect(partial).toMatchObject([{ brokerName: 'broker-b' }])
  })

  it('says which queues can be read and written', async () => {
    const { topic } = await registered({
      topics: [{ topicName: 'orders', readQueueNums: 2, writeQueueNums: 1, perm: 6 }],
    })
    const { items } = await getTopicQueues(ctx, { ...topic, page: 1, pageSize: 2 })
    expect(items.map(({ canRead, canWrite }) => [canRead, canWrite])).toEqual([
      [true, true],
      [true, false],
    ])
  })
})

describe('configs', () => {
  it('T-18: shows each broker and what differs', async () => {
    const { fake, topic } = await registered()
    fake
      .broker('broker-b')
      .store.putTopic({ topicName: 'orders', readQueueNums: 2, writeQueueNums: 4, perm: 4, attributes: { x: '1' } })
    const { items } = await getTopicConfigs(ctx, topic)
    expect(items).toMatchObject([
      { brokerName: 'broker-a', writeQueueNums: 2, perm: 'RW', differingKeys: ['writeQueueNums', 'perm', 'x'] },
      { brokerName: 'broker-b', writeQueueNums: 4, perm: 'R', attributes: { x: '1' } },
    ])
  })
})

describe('route', () => {
  it('T-10: shows what a name server tells, with the order entry', async () => {
    const { fake, topic } = await registered({ slaves: true })
    fake.nameServer.on(RequestCode.GET_KV_CONFIG, reply({ extFields: { value: 'broker-a:2' } }))
    const route = await getTopicRoute(ctx, topic)
    expect(route).toMatchObject({ agrees: true, orderEntry: 'broker-a:2' })
    expect(route.nameServers[0]).toMatchObject({
      address: fake.nameServers[0],
      hasRoute: true,
      queues: [
        { brokerName: 'broker-a', readQueueNums: 2, writeQueueNums: 2, perm: 'RW' },
        { brokerName: 'broker-b', readQueueNums: 2, writeQueueNums: 2, perm: 'RW' },
      ],
      brokers: [
        { brokerName: 'broker-a', addresses: { 0: fake.broker('broker-a').address, 1: expect.any(String) } },
        { brokerName: 'broker-b', clusterName: 'DefaultCluster' },
      ],
    })
  })

  it('marks a name server that says something else, and names one that is down', async () => {
    const other = await startFakeCluster({ topics: [{ topicName: 'orders', readQueueNums: 9 }] })
    const dead = await FakeBroker.start()
    const { address } = dead
    await dead.stop()
    onTestFinished(() => other.stop())
    const { topic } = await registered({}, [...other.nameServers, address])
    expect(await getTopicRoute(ctx, topic)).toMatchObject({
      agrees: false,
      partial: [{ address, code: 'CLUSTER_UNREACHABLE' }],
    })
    await expect(getTopicRoute(ctx, { ...topic, topicName: 'nope' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
