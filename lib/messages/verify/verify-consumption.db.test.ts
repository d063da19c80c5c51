import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import type { ClusterInput } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { encodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { refuse, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { FakeBroker } from '#lib/rocketmq/testing/fake-broker.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { completeGroup } from '#lib/rocketmq/testing/fake-group.ts'
import { consumerConnectionBody } from '#lib/rocketmq/testing/fake-group-bodies.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getVerifyClients } from './get-verify-clients.ts'
import { verifyConsumption } from './verify-consumption.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const VERIFY = RequestCode.CONSUME_MESSAGE_DIRECTLY
const answer = '{"autoCommit":true,"consumeResult":"CR_SUCCESS","order":false,"remark":null,"spentTimeMills":3}'

async function registered(parts: Partial<ClusterInput> = {}) {
  const subscribed = { subscriptions: ['orders'], offsets: { orders: { 0: 0n } } }
  const fake = await startFakeCluster({
    brokers: 2,
    topics: ['orders', '%DLQ%billing'],
    groups: [
      { groupName: 'billing', clients: ['10.0.0.1@1', '10.0.0.2@2'], ...subscribed },
      { groupName: 'news', clients: ['10.0.0.3@3'], messageModel: 'BROADCASTING', ...subscribed },
      { groupName: 'pulls', clients: ['10.0.0.4@4'], consumeType: 'CONSUME_ACTIVELY', ...subscribed },
      { groupName: 'asleep', ...subscribed },
    ],
  })
  onTestFinished(() => fake.stop())
  fake.broker('broker-b').store.putGroup({ groupName: 'elsewhere', clients: ['10.0.0.5@5'], ...subscribed })
  const search = completeGroup({
    groupName: 'search',
    subscriptions: ['orders'],
    clients: [{ clientId: 'web-3@17@2@x1', language: 'HTTP' }],
  })
  const proxy = await FakeBroker.start({
    [RequestCode.GET_CONSUMER_CONNECTION_LIST]: ({ extFields }) =>
      extFields.consumerGroup === 'search'
        ? reply({ body: consumerConnectionBody(search) })
        : reply({ code: ResponseCode.CONSUMER_NOT_ONLINE }),
  })
  onTestFinished(() => proxy.stop())
  const { clusterId } = await registerCluster({
    nameServers: fake.nameServers,
    proxies: [{ name: 'proxy-1', grpc: '127.0.0.1:1', remoting: proxy.address }],
    ...parts,
  })
  fake.broker('broker-a').putMessage({ topicName: 'orders', body: 'x', uniqKey: 'A1' })
  for (const { server } of fake.brokers) server.on(VERIFY, reply({ body: answer }))
  const asked = () => fake.brokers.map(({ server }) => server.countOf(VERIFY))
  return { fake, clusterId, asked, ref: { clusterId, messageId: 'A1', topic: 'orders' } }
}
const rows = (clusterId: string) =>
  db().auditEvent.findMany({
    where: { clusterId, action: 'message.verify' },
    include: { outcome: true },
    orderBy: { sequence: 'asc' },
  })

describe('verify consumption', () => {
  it('M-10: asks the chosen client through the broker that stores the message, once, and is audited', async () => {
    const { fake, clusterId, asked, ref } = await registered()
    const result = await verifyConsumption(ctx, { ...ref, groupName: 'billing', clientId: '10.0.0.2@2' })
    expect(result).toEqual({
      groupName: 'billing',
      clientId: '10.0.0.2@2',
      brokerName: 'broker-a',
      result: 'CR_SUCCESS',
      remark: null,
      spentMs: 3,
      isOrdered: false,
    })
    expect(asked()).toEqual([1, 0])
    const request = fake.broker('broker-a').server.requests.find(({ code }) => code === VERIFY)
    expect(request?.extFields).toMatchObject({ consumerGroup: 'billing', clientId: '10.0.0.2@2', topic: 'orders' })
    expect(request?.extFields.msgId).toMatch(/^[\dA-F]{32}$/)
    expect(await rows(clusterId)).toMatchObject([
      {
        targetName: 'A1',
        permission: 'message:verify',
        outcome: { outcome: 'SUCCESS', after: { result: 'CR_SUCCESS' } },
      },
    ])
  })

  it('M-10: a dead letter is consumed by a client of its group, from where it is stored', async () => {
    const { fake, clusterId } = await registered()
    const topic = '%DLQ%billing'
    const letter = fake.broker('broker-b').putMessage({ topicName: topic, body: 'x', uniqKey: 'A1' })
    const messageId = encodeOffsetMsgId(fake.broker('broker-b').address, letter.commitLogOffset)
    const result = await verifyConsumption(ctx, { clusterId, messageId, topic, groupName: 'billing' })
    expect(result).toMatchObject({ brokerName: 'broker-b', result: 'CR_SUCCESS' })
    const request = fake.broker('broker-b').server.requests.find(({ code }) => code === VERIFY)
    expect(request?.extFields).toMatchObject({ consumerGroup: 'billing', topic, msgId: messageId })
  })

  it('M-10: any client that can answer, where none is chosen; what an exception said is said', async () => {
    const { fake, ref } = await registered()
    const thrown = '{"consumeResult":"CR_THROW_EXCEPTION","remark":"java.lang.IllegalStateException: no","order":false}'
    fake.broker('broker-a').server.on(VERIFY, reply({ body: thrown }))
    expect(await verifyConsumption(ctx, { ...ref, groupName: 'billing' })).toMatchObject({
      clientId: '10.0.0.1@1',
      result: 'CR_THROW_EXCEPTION',
      remark: 'java.lang.IllegalStateException: no',
      spentMs: null,
    })
  })

  it.each([
    ['asleep', undefined, 'OFFLINE'],
    ['billing', '10.0.0.9@9', 'OFFLINE'],
    ['news', '10.0.0.3@3', 'BROADCAST'],
    ['news', undefined, 'BROADCAST'],
    ['pulls', '10.0.0.4@4', 'PULL'],
    ['search', 'web-3@17@2@x1', 'PROXY'],
    ['elsewhere', '10.0.0.5@5', 'OTHER_BROKER'],
  ])('M-10: %s %s is refused with the reason %s, and no client is asked', async (groupName, clientId, reason) => {
    const { asked, ref } = await registered()
    const attempt = verifyConsumption(ctx, { ...ref, groupName, clientId })
    await expect(attempt).rejects.toMatchObject({ code: 'CONFLICT', facts: { reason } })
    expect(asked()).toEqual([0, 0])
  })

  it('M-10: of a client that does not answer the fate is unknown, and no other one is asked', async () => {
    const { fake, clusterId, asked, ref } = await registered()
    fake.broker('broker-a').server.on(VERIFY, refuse(ResponseCode.CONSUME_MSG_TIMEOUT, 'consumer <billing> Timeout'))
    await expect(verifyConsumption(ctx, { ...ref, groupName: 'billing' })).rejects.toMatchObject({
      code: 'CLUSTER_TIMEOUT',
      facts: { reason: 'CLIENT_SILENT' },
    })
    expect(asked()).toEqual([1, 0])
    expect((await rows(clusterId)).at(-1)?.outcome?.outcome).toBe('UNKNOWN')
  })

  it('is refused for a message that is gone, to a viewer, and in a read-only cluster', async () => {
    const { asked, ref } = await registered()
    const input = { ...ref, groupName: 'billing' }
    await expect(verifyConsumption(ctx, { ...input, messageId: 'B2' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const viewer = await (await makePerson('viewer')).context()
    await expect(verifyConsumption(viewer, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(getVerifyClients(viewer, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(asked()).toEqual([0, 0])
    const closed = await registered({ readOnly: true })
    const attempt = verifyConsumption(ctx, { ...closed.ref, groupName: 'billing' })
    await expect(attempt).rejects.toMatchObject({ code: 'READ_ONLY' })
  })

  it('M-10: lists who can be asked, and the others with why not', async () => {
    const { ref } = await registered()
    const namesOf = async (groupName: string) =>
      (await getVerifyClients(ctx, { ...ref, groupName })).items.map(({ clientId, cannot }) => [clientId, cannot])
    expect(await namesOf('billing')).toEqual([
      ['10.0.0.1@1', undefined],
      ['10.0.0.2@2', undefined],
    ])
    expect(await namesOf('search')).toEqual([['web-3@17@2@x1', 'PROXY']])
    expect(await namesOf('asleep')).toEqual([])
  })
})
