import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { reply, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { FakeBroker } from '#lib/rocketmq/testing/fake-broker.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { completeGroup } from '#lib/rocketmq/testing/fake-group.ts'
import { consumerConnectionBody } from '#lib/rocketmq/testing/fake-group-bodies.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getClient } from './get-client.ts'
import { getRunningInfo } from './get-running-info.ts'
import { getStack } from './get-stack.ts'
import { listClients } from './list-clients.ts'
import { listProducers } from './list-producers.ts'
import { clientSample, clusterSample } from './testing/sample.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const page = { page: 1, pageSize: 50 }
const mine = '10.0.7.1@11'
const mute = '10.0.7.2@12'
const queue = (queueId: number, brokerName = 'broker-a') => ({
  topicName: 'orders',
  brokerName,
  queueId,
  commitOffset: 2n,
  cachedMessages: 0,
  cachedMiB: 0,
  cachedMinOffset: 0n,
  cachedMaxOffset: 0n,
  isLocked: false,
  isDropped: false,
  lastPullAt: null,
  lastConsumeAt: null,
  lastLockAt: null,
})
const jstack = `${'consume_1'.padEnd(40)}TID: 7 STATE: WAITING\n${'consume_1'.padEnd(40)}a.Pool.get(Pool.java:1)\n\n`

async function registered(options: FakeClusterOptions = {}) {
  const fake = await startFakeCluster({
    brokers: 2,
    topics: ['orders'],
    groups: [
      {
        groupName: 'billing',
        offsets: { orders: { 0: 2n } },
        subscriptions: ['orders'],
        clients: [
          { clientId: mine, runningInfo: { queues: [queue(0), queue(1, 'broker-b')], jstack } },
          { clientId: mute, runningInfo: null },
        ],
      },
    ],
    ...options,
  })
  onTestFinished(() => fake.stop())
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
  })
  return { fake, proxy, clusterId }
}

describe('the list', () => {
  it('says that nothing is sampled yet, never that there is nobody', async () => {
    const { fake, clusterId } = await registered()
    const before = fake.requestCount
    const list = await listClients(ctx, { clusterId, ...page })
    expect(list).toMatchObject({
      items: [],
      counts: { value: null, state: 'unknown', reason: 'NOT_SAMPLED' },
      grpcClients: { value: null, state: 'unknown', reason: 'NOT_SAMPLED' },
    })
    expect(list.sampledAt).toBeUndefined()
    expect(fake.requestCount).toBe(before)
  })

  it('G-26: shows what the sampler has stored, producers without their groups, and asks no broker', async () => {
    const { fake, clusterId } = await registered()
    const at = new Date()
    const sample = clusterSample(
      [
        clientSample({ clientId: mine, groupName: 'billing', lastSeenAt: at }),
        clientSample({
          clientId: 'shop@1',
          kind: 'PRODUCER',
          groupName: 'shop',
          topics: [],
          queues: null,
          lastSeenAt: at,
        }),
      ],
      { at },
    )
    await storeSample({ ...sample, clusterId }, emptyMemory())
    const before = fake.requestCount
    const list = await listClients(ctx, { clusterId, ...page })
    expect(list.items.map(({ clientId, kind }) => [clientId, kind])).toEqual([
      [mine, 'CONSUMER'],
      ['shop@1', 'PRODUCER'],
    ])
    expect(list).toMatchObject({
      sampledAt: at,
      counts: { value: { consumers: 1, producers: 1 } },
      grpcClients: { value: 0 },
    })
    const producers = await listProducers(ctx, { clusterId, ...page, sort: '-producerGroup' })
    expect(producers.items).toMatchObject([{ clientId: 'shop@1', producerGroup: 'shop', source: 'CONNECTION' }])
    await expect(getClient(ctx, { clusterId, clientId: 'shop@1' })).resolves.toMatchObject({
      kind: 'PRODUCER',
      askable: 'PRODUCER',
      source: 'SAMPLE',
    })
    expect(fake.requestCount).toBe(before)
  })
})

