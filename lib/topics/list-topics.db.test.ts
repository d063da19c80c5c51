import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters, getCluster } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { httpAnswer, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { adoptTopic } from './adopt-topic.ts'
import { getTopic } from './get-topic.ts'
import { type ListTopicsInput, listTopics } from './list-topics.ts'
import { updateTopic } from './update-topic.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)

async function registered(options: FakeClusterOptions = {}) {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const list = (input: Partial<ListTopicsInput> = {}) => listTopics(ctx, { clusterId, page: 1, pageSize: 50, ...input })
  const names = async (input: Partial<ListTopicsInput> = {}) =>
    (await list(input)).items.map(({ topicName }) => topicName)
  return { fake, clusterId, list, names }
}

const topics = [
  'orders',
  { topicName: 'orders-eu', attributes: { 'message.type': 'FIFO' }, perm: 4 },
  { topicName: 'pay%a', attributes: { 'message.type': 'DELAY' } },
  { topicName: 'pay%b', writeQueueNums: 4, readQueueNums: 4 },
  '%RETRY%pay%g',
  '%DLQ%g',
]

describe('what is listed', () => {
  it('T-6: hides system, retry and dead-letter topics until they are asked for', async () => {
    const { names } = await registered({ topics, systemTopics: ['TBW102', 'broker-a', 'custom_trace'] })
    const mine = ['orders', 'orders-eu', 'pay%a', 'pay%b']
    expect(await names()).toEqual(mine)
    expect(await names({ include: ['system'] })).toEqual(['TBW102', 'broker-a', 'custom_trace', ...mine])
    expect(await names({ include: ['retry', 'dlq'] })).toEqual(['%DLQ%g', '%RETRY%pay%g', ...mine])
  })

  it('C-20: counts and filters namespaces; a retry topic belongs to that of its group', async () => {
    const { list, names } = await registered({ topics })
    const { namespaces } = await list({ namespace: 'pay' })
    expect(namespaces).toEqual([
      { namespace: null, topics: 2 },
      { namespace: 'pay', topics: 2 },
    ])
    expect(await names({ namespace: 'pay' })).toEqual(['pay%a', 'pay%b'])
    expect(await names({ namespace: '' })).toEqual(['orders', 'orders-eu'])
    expect(await names({ namespace: 'pay', include: ['retry'] })).toEqual(['%RETRY%pay%g', 'pay%a', 'pay%b'])
    expect(await names({ namespace: 'pay', q: 'a*' })).toEqual(['pay%a'])
  })

  it('T-7: filters by name, type, permission, broker, clusterName and label each return exactly the prepared set', async () => {
    const { fake, clusterId, names } = await registered({ topics })
    fake.broker('broker-b').store.putTopic('only-b')
    await updateTopic(ctx, { clusterId, topicName: 'orders', labels: { team: 'a', tier: '1' }, owner: 'ann' })
    await updateTopic(ctx, { clusterId, topicName: 'pay%a', labels: { team: 'a' }, deletionProtection: true })
    expect(await names({ q: '/^orders/' })).toEqual(['orders', 'orders-eu'])
    expect(await names({ q: '*-eu' })).toEqual(['orders-eu'])
    expect(await names({ type: ['FIFO', 'DELAY'] })).toEqual(['orders-eu', 'pay%a'])
    expect(await names({ permission: ['R'] })).toEqual(['orders-eu'])
    expect(await names({ broker: 'broker-b', q: 'only' })).toEqual(['only-b'])
    expect(await names({ broker: 'broker-a', q: 'only' })).toEqual([])
    expect(await names({ clusterName: 'DefaultCluster', q: 'orders' })).toEqual(['orders', 'orders-eu'])
    expect(await names({ clusterName: 'Other' })).toEqual([])
    expect(await names({ label: ['team=a'] })).toEqual(['orders', 'pay%a'])
    expect(await names({ label: ['team=a', 'tier=1'] })).toEqual(['orders'])
    expect(await names({ owner: 'ann' })).toEqual(['orders'])
    expect(await names({ deletionProtection: true })).toEqual(['pay%a'])
    expect(await names({ flags: ['UNDECLARED'] })).toEqual(['only-b', 'orders-eu', 'pay%b'])
    expect(await names({ flags: ['MISSING_ON_BROKER'] })).toEqual(['only-b'])
  })

  it('sorts either way, unknown last in both, and pages without overlap', async () => {
    const { clusterId, list, names } = await registered({ topics })
    expect(await names({ sort: '-topicName' })).toEqual(['pay%b', 'pay%a', 'orders-eu', 'orders'])
    expect(await names({ sort: 'writeQueues' })).toEqual(['pay%b', 'orders', 'orders-eu', 'pay%a'])
    expect(await names({ sort: '-inTps' })).toEqual(await names())
    await updateTopic(ctx, { clusterId, topicName: 'pay%a', owner: 'z' })
    expect((await names({ sort: 'owner' }))[0]).toBe('pay%a')
    expect((await names({ sort: '-owner' }))[0]).toBe('pay%a')
    const pages = [
      await list({ pageSize: 3 }),
      await list({ pageSize: 3, page: 2 }),
      await list({ pageSize: 3, page: 3 }),
    ]
    expect(pages.map(({ items, total }) => [items.length, total])).toEqual([
      [3, 4],
      [1, 4],
      [0, 4],
    ])
  })

  it('never shows 0 for what nobody has sampled', async () => {
    const { list } = await registered({ topics })
    const { items } = await list()
    const notSampled = { value: null, state: 'unknown', at: null, reason: 'NOT_SAMPLED' }
    for (const key of ['inTps', 'outTps', 'messages24h', 'retained', 'lastWriteAt', 'groups'] as const) {
      expect(items[0]?.[key]).toEqual(notSampled)
    }
  })
})

describe('drained brokers', () => {
  it('marks what they hold, names them, and asks no broker for it', async () => {
    const { fake, clusterId, list, names } = await registered({ topics })
    fake.broker('broker-a').store.putTopic('only-a')
    fake.broker('broker-b').store.putTopic('only-b')
    expect(await names({ flags: ['DRAINED'] })).toEqual([])
    fake.broker('broker-b').server.on(RequestCode.GET_BROKER_CONFIG, reply({ body: 'brokerPermission=4\n' }))
    await checkNodes(ctx, { clusterId, now: new Date() })
    await list()
    const asked = fake.requestCount
    const { items } = await list({ flags: ['MISSING_ON_BROKER'] })
    expect(items).toMatchObject([
      { topicName: 'only-a', drainedOn: [], flags: ['UNDECLARED', 'MISSING_ON_BROKER'] },
      { topicName: 'only-b', drainedOn: ['broker-b'], flags: ['UNDECLARED', 'MISSING_ON_BROKER', 'DRAINED'] },
    ])
    expect(await names({ flags: ['DRAINED'] })).toEqual(['only-b', 'orders', 'orders-eu', 'pay%a', 'pay%b'])
    expect(fake.requestCount).toBe(asked)
    expect(await getTopic(ctx, { clusterId, topicName: 'orders' })).toMatchObject({ drainedOn: ['broker-b'] })
  })
})

describe('topics that appear by themselves', () => {
  it('names the brokers that make them, once their settings were read', async () => {
    const { fake, clusterId, list } = await registered({ topics, config: { autoCreateTopicEnable: 'false' } })
    const settings = 'autoCreateTopicEnable=true\n'
    fake.broker('broker-b').server.on(RequestCode.GET_BROKER_CONFIG, reply({ body: settings }))
    expect((await list()).autoCreateOn).toEqual([])
    await checkNodes(ctx, { clusterId, now: new Date() })
    expect((await list()).autoCreateOn).toEqual(['broker-b'])
  })
})

describe('what it costs', () => {
  it('X-4: with 10,000 topics the first view asks each node at most twice; paging, sorting and searching ask nobody', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `topic-${index}`)
    const { fake, list } = await registered({ topics: many })
    const first = await list()
    expect([first.total, first.items.length]).toEqual([10_000, 50])
    for (const { server } of fake.brokers) expect(server.requests.length).toBeLessThanOrEqual(2)
    expect(fake.nameServer.requests.length).toBeLessThanOrEqual(2)
    const before = fake.requestCount
    await list({ page: 7 })
    await list({ sort: '-writeQueues' })
    await list({ q: 'topic-99' })
    await list({ q: '/9{3}$/' })
    expect(fake.requestCount).toBe(before)
  })
})

