import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCluster } from '#lib/clusters/create-cluster.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { queryTraces } from './query-traces.ts'

useDatabase()
const now = new Date('2026-11-22T14:00:00.000Z')
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const TRACE = 'RMQ_SYS_TRACE_TOPIC'
const line = (...fields: (string | number | boolean)[]) => `${fields.join('\u0001')}\u0002`
let fake: FakeCluster
let clusterId: string
let viewer: Context

function trace(keys: string, body: string, storeTimestamp: Date, topicName = TRACE): void {
  fake.broker('broker-a').putMessage({ topicName, keys, body, storeTimestamp })
}
const pub = (id: string, key: string, at: Date, topicName = 'orders') =>
  line('Pub', at.getTime(), 'r', 'shop', topicName, id, 'paid', key, '10.0.0.1:10911', 42, 8, 0, 'OFF', true)

beforeAll(async () => {
  fake = await startFakeCluster({
    brokers: 1,
    topics: ['orders', { topicName: TRACE, readQueueNums: 1, writeQueueNums: 1 }, 'own_traces'],
    config: { traceTopicEnable: 'false' },
  })
  const a = fake.broker('broker-a')
  a.putMessage({ topicName: 'orders', uniqKey: 'M1', keys: 'k1', body: 'x', storeTimestamp: minutesAgo(10) })
  a.putMessage({ topicName: 'orders', uniqKey: 'BARE', body: 'x', storeTimestamp: minutesAgo(9) })
  a.putMessage({
    topicName: 'orders',
    uniqKey: 'GRPC',
    body: 'x',
    storeTimestamp: minutesAgo(9),
    properties: { __BORNHOST: '10.0.0.5' },
  })
  a.store.putGroup({
    groupName: 'billing',
    offsets: { orders: { 0: 3n } },
    clients: ['b@1'],
    subscriptions: ['orders'],
  })
  trace('M1 k1 M2 k2', pub('M1', 'k1', minutesAgo(10)) + pub('M2', 'k2', minutesAgo(9)), minutesAgo(9))
  // More than one answer of an index holds, all in a few seconds.
  for (let index = 0; index < 200; index++) {
    const startedAt = minutesAgo(8).getTime() + index * 10
    const text =
      line('SubBefore', startedAt, 'r', 'billing', `R${index}`, 'M1', index, 'k1') +
      line('SubAfter', `R${index}`, 'M1', 5, index === 199, 'k1', index === 199 ? 0 : 4, startedAt + 5, 'billing')
    trace('M1 k1', text, new Date(startedAt + 1_000))
  }
  trace('M3 k3', pub('M3', 'k3', minutesAgo(5)), minutesAgo(5), 'own_traces')
  trace('M4 k1', pub('M4', 'k4 k1x', minutesAgo(5)), minutesAgo(5))
  const admin = await (await makePerson('admin')).context()
  viewer = await (await makePerson('viewer')).context()
  ;({ clusterId } = await createCluster(admin, {
    name: 'fake',
    environment: 'test',
    nameServers: fake.nameServers,
    traceTopics: [TRACE, 'own_traces', 'never_made'],
    requestTimeoutMs: 1_500,
  }))
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

const query = (given: Omit<Parameters<typeof queryTraces>[1], 'clusterId'>) =>
  queryTraces(viewer, { clusterId, ...given }, now)

describe('queryTraces', () => {
  it('M-18: all 200 records of one id are found, in order', async () => {
    const { items, coverage, traceTopics } = await query({ id: 'M1', topic: 'orders' })
    expect(items).toHaveLength(1)
    const consumed = items[0]?.hops.filter(({ stage, source }) => stage === 'CONSUME' && source === 'TRACE') ?? []
    expect(consumed.map(({ retryTimes }) => retryTimes)).toEqual(Array.from({ length: 200 }, (_, index) => index))
    expect(consumed.at(-1)?.result).toBe('SUCCESS')
    expect(coverage).toMatchObject({ stoppedBecause: 'complete', matched: 1 })
    expect(traceTopics).toContain(TRACE)
    expect(items[0]?.hops.map(({ stage }) => stage).slice(0, 2)).toEqual(['PRODUCE', 'PERSIST'])
    expect(items[0]?.message).toMatchObject({ topicName: 'orders', queueOffset: 0n })
  })

  it('M-16: finds by key what has this key, not what shares a batch with it or begins like it', async () => {
    const { items } = await query({ key: 'k1' })
    expect(items.map(({ messageId }) => messageId)).toEqual(['M1'])
    expect((await query({ key: 'k2' })).items).toMatchObject([{ messageId: 'M2', hops: [{ stage: 'PRODUCE' }] }])
  })

  it('M-16: reads every registered trace topic, or the chosen one', async () => {
    expect((await query({ key: 'k3' })).items).toMatchObject([{ messageId: 'M3' }])
    expect((await query({ key: 'k3', traceTopic: TRACE })).items).toEqual([])
    // Else whoever may not read bodies could have them read as records.
    await expect(query({ key: 'k3', traceTopic: 'orders' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'query.traceTopic', rule: 'notRegistered' }] },
    })
  })

  it('M-18: lists what was sent to a topic in a time, page by page, with coverage', async () => {
    const asked = { topic: 'orders', from: minutesAgo(20), to: now, pageSize: 20 }
    const pages = [await query(asked)]
    for (let cursor = pages[0]?.cursor; cursor; cursor = pages.at(-1)?.cursor)
      pages.push(await query({ ...asked, cursor }))
    const ids = pages.flatMap(({ items }) => items.map(({ messageId }) => messageId))
    expect(ids.toSorted()).toEqual(['M1', 'M2', 'M3', 'M4'])
    expect(pages.at(-1)?.coverage).toMatchObject({ stoppedBecause: 'complete' })
    const { items } = await query({ ...asked, from: minutesAgo(7) })
    expect(items.map(({ messageId }) => messageId).toSorted()).toEqual(['M3', 'M4'])
  })

  it('M-17: says why there is no trace, and shows what offsets tell', async () => {
    const grpc = await query({ id: 'GRPC', topic: 'orders' })
    expect(grpc.gaps.map(({ reason }) => reason)).toEqual(['TOPIC_MISSING', 'PRODUCER_GRPC', 'NO_RECORD'])
    expect(grpc.gaps[0]).toEqual({ reason: 'TOPIC_MISSING', traceTopic: 'never_made', brokersOff: ['broker-a'] })
    expect(grpc.items[0]?.hops).toMatchObject([
      { stage: 'PRODUCE', isInferred: true, clientHost: '10.0.0.5' },
      { stage: 'PERSIST', isInferred: false },
      { stage: 'CONSUME', isInferred: true, source: 'OFFSET', groupName: 'billing', result: 'CONSUMED' },
    ])
    const half = await query({ id: 'M2' })
    expect(half.gaps).toEqual([{ reason: 'ONLY_PRODUCE' }])
    const old = await query({ key: 'k1', from: minutesAgo(60), to: minutesAgo(30) })
    expect(old.gaps).toContainEqual({ reason: 'EXPIRED', oldest: minutesAgo(9) })
  })

  it('is refused without a question, with two, and to who may not read traces', async () => {
    await expect(query({})).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(query({ id: 'M1', key: 'k1' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(query({ topic: 'orders' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const nobody = await (await makePerson(null)).context()
    await expect(queryTraces(nobody, { clusterId, id: 'M1' }, now)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('never gives a body: what is no record is left out', async () => {
    trace('M9', 'secret body of a message', minutesAgo(1))
    trace('M9', `${line('Pub', 'secret')}${pub('M9', 'k9', minutesAgo(1))}`, minutesAgo(1))
    const answer = await query({ id: 'M9' })
    expect(answer.items[0]?.records).toHaveLength(1)
    expect(JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(
      'secret',
    )
  })
})
