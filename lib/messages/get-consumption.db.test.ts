import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCluster } from '#lib/clusters/create-cluster.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { encodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { createPermissionSet } from '#lib/users/write-permission-set.ts'
import { getConsumption } from './get-consumption.ts'

useDatabase()
let fake: FakeCluster
let clusterId: string
let admin: Context
let viewer: Context
const TRACE = 'RMQ_SYS_TRACE_TOPIC'
const uniqKey = `${'0'.repeat(31)}B`
const page = { page: 1, pageSize: 50 }
const names = ['audit', 'billing', 'broadcast', 'dead', 'gone', 'lagging', 'pop', 'retrying', 'search']

beforeAll(async () => {
  fake = await startFakeCluster({
    brokers: 2,
    topics: ['orders', '%RETRY%retrying', '%DLQ%dead', 'traced', TRACE],
  })
  const a = fake.broker('broker-a')
  const put = (topicName: string, more: object = {}) => a.putMessage({ topicName, uniqKey, ...more })
  for (let index = 0; index < 5; index++) a.putMessage({ topicName: 'orders', body: 'x' })
  put('orders', { tags: 'paid', body: '{}' })
  put('%RETRY%retrying', { properties: { RETRY_TOPIC: 'orders' } })
  put('%DLQ%dead', { properties: { RETRY_TOPIC: 'orders' } })
  const group = (groupName: string, offset: bigint, more: Partial<Parameters<typeof a.store.putGroup>[0]> = {}) =>
    a.store.putGroup({
      groupName,
      offsets: { orders: { 0: offset } },
      clients: [`${groupName}@1`],
      subscriptions: ['orders'],
      ...more,
    })
  group('audit', 6n)
  group('billing', 6n, { subscriptions: [{ topicName: 'orders', expression: 'open || refund' }] })
  group('broadcast', 0n, { messageModel: 'BROADCASTING' })
  group('dead', 6n)
  group('gone', 2n, { clients: [] })
  group('lagging', 3n)
  group('pop', 5n, { pullOffsets: { orders: { 0: 6n } }, consumeType: 'CONSUME_POP' })
  group('retrying', 6n)
  group('search', 6n, { consumeType: 'CONSUME_POP' })
  group('CID_RMQ_SYS_REVIVE_GROUP', 6n)
  admin = await (await makePerson('admin')).context()
  viewer = await (await makePerson('viewer')).context()
  ;({ clusterId } = await createCluster(admin, {
    name: 'fake',
    environment: 'test',
    nameServers: fake.nameServers,
    proxies: [],
    traceTopics: [TRACE],
    requestTimeoutMs: 1_500,
  }))
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

const messageId = (topicName = 'orders', index = 5) => {
  const { address, store } = fake.broker('broker-a')
  return encodeOffsetMsgId(address, store.queue(topicName, 0)[index]?.commitLogOffset ?? 0n)
}

describe('getConsumption', () => {
  it.each(['unique id', 'offset id'])('M-9: has a verdict and its source for every group, by %s', async (kind) => {
    const ref = { clusterId, messageId: kind === 'unique id' ? uniqKey : messageId(), topic: 'orders' }
    const answer = await getConsumption(viewer, { ...ref, ...page })
    expect(answer).toMatchObject({ total: 9, page: 1, pageSize: 50 })
    expect(answer.partial).toBeUndefined()
    expect(answer.items.map(({ groupName }) => groupName)).toEqual(names)
    expect(answer.items).toMatchObject([
      { status: 'CONSUMED', source: 'OFFSET', consumerOffset: 6n, clients: 1 },
      { status: 'FILTERED', source: 'FILTER', subscription: { expressionType: 'TAG', expression: 'open || refund' } },
      { status: 'UNKNOWN', source: null, reason: 'BROADCAST' },
      { status: 'IN_DLQ', source: 'DLQ_COPY', deadLetter: { queue: { topicName: '%DLQ%dead' } } },
      { status: 'NOT_ONLINE', source: 'OFFSET', messagesAhead: 3n, isProbable: true, reason: 'NO_PROXY' },
      { status: 'NOT_CONSUMED', source: 'OFFSET', messagesAhead: 2n },
      { status: 'INFLIGHT', source: 'OFFSET' },
      { status: 'IN_RETRY', source: 'RETRY_COPY', attempts: [{ queue: { topicName: '%RETRY%retrying' } }] },
      { status: 'CONSUMED', source: 'OFFSET', isProbable: true, reason: 'POP' },
    ])
  })

  it('M-9: names the client that reads its queue, as it says itself, and each copy with its try', async () => {
    const reads = (queueId: number) => ({
      topicName: 'orders',
      brokerName: 'broker-a',
      queueId,
      commitOffset: 1n,
      cachedMessages: null,
      cachedMiB: null,
      cachedMinOffset: null,
      cachedMaxOffset: null,
      isLocked: null,
      isDropped: false,
      lastPullAt: null,
      lastConsumeAt: null,
      lastLockAt: null,
    })
    fake.broker('broker-a').store.putGroup({
      groupName: 'lagging',
      offsets: { orders: { 0: 3n } },
      clients: [
        { clientId: 'c-1', runningInfo: { queues: [reads(1)] } },
        { clientId: 'c-2', runningInfo: { queues: [reads(0)] } },
        { clientId: 'c-3', runningInfo: null },
      ],
      subscriptions: ['orders'],
    })
    const { items } = await getConsumption(viewer, { clusterId, messageId: messageId(), topic: 'orders', ...page })
    const of = (name: string) => items.find(({ groupName }) => groupName === name)
    expect(of('lagging')).toMatchObject({ status: 'NOT_CONSUMED', clients: 3, ownerClientId: 'c-2' })
    for (const name of ['broadcast', 'gone', 'pop']) expect(of(name)).not.toHaveProperty('ownerClientId')
    expect(of('retrying')?.attempts).toMatchObject([{ tries: 0, queue: { topicName: '%RETRY%retrying' } }])
  })

  it('M-9: is narrowed by part of a group name, and comes page by page', async () => {
    const ref = { clusterId, messageId: messageId(), topic: 'orders' }
    const narrowed = await getConsumption(viewer, { ...ref, ...page, group: 'ING' })
    expect(narrowed.items.map(({ groupName }) => groupName)).toEqual(['billing', 'lagging', 'retrying'])
    const second = await getConsumption(viewer, { ...ref, page: 2, pageSize: 4 })
    expect(second).toMatchObject({ total: 9, page: 2, pageSize: 4 })
    expect(second.items.map(({ groupName }) => groupName)).toEqual(names.slice(4, 8))
  })

  describe('with traces', () => {
    const tracedKey = `${'0'.repeat(31)}C`
    const sentAt = new Date('2026-11-22T14:00:00.000Z')
    const line = (...fields: (string | number | boolean)[]) => `${fields.join('\u0001')}\u0002`
    /** What a listener writes down of one delivery. */
    const delivery = (groupName: string, isSuccess: boolean) => {
      const startedAt = sentAt.getTime() + 20
      const before = line('SubBefore', startedAt, 'r', groupName, `of ${groupName}`, tracedKey, 0, 'k')
      const after = line('SubAfter', `of ${groupName}`, tracedKey, 5, isSuccess, 'k', isSuccess ? 0 : 2)
      return before + after
    }
    const ask = (ctx: Context) =>
      getConsumption(ctx, { clusterId, messageId: messageId('traced', 0), topic: 'traced', ...page }, sentAt)
    beforeAll(() => {
      const a = fake.broker('broker-a')
      a.putMessage({ topicName: 'traced', uniqKey: tracedKey, tags: 'paid', body: '{}', storeTimestamp: sentAt })
      const group = (groupName: string, offset: bigint, expression = '*') =>
        a.store.putGroup({
          groupName,
          offsets: { traced: { 0: offset } },
          clients: [`${groupName}@1`],
          subscriptions: [{ topicName: 'traced', expression }],
        })
      group('broken', 1n)
      group('one%same', 1n)
      group('pay%told', 0n)
      group('quiet', 1n)
      group('two%same', 0n)
      group('was-other', 1n, 'open')
      const records = delivery('told', true) + delivery('broken', false) + delivery('was-other', true)
      const body = records + delivery('same', false)
      const storeTimestamp = new Date(sentAt.getTime() + 5_000)
      a.putMessage({ topicName: TRACE, keys: `${tracedKey} k`, body, storeTimestamp })
    })

    it('M-9: what clients wrote down tells before filters and offsets, where it is clear whose it is', async () => {
      const { items, partial } = await ask(viewer)
      expect(partial).toBeUndefined()
      const traced = { at: new Date(sentAt.getTime() + 20), clientHost: expect.any(String) }
      expect(items).toMatchObject([
        { groupName: 'broken', status: 'FAILED', source: 'TRACE', isProbable: false, traced },
        // Records know both as `same`.
        { groupName: 'one%same', status: 'CONSUMED', source: 'OFFSET' },
        { groupName: 'pay%told', status: 'CONSUMED', source: 'TRACE', traced },
        { groupName: 'quiet', status: 'CONSUMED', source: 'OFFSET' },
        { groupName: 'two%same', status: 'NOT_CONSUMED', source: 'OFFSET' },
        { groupName: 'was-other', status: 'CONSUMED', source: 'TRACE', traced },
      ])
    })

    it('M-9: reads the traces of the brokers that answer, and without any the rest of the answer stands', async () => {
      const statusOf = async (groupName: string) => {
        const startedAt = performance.now()
        const { items, partial } = await ask(viewer)
        expect(performance.now() - startedAt).toBeLessThan(3_000)
        const row = items.find((each) => each.groupName === groupName)
        return [row?.status, row?.source, partial?.map(({ brokerName }) => brokerName)]
      }
      fake.broker('broker-b').server.pause()
      expect(await statusOf('pay%told')).toEqual(['CONSUMED', 'TRACE', ['broker-b']])
      fake.broker('broker-b').server.resume()
      // What cannot be read as a record tells nothing.
      fake
        .broker('broker-a')
        .putMessage({ topicName: TRACE, keys: tracedKey, body: 'SubAfter\u0001', storeTimestamp: sentAt })
      expect(await statusOf('quiet')).toEqual(['CONSUMED', 'OFFSET', undefined])
    })

    it('M-9: says nothing of traces to who may not read them', async () => {
      const permissions = ['cluster:read', 'topic:read', 'group:read', 'message:read'] as const
      await createPermissionSet(admin, { name: 'without-traces', description: '', permissions: [...permissions] })
      const { items } = await ask(await (await makePerson('without-traces')).context())
      expect(items.map(({ status, source }) => `${status} ${source}`)).toEqual([
        ...['CONSUMED OFFSET', 'CONSUMED OFFSET', 'NOT_CONSUMED OFFSET', 'CONSUMED OFFSET', 'NOT_CONSUMED OFFSET'],
        'FILTERED FILTER',
      ])
      expect(items.some((row) => 'traced' in row)).toBe(false)
    })
  })

  it('M-9: answers in 3 s with the rest when a broker hangs, and names it', async () => {
    fake.broker('broker-b').server.pause()
    const startedAt = performance.now()
    const answer = await getConsumption(viewer, { clusterId, messageId: messageId(), topic: 'orders', ...page })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    fake.broker('broker-b').server.resume()
    expect(answer.partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
    const of = (name: string) => answer.items.find(({ groupName }) => groupName === name)
    expect(of('dead')).toMatchObject({ status: 'IN_DLQ', isProbable: false })
    expect(of('audit')).toMatchObject({ status: 'CONSUMED', source: 'OFFSET' })
    // Its clients may be connected to the silent one.
    expect(of('gone')).toMatchObject({ status: 'NOT_CONSUMED', clients: null, reason: 'NO_ANSWER' })
  })

  it('does not tell of a message that is not there, nor to who may not read messages', async () => {
    const asked = { clusterId, messageId: 'nope', topic: 'orders', ...page }
    await expect(getConsumption(viewer, asked)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const nobody = await (await makePerson(null)).context()
    await expect(getConsumption(nobody, asked)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
