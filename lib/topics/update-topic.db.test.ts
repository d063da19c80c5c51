import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import type { ClusterInput } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { refuse, reply, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { updateTopicEndpoint } from './api.ts'
import { getTopic } from './get-topic.ts'
import { updateTopic } from './update-topic.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const WRITE = RequestCode.UPDATE_AND_CREATE_TOPIC
const topicName = 'orders'

async function registered(options: FakeClusterOptions = {}, parts: Partial<ClusterInput> = {}) {
  const fake = await startFakeCluster({
    brokers: 2,
    slaves: true,
    systemTopics: ['TBW102'],
    topics: [
      {
        topicName,
        readQueueNums: 4,
        writeQueueNums: 4,
        order: true,
        attributes: { 'message.type': 'FIFO', 'x.y': 'z' },
      },
    ],
    ...options,
  })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500, ...parts })
  return { fake, topic: { clusterId, topicName } }
}
const writes = (fake: FakeCluster) => fake.brokers.map(({ server }) => server.countOf(WRITE))
const held = (fake: FakeCluster, brokerName: string) => fake.broker(brokerName).store.configs.get(topicName)
const lastAudit = async (clusterId: string) =>
  db().auditEvent.findFirstOrThrow({
    where: { clusterId, action: 'topic.update' },
    include: { outcome: true },
    orderBy: { sequence: 'desc' },
  })