describe('bad weather', () => {
  it('X-3: a paused broker costs less than 3 s once, then nothing; its topics stay from its last good answer', async () => {
    const { fake, clusterId, list } = await registered({ topics })
    await list()
    fake.broker('broker-b').server.pause()
    const cluster = await getCluster(ctx, clusterId)
    const startedAt = performance.now()
    await cluster.getInventory({ fresh: true })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    const asked = fake.requestCount
    const { items, partial } = await list()
    expect(fake.requestCount).toBe(asked)
    expect(partial).toMatchObject([
      { brokerName: 'broker-b', address: fake.broker('broker-b').address, code: 'CLUSTER_TIMEOUT' },
    ])
    expect(items[0]).toMatchObject({
      topicName: 'orders',
      brokerNames: ['broker-a', 'broker-b'],
      staleOn: ['broker-b'],
    })
  })

  it('X-3: paused before it was ever read: the first view answers in less than 3 s without its topics', async () => {
    const { fake, list } = await registered({ topics })
    fake.broker('broker-b').server.pause()
    const startedAt = performance.now()
    const { items, partial } = await list()
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
    expect(items[0]).toMatchObject({ brokerNames: ['broker-a'], flags: ['UNDECLARED'] })
  })

  it('shows the last data while no name server answers, and says so', async () => {
    const { fake, clusterId, list } = await registered({ topics })
    await list()
    await fake.nameServer.stop()
    await (await getCluster(ctx, clusterId)).getInventory({ fresh: true })
    const { total, partial } = await list()
    expect(total).toBe(4)
    expect(partial).toMatchObject([{ address: fake.nameServers[0], code: 'CLUSTER_UNREACHABLE' }])
  })

  it('is unreachable when no name server ever answered', async () => {
    const { fake, list } = await registered()
    await fake.nameServer.stop()
    await expect(list()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
  })

  it('one broker that refuses is named, with the others shown', async () => {
    const { fake, list } = await registered({ topics })
    fake.broker('broker-b').server.onAll(httpAnswer)
    const { total, partial } = await list()
    expect(total).toBe(4)
    expect(partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_REJECTED' }])
  })
})

describe('brokers that do not answer', () => {
  it('X-10: an error, not an empty list, while none has ever answered', async () => {
    const fake = await startFakeCluster({ brokers: 2, topics })
    onTestFinished(() => fake.stop())
    for (const name of ['broker-a', 'broker-b']) fake.broker(name).server.pause()
    const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
    await expect(listTopics(ctx, { clusterId, page: 1, pageSize: 50 })).rejects.toMatchObject({
      code: 'CLUSTER_TIMEOUT',
    })
    await expect(updateTopic(ctx, { clusterId, topicName: 'orders', remark: 'x' })).rejects.toMatchObject({
      code: 'CLUSTER_TIMEOUT',
    })
  })
})

describe('metadata', () => {
  it('T-5: adopts once, by those who may; PATCH touches no broker and knows its revision', async () => {
    const { fake, clusterId, list } = await registered({ topics })
    const operator = await (await makePerson('operator')).context()
    const viewer = await (await makePerson('viewer')).context()
    const topic = { clusterId, topicName: 'orders' }
    await expect(adoptTopic(viewer, topic)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(updateTopic(viewer, { ...topic, remark: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const adopted = await adoptTopic(operator, { ...topic, remark: 'found', labels: { team: 'a' }, owner: 'ann' })
    expect(adopted).toMatchObject({ remark: 'found', isDeclared: true, createdBy: operator.actor.name, flags: [] })
    await expect(adoptTopic(operator, topic)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(adoptTopic(operator, { clusterId, topicName: '%DLQ%g' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    const before = fake.requestCount
    const { resource } = await updateTopic(operator, { ...topic, remark: null, revision: adopted.revision })
    expect(resource).toMatchObject({ remark: null, labels: { team: 'a' }, owner: 'ann' })
    expect(resource?.revision).toMatch(/^2\./)
    const old = updateTopic(operator, { ...topic, owner: 'bob', revision: adopted.revision })
    await expect(old).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(fake.requestCount).toBe(before)
    expect((await list({ q: 'orders' })).items[0]).toMatchObject({ owner: 'ann' })
    expect(operator.auditIds).toHaveLength(4)
  })

  it('U-14: the audit holds exactly what an edit changed, before and after', async () => {
    const { clusterId } = await registered({ topics })
    const operator = await (await makePerson('operator')).context()
    const topic = { clusterId, topicName: 'orders' }
    const adopted = await adoptTopic(operator, { ...topic, remark: 'found', labels: { team: 'a' }, owner: 'ann' })
    await updateTopic(operator, { ...topic, labels: { team: 'b', tier: '1' }, revision: adopted.revision })
    const row = await db().auditEvent.findFirstOrThrow({
      where: { clusterId, action: 'topic.update' },
      include: { outcome: true },
    })
    expect(row.targetName).toBe('orders')
    expect(row.outcome).toMatchObject({
      outcome: 'SUCCESS',
      before: { remark: 'found', labels: { team: 'a' }, owner: 'ann', revision: '1' },
      after: { remark: 'found', labels: { team: 'b', tier: '1' }, owner: 'ann', revision: '2' },
    })
  })

  it('answers NOT_FOUND for a topic that no broker has, also after a second look', async () => {
    const { fake, clusterId, list } = await registered({ topics })
    await list()
    await expect(updateTopic(ctx, { clusterId, topicName: 'nope', remark: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    fake.broker('broker-a').store.putTopic('new-one')
    await expect(updateTopic(ctx, { clusterId, topicName: 'new-one', remark: 'x' })).resolves.toBeDefined()
    expect(fake.broker('broker-a').server.countOf(RequestCode.UPDATE_AND_CREATE_TOPIC)).toBe(0)
  })
})
