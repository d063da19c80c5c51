import { expect, it, onTestFinished } from 'vitest'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { late, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { InventoryCache } from './inventory.ts'

it('is as old as the last answer of a broker that is being asked, and new again once that broker is named as silent', async () => {
  const fake = await startFakeCluster({ brokers: 2, topics: ['orders'] })
  const admin = new AdminClient({ nameServers: fake.nameServers })
  onTestFinished(async () => {
    admin.close()
    await fake.stop()
  })
  let now = 1_000_000
  const { nameServers } = fake
  const rememberedMasters = async () => []
  const cache = new InventoryCache({ admin, nameServers, clusterNames: null, rememberedMasters, now: () => now })
  expect(await cache.get()).toMatchObject({ at: new Date(1_000_000), partial: [], failure: null })

  fake.broker('broker-b').server.pause()
  now = 1_020_000
  // The reading waits for broker-b; its reader does not.
  expect(await cache.get()).toMatchObject({ at: new Date(1_000_000), partial: [] })
  expect(await cache.get({ fresh: true })).toMatchObject({
    at: new Date(1_020_000),
    partial: [{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }],
    failure: null,
  })
})

it('keeps what was joined from its configs while only the time has moved on', async () => {
  const fake = await startFakeCluster({ brokers: 2, topics: ['orders'] })
  const admin = new AdminClient({ nameServers: fake.nameServers })
  onTestFinished(async () => {
    admin.close()
    await fake.stop()
  })
  let now = 1_000_000
  const { nameServers } = fake
  const cache = new InventoryCache({
    admin,
    nameServers,
    clusterNames: null,
    rememberedMasters: async () => [],
    now: () => now,
  })
  const first = await cache.get({ fresh: true })
  const address = first.topicConfigs[0]?.server.address ?? ''
  now += 20_000
  const later = await cache.get({ fresh: true })
  expect(later.topicConfigs).toBe(first.topicConfigs)
  expect([later.at, later.readAt.get(address)]).toEqual([new Date(1_020_000), new Date(1_020_000)])
  expect([first.at, first.readAt.get(address)]).toEqual([new Date(1_000_000), new Date(1_000_000)])

  const [master] = first.topicConfigs.map(({ server }) => server)
  if (!master) throw new Error('There is no master')
  const config = { topicName: 'new', readQueueNums: 1, writeQueueNums: 1, perm: 6, order: false, attributes: {} }
  await admin.topics.create([master], config)
  const changed = await cache.get({ fresh: true })
  expect(changed.topicConfigs).not.toBe(first.topicConfigs)
  expect(changed.topicConfigs.map(({ configs }) => configs.has('new'))).toEqual([true, false])
})

it('a reader that comes while the brokers are asked for the first time sees what they hold, not that they hold nothing', async () => {
  const fake = await startFakeCluster({ brokers: 1, topics: ['orders'] })
  const admin = new AdminClient({ nameServers: fake.nameServers })
  onTestFinished(async () => {
    admin.close()
    await fake.stop()
  })
  const { server } = fake.broker('broker-a')
  const gate = Promise.withResolvers<void>()
  const config = '{"topicName":"orders","readQueueNums":1,"writeQueueNums":1,"perm":6}'
  const table = `{"topicConfigTable":{"orders":${config}},"dataVersion":{"counter":1,"stateVersion":0,"timestamp":0}}`
  server.on(RequestCode.GET_ALL_TOPIC_CONFIG, late(gate.promise, reply({ body: table })))
  const { nameServers } = fake
  const cache = new InventoryCache({ admin, nameServers, clusterNames: null, rememberedMasters: async () => [] })
  const first = cache.get()
  await server.received(1, RequestCode.GET_ALL_TOPIC_CONFIG)
  const second = cache.get()
  await new Promise(setImmediate)
  gate.resolve()
  for (const inventory of await Promise.all([first, second])) {
    expect(inventory.topicConfigs.map(({ configs }) => configs.has('orders'))).toEqual([true])
  }
})

it('those who write at the same time share the readings that follow, and each finds its own', async () => {
  const fake = await startFakeCluster({ brokers: 2, topics: ['orders'] })
  const admin = new AdminClient({ nameServers: fake.nameServers })
  onTestFinished(async () => {
    admin.close()
    await fake.stop()
  })
  const { nameServers } = fake
  const cache = new InventoryCache({ admin, nameServers, clusterNames: null, rememberedMasters: async () => [] })
  const masters = (await cache.get()).topicConfigs.map(({ server }) => server)
  const freshAddresses = new Set(masters.map(({ address }) => address))
  const count = 60
  const config = { readQueueNums: 1, writeQueueNums: 1, perm: 6, order: false, attributes: {} }
  const found = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const topicName = `new_${index}`
      const { done } = await admin.topics.create(masters, { ...config, topicName })
      expect(done).toHaveLength(2)
      const { topicConfigs } = await cache.get({ fresh: true, freshAddresses })
      return topicConfigs.map(({ configs }) => configs.has(topicName))
    }),
  )
  expect(found).toEqual(Array.from({ length: count }, () => [true, true]))
  const readings = fake.broker('broker-a').server.countOf(RequestCode.GET_ALL_TOPIC_CONFIG)
  expect(readings).toBeLessThan(count / 2)
})