describe('config', () => {
  it('T-3 T-4: raises queues on every master and keeps type, order flag, an unknown attribute and the flags of each', async () => {
    const { fake, topic } = await registered()
    fake.broker('broker-b').store.putTopic({
      ...{ topicName, readQueueNums: 4, writeQueueNums: 4, perm: 7, order: true, topicSysFlag: 2 },
      ...{ topicFilterType: 'MULTI_TAG', attributes: { 'message.type': 'FIFO', own: 'b' } },
    })
    const result = await updateTopic(ctx, { ...topic, queuesPerBroker: 8 })
    expect(result).toMatchObject({
      done: [{}, {}],
      failed: [],
      unknown: [],
      resource: { queuesPerBroker: 8, type: 'FIFO' },
    })
    expect(writes(fake)).toEqual([1, 1, 0, 0])
    expect(held(fake, 'broker-a')).toMatchObject({
      ...{ readQueueNums: 8, writeQueueNums: 8, perm: 6, order: true },
      attributes: { 'message.type': 'FIFO', 'x.y': 'z' },
    })
    expect(held(fake, 'broker-b')).toMatchObject({
      ...{ readQueueNums: 8, writeQueueNums: 8, perm: 7, order: true, topicSysFlag: 2, topicFilterType: 'MULTI_TAG' },
      attributes: { 'message.type': 'FIFO', own: 'b' },
    })
    // Attributes that stay do not travel: 5.x takes differences only.
    const sent = fake.broker('broker-a').server.requests.find(({ code }) => code === WRITE)
    expect(sent?.extFields).not.toHaveProperty('attributes')
  })

  it('changes permission and order flag, and the inherit bit stays', async () => {
    const { fake, topic } = await registered({ topics: [{ topicName, perm: 7 }] })
    await updateTopic(ctx, { ...topic, permission: 'R', isOrdered: true })
    expect(held(fake, 'broker-b')).toMatchObject({ perm: 5, order: true, readQueueNums: 8 })
  })

  it('T-3: refuses fewer queues and points to Shrink, without a write', async () => {
    const { fake, topic } = await registered()
    const attempt = updateTopic(ctx, { ...topic, queuesPerBroker: 2 })
    await expect(attempt).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('shrink'),
      facts: { fields: [{ path: 'body.queuesPerBroker', rule: 'onlyMoreQueues', params: { queues: 4 } }] },
    })
    expect(writes(fake)).toEqual([0, 0, 0, 0])
  })

  it('X-16: says and records the mqadmin lines, with all that stays', async () => {
    const { fake, topic } = await registered()
    const { command } = await updateTopic(ctx, { ...topic, permission: 'R' })
    const line = (name: string) =>
      `sh mqadmin updateTopic -n ${fake.nameServers[0]} -b ${fake.broker(name).address} -t orders -r 4 -w 4 -p 4 -o true`
    expect(command).toBe([line('broker-a'), line('broker-b')].join('\n'))
    expect((await lastAudit(topic.clusterId)).request).toMatchObject({ command })
  })

  it('T-4: metadata alone touches no broker, and is not written when no broker did its part', async () => {
    const { fake, topic } = await registered()
    expect(await updateTopic(ctx, { ...topic, remark: 'r' })).toMatchObject({ done: [], command: '' })
    expect(writes(fake)).toEqual([0, 0, 0, 0])
    for (const { server } of fake.brokers) server.on(WRITE, refuse(ResponseCode.NO_PERMISSION, 'no matched policies'))
    const attempt = updateTopic(ctx, { ...topic, remark: 'other', permission: 'R' })
    await expect(attempt).rejects.toMatchObject({ code: 'CLUSTER_REJECTED', facts: { extra: { failed: [{}, {}] } } })
    expect(await getTopic(ctx, topic)).toMatchObject({ remark: 'r' })
  })

  it('T-25: what people wrote survives a change of the config', async () => {
    const { topic } = await registered()
    await updateTopic(ctx, { ...topic, remark: 'r', labels: { team: 'a' }, owner: 'ann' })
    const { resource } = await updateTopic(ctx, { ...topic, queuesPerBroker: 8 })
    expect(resource).toMatchObject({ remark: 'r', labels: { team: 'a' }, owner: 'ann', isDeclared: true })
  })

  it('does not declare a topic whose config alone is changed', async () => {
    const { topic } = await registered()
    expect((await updateTopic(ctx, { ...topic, permission: 'R' })).resource).toMatchObject({ isDeclared: false })
  })

  it('a revision from before a change by mqadmin is a conflict, and nothing is written', async () => {
    const { fake, topic } = await registered()
    const { revision } = await getTopic(ctx, topic)
    fake.broker('broker-a').store.putTopic({ topicName, readQueueNums: 6, writeQueueNums: 6 })
    const attempt = updateTopic(ctx, { ...topic, queuesPerBroker: 8, revision })
    await expect(attempt).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(writes(fake)).toEqual([0, 0, 0, 0])
    const { revision: now } = await getTopic(ctx, topic)
    await updateTopic(ctx, { ...topic, queuesPerBroker: 8, revision: now })
    expect(writes(fake)).toEqual([1, 1, 0, 0])
  })

  it.each([
    ['a system topic', { topicName: 'TBW102' }],
    ['a static topic', { topicName: 'mapped' }],
  ])('refuses %s', async (_, which) => {
    const { fake, topic } = await registered({ topics: [{ topicName: 'mapped', isStatic: true }] })
    for (const { server } of fake.brokers) {
      const body = {
        topicConfigTable: Object.fromEntries(
          [...fake.broker('broker-a').store.configs.values()].map(({ isStatic: _static, ...config }) => [
            config.topicName,
            config,
          ]),
        ),
        topicQueueMappingDetailMap: { mapped: {} },
        topicQueueMappingInfoMap: { mapped: {} },
        dataVersion: {},
      }
      server.on(RequestCode.GET_ALL_TOPIC_CONFIG, reply({ body: JSON.stringify(body) }))
    }
    const attempt = updateTopic(ctx, { ...topic, ...which, queuesPerBroker: 16 })
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect(writes(fake)).toEqual([0, 0, 0, 0])
  })

  it('refuses the order flag where a broker before 5.0 would say SUCCESS and ignore it', async () => {
    const { fake, topic } = await registered({ topics: [topicName] })
    fake
      .broker('broker-b')
      .server.on(RequestCode.GET_BROKER_RUNTIME_INFO, reply({ body: '{"table":{}}', version: 407 }))
    await expect(updateTopic(ctx, { ...topic, isOrdered: true })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      facts: { neededVersion: '5.0.0' },
    })
    expect(writes(fake)).toEqual([0, 0, 0, 0])
  })

  it('C-26: refuses on a read-only cluster', async () => {
    const { topic } = await registered({}, { readOnly: true })
    await expect(updateTopic(ctx, { ...topic, permission: 'R' })).rejects.toMatchObject({ code: 'READ_ONLY' })
  })

  it('refuses a reader', async () => {
    const { fake, topic } = await registered()
    const viewer = await (await makePerson('viewer')).context()
    await expect(updateTopic(viewer, { ...topic, permission: 'R' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(fake.requestCount).toBe(0)
  })

  it('leaves an audit row with what each broker held before and after', async () => {
    const { topic } = await registered()
    await updateTopic(ctx, { ...topic, queuesPerBroker: 8 })
    expect((await lastAudit(topic.clusterId)).outcome).toMatchObject({
      outcome: 'SUCCESS',
      before: { configs: { 'broker-a': { readQueueNums: 4 }, 'broker-b': { readQueueNums: 4 } } },
      after: { configs: { 'broker-a': { readQueueNums: 8 }, 'broker-b': { readQueueNums: 8 } } },
    })
  })
})

describe('bad weather', () => {
  it('one master refuses: done, its words, and the same call writes only to that one', async () => {
    const { fake, topic } = await registered()
    const { server } = fake.broker('broker-b')
    server.on(WRITE, refuse(ResponseCode.SYSTEM_ERROR, 'disk full'))
    const change = { ...topic, queuesPerBroker: 8 }
    expect(await updateTopic(ctx, change)).toMatchObject({
      done: [{ target: fake.broker('broker-a').address }],
      failed: [
        { target: fake.broker('broker-b').address, error: { broker: { brokerName: 'broker-b', remark: 'disk full' } } },
      ],
      resource: { queuesPerBroker: null, flags: expect.arrayContaining(['DIFFERS']) },
    })
    expect((await lastAudit(topic.clusterId)).outcome).toMatchObject({ outcome: 'PARTIAL' })
    server.on(WRITE, reply())
    expect(await updateTopic(ctx, change)).toMatchObject({
      done: [{ target: fake.broker('broker-b').address }],
      failed: [],
    })
    expect(fake.broker('broker-a').server.countOf(WRITE)).toBe(1)
  })

  it('a master that gives no answer to the write is unknown, and is written to once', async () => {
    const { fake, topic } = await registered()
    fake.broker('broker-b').server.on(WRITE, silence)
    const result = await updateTopic(ctx, { ...topic, queuesPerBroker: 8 })
    expect(result).toMatchObject({ done: [{}], failed: [], unknown: [{ target: fake.broker('broker-b').address }] })
    expect(writes(fake)).toEqual([1, 1, 0, 0])
  })

  it('a master that cannot be read is not written to: what it holds would be replaced by a guess', async () => {
    const { fake, topic } = await registered()
    await getTopic(ctx, topic)
    fake.broker('broker-b').server.onAll(silence)
    const result = await updateTopic(ctx, { ...topic, queuesPerBroker: 8 })
    expect(result).toMatchObject({
      done: [{ target: fake.broker('broker-a').address }],
      failed: [
        {
          target: fake.broker('broker-b').address,
          error: { code: 'CLUSTER_TIMEOUT', detail: expect.stringContaining('Nothing was sent') },
        },
      ],
    })
    expect(writes(fake)).toEqual([1, 0, 0, 0])
  })
})

it('T-4: over HTTP, what is for ever is refused by name', async () => {
  const { topic } = await registered()
  const { token } = await (await makePerson('operator')).makeToken()
  for (const [name, value] of [
    ['type', 'NORMAL'],
    ['cleanupPolicy', 'DELETE'],
    ['queueType', 'BatchCQ'],
  ] as const) {
    const response = await callRoute(updateTopicEndpoint, { token, params: topic, body: { [name]: value } })
    expect([response.status, await response.json()]).toMatchObject([400, { fields: [{ path: `body.${name}` }] }])
  }
  for (const queuesPerBroker of [0, 65]) {
    expect((await callRoute(updateTopicEndpoint, { token, params: topic, body: { queuesPerBroker } })).status).toBe(400)
  }
  const response = await callRoute(updateTopicEndpoint, { token, params: topic, body: { queuesPerBroker: 8 } })
  expect([response.status, await response.json()]).toMatchObject([200, { resource: { queuesPerBroker: 8 } }])
})
