import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters, getCluster } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { type Context, workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { type GetTopicProducersInput, getTopicProducers } from './get-topic-producers.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const at = (second: number) => new Date(Date.UTC(2026, 10, 25, 12, 0, second))

async function registered() {
  const fake = await startFakeCluster({
    brokers: 2,
    topics: [{ topicName: 'orders', readQueueNums: 2, writeQueueNums: 2 }],
  })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const producers = (input: Partial<GetTopicProducersInput> = {}) =>
    getTopicProducers(ctx, { clusterId, topicName: 'orders', page: 1, pageSize: 50, ...input })
  return { fake, clusterId, producers }
}

it('T-12: a remoting producer by its connection, a gRPC producer by its own host; each filter finds its own', async () => {
  const { fake, producers } = await registered()
  const [a, b] = [fake.broker('broker-a'), fake.broker('broker-b')]
  a.store.producers.push({ producerGroup: 'shop', clientId: '10.0.0.1@1', language: 'GO', versionOrdinal: 513 })
  a.putMessage({ topicName: 'orders', storeTimestamp: at(1) })
  b.putMessage({ topicName: 'orders', queueId: 1, storeTimestamp: at(3), properties: { __BORNHOST: 'app-7' } })
  const { items, sample } = await producers({ sort: 'address' })
  expect(items).toMatchObject([
    {
      clientId: '10.0.0.1@1',
      address: '127.0.0.1:50000',
      producerGroup: 'shop',
      language: 'GO',
      version: '5.5.0',
      protocol: 'remoting',
      lastMessageAt: at(1),
      source: 'CONNECTION',
    },
    { clientId: null, address: 'app-7', protocol: 'grpc', lastMessageAt: at(3), source: 'SAMPLE' },
  ])
  expect(sample).toEqual({ messages: 2, perQueue: 32, queues: 2, queuesInAll: 4, from: at(1), to: at(3) })
  const hosts = async (input: Partial<GetTopicProducersInput>) => (await producers(input)).items.map(({ host }) => host)
  expect(await hosts({ address: 'APP' })).toEqual(['app-7'])
  expect(await hosts({ clientId: '10.0.0.1@' })).toEqual(['127.0.0.1'])
  expect(await hosts({ language: 'go' })).toEqual(['127.0.0.1'])
})

it('T-12: who traced and is gone is told from the newest traces, to whoever may read traces of the topic', async () => {
  const trace = 'RMQ_SYS_TRACE_TOPIC'
  const fake = await startFakeCluster({
    topics: ['orders', 'other', { topicName: trace, readQueueNums: 1, writeQueueNums: 1 }],
  })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const broker = fake.broker('broker-a')
  const pub = (id: string, topicName: string, isSuccess = true) =>
    `${['Pub', at(2).getTime(), 'r', 'shop', topicName, id, '', '', '10.0.0.1:10911', 4, 8, 0, 'OFF', isSuccess].join('\u0001')}\u0002`
  broker.putMessage({ topicName: 'orders', uniqKey: 'M1', storeTimestamp: at(1) })
  broker.putMessage({ topicName: trace, body: pub('M1', 'orders') + pub('M9', 'other'), storeTimestamp: at(7) })
  broker.putMessage({ topicName: trace, body: `not a record${pub('M2', 'orders', false)}`, storeTimestamp: at(8) })
  const read = (reader: Context) => getTopicProducers(reader, { clusterId, topicName: 'orders', page: 1, pageSize: 50 })
  const { items, sample } = await read(ctx)
  expect(items).toMatchObject([{ address: '127.0.0.1:50000', producerGroup: 'shop', source: 'TRACE' }])
  expect(sample).toMatchObject({ messages: 1, traceMessages: 2 })

  const name = 'topics-only'
  await db().permissionSet.create({ data: { name, permissions: ['cluster:read', 'topic:read'], createdBy: 'test' } })
  const untraced = await read(await (await makePerson(name)).context())
  expect(untraced.items).toMatchObject([{ producerGroup: null, source: 'SAMPLE' }])
  expect(untraced.sample).not.toHaveProperty('traceMessages')
})

it('looks at the newest 32 messages of a queue, and says how few there are when nobody sent', async () => {
  const { fake, producers } = await registered()
  expect((await producers()).sample).toEqual({
    messages: 0,
    perQueue: 32,
    queues: 0,
    queuesInAll: 4,
    from: null,
    to: null,
  })
  const broker = fake.broker('broker-a')
  for (let second = 0; second < 50; second++) broker.putMessage({ topicName: 'orders', storeTimestamp: at(second) })
  const { items, sample } = await producers()
  expect(sample).toMatchObject({ messages: 32, from: at(18), to: at(49) })
  // Nobody is connected: the address is all there is.
  expect(items).toMatchObject([{ clientId: null, language: null, messagesInSample: 32, source: 'SAMPLE' }])
})

it('X-3: names a broker that hangs, with the producers of the others in less than 3 s', async () => {
  const { fake, clusterId, producers } = await registered()
  fake.broker('broker-a').putMessage({ topicName: 'orders' })
  await (await getCluster(ctx, clusterId)).getInventory()
  fake.broker('broker-b').server.pause()
  const startedAt = performance.now()
  const { items, partial } = await producers()
  expect(performance.now() - startedAt).toBeLessThan(3_000)
  expect(items).toHaveLength(1)
  expect(partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
})
