import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { refuse, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { declareTopicTypeEndpoint } from './api.ts'
import { declareTopicType } from './declare-topic-type.ts'
import { levelTopic } from './level-topic.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const WRITE = RequestCode.UPDATE_AND_CREATE_TOPIC
const topicName = 'orders'

async function registered(options: FakeClusterOptions = {}) {
  const fake = await startFakeCluster({ brokers: 3, topics: [topicName, '%RETRY%g'], ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500 })
  return { fake, topic: { clusterId, topicName } }
}
const writes = (fake: FakeCluster) => fake.brokers.map(({ server }) => server.countOf(WRITE))
const held = (fake: FakeCluster, brokerName: string) => fake.broker(brokerName).store.configs.get(topicName)
const audits = (clusterId: string, action: string) =>
  db().auditEvent.findMany({ where: { clusterId, action }, include: { outcome: true } })

describe('level', () => {
  const attributes = { 'message.type': 'FIFO', own: 'a' }

  it('T-18: gives all of one broker to the others: queues, permission, flags, attributes set and removed', async () => {
    const { fake, topic } = await registered()
    fake.broker('broker-a').store.putTopic({ topicName, perm: 4, order: true, topicSysFlag: 2, attributes })
    fake
      .broker('broker-b')
      .store.putTopic({ topicName, readQueueNums: 4, attributes: { 'message.type': 'FIFO', gone: '1' } })
    const result = await levelTopic(ctx, { ...topic, fromBroker: 'broker-a' })
    expect(result).toMatchObject({
      done: [{}, {}],
      failed: [],
      unknown: [],
      resource: { flags: expect.not.arrayContaining(['DIFFERS']) },
    })
    expect(held(fake, 'broker-b')).toEqual(held(fake, 'broker-a'))
    expect(held(fake, 'broker-c')).toEqual(held(fake, 'broker-a'))
    expect(writes(fake)).toEqual([0, 1, 1])
    expect(result.command.split('\n')[0]).toMatch(/-r 8 -w 8 -p 4 -o true -a \+own=a,-gone$/)
    expect(await audits(topic.clusterId, 'topic.level')).toMatchObject([
      { outcome: { outcome: 'SUCCESS', before: { configs: { 'broker-b': { readQueueNums: 4 } } } } },
    ])
  })

  it('is refused where another broker would lose queues that are read', async () => {
    const { fake, topic } = await registered()
    fake.broker('broker-b').store.putTopic({ topicName, readQueueNums: 16, writeQueueNums: 16 })
    await expect(levelTopic(ctx, { ...topic, fromBroker: 'broker-a' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'body.fromBroker', rule: 'levelLosesQueues', params: { broker: 'broker-b' } }] },
    })
    expect(writes(fake)).toEqual([0, 0, 0])
    await levelTopic(ctx, { ...topic, fromBroker: 'broker-b' })
    expect(held(fake, 'broker-a')).toMatchObject({ readQueueNums: 16 })
  })

  it('one broker refuses: the same call writes only to that one', async () => {
    const { fake, topic } = await registered()
    fake.broker('broker-a').store.putTopic({ topicName, perm: 4 })
    fake.broker('broker-c').server.on(WRITE, refuse(ResponseCode.SYSTEM_ERROR, 'no'))
    const input = { ...topic, fromBroker: 'broker-a' }
    expect(await levelTopic(ctx, input)).toMatchObject({
      done: [{}],
      failed: [{ error: { broker: { remark: 'no' } } }],
    })
    fake.broker('broker-c').server.on(WRITE, reply())
    expect(await levelTopic(ctx, input)).toMatchObject({ done: [{ target: fake.broker('broker-c').address }] })
    expect(writes(fake)).toEqual([0, 1, 2])
  })

  it('refuses a reader, and a broker that does not have the topic', async () => {
    const { fake, topic } = await registered()
    const viewer = await (await makePerson('viewer')).context()
    await expect(levelTopic(viewer, { ...topic, fromBroker: 'broker-a' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(levelTopic(ctx, { ...topic, fromBroker: 'broker-z' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect(writes(fake)).toEqual([0, 0, 0])
  })
})

describe('declare type', () => {
  it('T-24: sets message.type once on every master and keeps the rest; afterwards it is refused', async () => {
    const { fake, topic } = await registered({ topics: [{ topicName, order: true, attributes: { own: '1' } }] })
    const result = await declareTopicType(ctx, { ...topic, type: 'DELAY' })
    expect(result).toMatchObject({ done: [{}, {}, {}], resource: { type: 'DELAY', isTypeDeclared: true } })
    expect(held(fake, 'broker-c')).toMatchObject({ order: true, attributes: { own: '1', 'message.type': 'DELAY' } })
    for (const type of ['DELAY', 'NORMAL'] as const) {
      await expect(declareTopicType(ctx, { ...topic, type })).rejects.toMatchObject({ code: 'CONFLICT' })
    }
    expect(writes(fake)).toEqual([1, 1, 1])
    const rows = await audits(topic.clusterId, 'topic.declare-type')
    expect(rows.map(({ outcome }) => outcome?.outcome)).toEqual(['SUCCESS', 'FAILED', 'FAILED'])
  })

  it('T-24: on a topic with a type it is refused, unless some brokers lack this same type', async () => {
    const { fake, topic } = await registered({ topics: [{ topicName, attributes: { 'message.type': 'FIFO' } }] })
    await expect(declareTopicType(ctx, { ...topic, type: 'FIFO' })).rejects.toMatchObject({ code: 'CONFLICT' })
    fake.broker('broker-b').store.putTopic({ topicName, attributes: {} })
    await expect(declareTopicType(ctx, { ...topic, type: 'NORMAL' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await declareTopicType(ctx, { ...topic, type: 'FIFO' })).toMatchObject({
      done: [{ target: fake.broker('broker-b').address }],
    })
  })

  it('T-24: the refusal of a broker is there word for word', async () => {
    const { fake, topic } = await registered()
    for (const { server } of fake.brokers)
      server.on(WRITE, refuse(ResponseCode.SYSTEM_ERROR, 'unsupported key: message.type'))
    await expect(declareTopicType(ctx, { ...topic, type: 'FIFO' })).rejects.toMatchObject({
      code: 'CLUSTER_REJECTED',
      facts: { broker: { remark: 'unsupported key: message.type' } },
    })
  })

  it('T-24: a broker before 5.0, which would say SUCCESS and keep nothing, is not asked', async () => {
    const { fake, topic } = await registered()
    fake
      .broker('broker-c')
      .server.on(RequestCode.GET_BROKER_RUNTIME_INFO, reply({ body: '{"table":{}}', version: 407 }))
    await expect(declareTopicType(ctx, { ...topic, type: 'NORMAL' })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      facts: { neededVersion: '5.0.0' },
    })
    expect(writes(fake)).toEqual([0, 0, 0])
  })

  it('refuses a reader, topics of RocketMQ, and types that are not offered', async () => {
    const { fake, topic } = await registered()
    const viewer = await (await makePerson('viewer')).context()
    await expect(declareTopicType(viewer, { ...topic, type: 'FIFO' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const retry = { ...topic, topicName: '%RETRY%g' }
    await expect(declareTopicType(ctx, { ...retry, type: 'FIFO' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const { token } = await (await makePerson('operator')).makeToken()
    const send = (body: object) => callRoute(declareTopicTypeEndpoint, { token, params: topic, body })
    expect((await send({ type: 'MIXED' })).status).toBe(400)
    expect(writes(fake)).toEqual([0, 0, 0])
    expect((await send({ type: 'FIFO' })).status).toBe(200)
  })
})
