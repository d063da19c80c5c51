import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCluster } from '#lib/clusters/create-cluster.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { refuse } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { listTransactions } from './list-transactions.ts'

useDatabase()
const half = 'RMQ_SYS_TRANS_HALF_TOPIC'
const op = 'RMQ_SYS_TRANS_OP_HALF_TOPIC'
const givenUp = 'TRANS_CHECK_MAX_TIME_TOPIC'
const oneQueue = { readQueueNums: 1, writeQueueNums: 1 }
let fake: FakeCluster
let clusterId: string
let viewer: Context

beforeAll(async () => {
  fake = await startFakeCluster({
    brokers: 2,
    topics: [half, op, givenUp].map((topicName) => ({ topicName, ...oneQueue })),
    config: { transactionTimeOut: '6000', transactionCheckInterval: '30000', transactionCheckMax: '15' },
  })
  const a = fake.broker('broker-a')
  // As on a broker where nothing was ever decided.
  const { store, server } = fake.broker('broker-b')
  store.deleteTopic(op)
  server.on(RequestCode.PULL_MESSAGE, () => refuse(17, `topic[${op}] not exist`))
  const put = (uniqKey: string, more: Record<string, string> = {}, topicName = half) =>
    a.putMessage({
      topicName,
      uniqKey,
      keys: `key-${uniqKey}`,
      properties: { REAL_TOPIC: 'pay', REAL_QID: '0', PGROUP: 'cashier', TRAN_MSG: 'true', ...more },
    })
  // Offsets 0 to 6; the check of the broker stands at 1.
  put('OLD')
  put('DONE')
  put('ASKED', { TRANSACTION_CHECK_TIMES: '1' })
  put('OPEN')
  put('BACK')
  put('ASKED', { TRANSACTION_CHECK_TIMES: '2' })
  put('STRANGER', { REAL_TOPIC: 'refund', PGROUP: 'back-office' })
  a.putMessage({ topicName: op, body: '0', tags: 'd' })
  a.putMessage({ topicName: op, body: '1,4,', tags: 'd' })
  put('LOST', { TRANSACTION_CHECK_TIMES: '15' }, givenUp)
  a.store.putGroup({ groupName: 'CID_RMQ_SYS_TRANS', offsets: { [half]: { 0: 1n }, [op]: { 0: 1n } } })
  a.store.producers = [{ producerGroup: 'cashier', clientId: '10.0.0.7@1' }]
  const admin = await (await makePerson('admin')).context()
  viewer = await (await makePerson('viewer')).context()
  ;({ clusterId } = await createCluster(admin, {
    name: 'fake',
    environment: 'test',
    nameServers: fake.nameServers,
    requestTimeoutMs: 1_500,
  }))
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

describe('listTransactions', () => {
  it('M-26: lists what is undecided, once each, with who was asked and how often', async () => {
    const { items, coverage, rules } = await listTransactions(viewer, { clusterId, topic: 'pay' })
    expect(items.map(({ uniqKey, checks }) => [uniqKey, checks])).toEqual([
      ['ASKED', 2],
      ['OPEN', 0],
    ])
    expect(items[0]).toMatchObject({
      topicName: 'pay',
      producerGroup: 'cashier',
      producers: 1,
      maxChecks: 15,
      keys: ['key-ASKED'],
      state: 'UNDECIDED',
    })
    expect(coverage).toMatchObject({ stoppedBecause: 'complete', matched: 2 })
    expect(rules).toEqual({ timeoutMs: 6_000, intervalMs: 30_000, maxChecks: 15 })
  })

  it('M-26: lists what was given up, and of all topics without one', async () => {
    const lost = await listTransactions(viewer, { clusterId, topic: 'pay', state: 'GIVEN_UP' })
    expect(lost.items).toMatchObject([{ uniqKey: 'LOST', checks: 15, state: 'GIVEN_UP' }])
    const { items } = await listTransactions(viewer, { clusterId })
    expect(items.map(({ topicName, producers }) => [topicName, producers])).toContainEqual(['refund', 0])
  })

  it('names a broker that does not answer, and does not say that this is all', async () => {
    fake.broker('broker-b').server.pause()
    const answer = await listTransactions(viewer, { clusterId, topic: 'pay' })
    fake.broker('broker-b').server.resume()
    expect(answer.items).toHaveLength(2)
    expect(answer.partial).toMatchObject([{ brokerName: 'broker-b' }])
    expect(answer.coverage.stoppedBecause).toBe('failed')
  })

  it('is not for who may not read messages', async () => {
    const nobody = await (await makePerson(null)).context()
    await expect(listTransactions(nobody, { clusterId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