describe('one client', () => {
  it('that is not sampled yet is looked for on every broker and proxy', async () => {
    const { clusterId } = await registered()
    await expect(getClient(ctx, { clusterId, clientId: mine, group: 'billing' })).resolves.toMatchObject({
      seenBy: { brokers: 2, brokersAsked: 2, proxies: [] },
      protocol: 'remoting',
      topics: ['orders'],
      firstSeenAt: null,
      askable: 'YES',
      source: 'LIVE',
    })
    await expect(getClient(ctx, { clusterId, clientId: 'web-3@17@2@x1', group: 'search' })).resolves.toMatchObject({
      seenBy: { brokers: 0, brokersAsked: 2, proxies: ['proxy-1'] },
      protocol: 'grpc',
      askable: 'ONLY_AT_PROXY',
    })
    await expect(getClient(ctx, { clusterId, clientId: 'x', group: 'billing' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('G-12: tells its queues; each has the lag that its broker counts', async () => {
    const { fake, clusterId } = await registered()
    for (let index = 0; index < 5; index++) fake.broker('broker-a').putMessage({ topicName: 'orders', queueId: 0 })
    const info = await getRunningInfo(ctx, { clusterId, clientId: mine, group: 'billing' })
    expect(info.partial).toBeUndefined()
    expect(info.queues).toMatchObject([
      { brokerName: 'broker-a', queueId: 0, committedOffset: 2n, consumerOffset: 2n, brokerOffset: 5n, lag: 3n },
      { brokerName: 'broker-b', queueId: 1, consumerOffset: 0n, brokerOffset: 0n, lag: 0n },
    ])
  })

  it('X-3: a silent broker leaves the offsets of its queues unknown and is named', async () => {
    const { fake, clusterId } = await registered()
    for (let index = 0; index < 5; index++) fake.broker('broker-a').putMessage({ topicName: 'orders', queueId: 0 })
    await getClient(ctx, { clusterId, clientId: mine, group: 'billing' })
    fake.broker('broker-b').server.pause()
    const startedAt = performance.now()
    const info = await getRunningInfo(ctx, { clusterId, clientId: mine, group: 'billing' })
    expect(performance.now() - startedAt).toBeLessThan(6_000)
    expect(info.queues.map(({ brokerName, lag }) => [brokerName, lag])).toEqual([
      ['broker-a', 3n],
      ['broker-b', null],
    ])
    expect(info.partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
  })
})

it('X-1: while no broker answers nobody is said to be offline', async () => {
  const { fake, clusterId } = await registered()
  await getClient(ctx, { clusterId, clientId: mine, group: 'billing' })
  for (const { server } of fake.brokers) server.pause()
  const question = { clusterId, clientId: mine, group: 'billing' }
  await expect(getClient(ctx, question)).rejects.toMatchObject({ code: 'CLUSTER_TIMEOUT' })
  await expect(getStack(ctx, question)).rejects.toMatchObject({ code: 'CLUSTER_TIMEOUT' })
})

describe('stacks', () => {
  it('come as threads and groups of equal stacks', async () => {
    const { clusterId } = await registered()
    await expect(getStack(ctx, { clusterId, clientId: mine, group: 'billing' })).resolves.toMatchObject({
      clientId: mine,
      threads: [{ name: 'consume_1', state: 'WAITING', frames: ['a.Pool.get(Pool.java:1)'] }],
      equalStacks: [{ count: 1, threadNames: ['consume_1'] }],
    })
  })

  it('G-13: a gRPC client at a cluster-mode proxy is refused with the reason, and no broker is asked to hand it on', async () => {
    const { fake, clusterId } = await registered()
    const startedAt = performance.now()
    await expect(getStack(ctx, { clusterId, clientId: 'web-3@17@2@x1', group: 'search' })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('local-mode proxy'),
    })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    for (const { server } of fake.brokers) expect(server.countOf(RequestCode.GET_CONSUMER_RUNNING_INFO)).toBe(0)
  })

  it('a client that does not answer is said to be silent, and is asked once only', async () => {
    const { fake, clusterId } = await registered()
    await expect(getStack(ctx, { clusterId, clientId: mute, group: 'billing' })).rejects.toMatchObject({
      code: 'CLUSTER_TIMEOUT',
      message: expect.stringContaining(`${mute} did not answer`),
      facts: { reason: 'CLIENT_SILENT' },
    })
    const asked = fake.brokers.map(({ server }) => server.countOf(RequestCode.GET_CONSUMER_RUNNING_INFO))
    expect(asked.reduce((sum, count) => sum + count, 0)).toBe(1)
  })

  it('an abort ends the waiting at once', async () => {
    const { fake, clusterId } = await registered()
    for (const { server } of fake.brokers) server.on(RequestCode.GET_CONSUMER_RUNNING_INFO, () => silence)
    const controller = new AbortController()
    const asked = getStack(workerContext(controller.signal), { clusterId, clientId: mine, group: 'billing' })
    const outcome = expect(asked).rejects.toThrow('enough')
    await Promise.any(fake.brokers.map(({ server }) => server.received(1, RequestCode.GET_CONSUMER_RUNNING_INFO)))
    const startedAt = performance.now()
    controller.abort(new Error('enough'))
    await outcome
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  it('a client that has gone is not found; a viewer may not ask for stacks', async () => {
    const { clusterId } = await registered()
    const question = { clusterId, clientId: 'gone@1', group: 'billing' }
    await expect(getStack(ctx, question)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const viewer = await (await makePerson('viewer')).context()
    await expect(getStack(viewer, { ...question, clientId: mine })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      facts: { permission: 'client:stack' },
    })
    await expect(getRunningInfo(viewer, { ...question, clientId: mine })).resolves.toMatchObject({ clientId: mine })
  })
})
