import { afterEach, describe, expect, it } from 'vitest'
import { RequestCode } from '../request-code.ts'
import { absurdLength, hangUp, httpAnswer, late, refuse, reply, silence } from '../testing/fake-answers.ts'
import { FakeBroker } from '../testing/fake-broker.ts'
import { type FakeClusterOptions, startFakeCluster } from '../testing/fake-cluster.ts'
import { AdminClient, type AdminClientOptions } from './admin-client.ts'
import { masterServers } from './cluster-info.ts'
import type { Server } from './server.ts'

const cleanUps: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function start(options: FakeClusterOptions = {}, clientOptions: Partial<AdminClientOptions> = {}) {
  const cluster = await startFakeCluster(options)
  cleanUps.push(() => cluster.stop())
  const admin = connect({ nameServers: cluster.nameServers, ...clientOptions })
  const masters = masterServers(await admin.cluster.get())
  const [master] = masters
  if (!master) throw new Error('the fake cluster has no master')
  return { cluster, admin, masters, master }
}

function connect(options: AdminClientOptions): AdminClient {
  const admin = new AdminClient(options)
  cleanUps.push(() => admin.close())
  return admin
}

const newTopic = {
  topicName: 'orders',
  readQueueNums: 4,
  writeQueueNums: 4,
  perm: 6,
  order: false,
  attributes: { 'message.type': 'FIFO' },
}
const namesOf = (entries: readonly { server: Server }[]) => entries.map(({ server }) => server.brokerName)

describe('name servers', () => {
  it('are asked in turn until one answers, and that one first from then on', async () => {
    const { cluster } = await start({ brokers: 2 })
    const dead = await FakeBroker.start({}, {})
    cleanUps.push(() => dead.stop())
    const admin = connect({ nameServers: [dead.address, cluster.nameServer.address] })
    expect((await admin.cluster.get()).brokers).toHaveLength(2)
    await admin.cluster.get()
    expect(dead.requests).toHaveLength(1)
  })

  it('fail with the error of the last when none answers', async () => {
    const web = await FakeBroker.start({ [RequestCode.GET_BROKER_CLUSTER_INFO]: httpAnswer })
    cleanUps.push(() => web.stop())
    const gone = await FakeBroker.start()
    const { address } = gone
    await gone.stop()
    const admin = connect({ nameServers: [address, web.address] })
    await expect(admin.cluster.get()).rejects.toMatchObject({ name: 'ProtocolError', address: web.address })
    await expect(connect({ nameServers: [] }).cluster.get()).rejects.toMatchObject({ name: 'ConnectError' })
  })

  it('tell version, distance and what they know', async () => {
    const { cluster, admin } = await start({ brokers: 1, slaves: true, topics: ['orders'] })
    const [nameServer = ''] = cluster.nameServers
    const { version, roundTripMs, info } = await admin.nameServers.probe(nameServer)
    expect(version).toBe('5.5.0')
    expect(roundTripMs).toBeGreaterThan(0)
    expect(info.brokers[0]?.servers).toHaveLength(2)
    expect(await admin.nameServers.getKvConfig(nameServer, 'ORDER_TOPIC_CONFIG', 'orders')).toBeNull()
    expect(await admin.topics.listNames(nameServer)).toEqual(['orders'])
    expect(await admin.topics.getRoute(nameServer, 'orders')).toMatchObject({
      queues: [{ brokerName: 'broker-a', readQueueNums: 8, writeQueueNums: 8, perm: 6 }],
      brokers: [{ brokerName: 'broker-a', servers: [{ brokerId: 0 }, { brokerId: 1 }] }],
    })
    expect(await admin.topics.getRoute(nameServer, 'unknown')).toBeNull()
  })
})

describe('reads', () => {
  it('get a second try on a dropped connection, and one only', async () => {
    const { cluster, admin, master } = await start()
    const { server } = cluster.broker('broker-a')
    let count = 0
    server.on(RequestCode.GET_MAX_OFFSET, () => {
      count += 1
      return count === 1 ? hangUp : reply({ extFields: { offset: '7' } })
    })
    const queue = { topicName: 'orders', queueId: 0 }
    expect(await admin.offsets.getMax(master, queue)).toBe(7n)
    server.on(RequestCode.GET_MAX_OFFSET, hangUp)
    await expect(admin.offsets.getMax(master, queue)).rejects.toMatchObject({ name: 'ConnectionClosedError' })
    expect(server.countOf(RequestCode.GET_MAX_OFFSET)).toBe(4)
  })

  it('get a second try when the server is about to stop', async () => {
    const { cluster, admin, master } = await start()
    const { server } = cluster.broker('broker-a')
    server.on(RequestCode.GET_MIN_OFFSET, () =>
      server.connectionCount === 1 ? refuse(1500, 'go away') : reply({ extFields: { offset: '3' } }),
    )
    expect(await admin.offsets.getMin(master, { topicName: 'orders', queueId: 0 })).toBe(3n)
    expect(server.connectionCount).toBe(2)
  })

  it('get no second try after a deadline or a refusal', async () => {
    const { cluster, admin, master } = await start()
    const { server } = cluster.broker('broker-a')
    server.on(RequestCode.GET_MAX_OFFSET, silence)
    server.on(RequestCode.GET_MIN_OFFSET, refuse(2, '[REJECTREQUEST]'))
    const queue = { topicName: 'orders', queueId: 0 }
    const timeout = admin.offsets.getMax(master, queue, { timeoutMs: 40 })
    await expect(timeout).rejects.toMatchObject({ name: 'RequestTimeoutError', timeoutMs: 40 })
    await expect(admin.offsets.getMin(master, queue)).rejects.toMatchObject({
      name: 'BrokerError',
      responseCode: 2,
      responseCodeName: 'SYSTEM_BUSY',
      remark: '[REJECTREQUEST]',
      address: master.address,
      requestCode: RequestCode.GET_MIN_OFFSET,
    })
    expect(server.requests).toHaveLength(2)
  })

  it('carry the address and the code when an answer makes no sense', async () => {
    const { cluster, admin, master } = await start()
    cluster.broker('broker-a').server.on(RequestCode.GET_BROKER_RUNTIME_INFO, reply({ body: '{"table":' }))
    await expect(admin.brokers.getRuntime(master)).rejects.toMatchObject({
      name: 'ProtocolError',
      address: master.address,
      requestCode: RequestCode.GET_BROKER_RUNTIME_INFO,
    })
  })

  it('X-3: cost one deadline for a paused broker, and have the others in time', async () => {
    const { cluster, admin, masters } = await start({ brokers: 3, topics: ['orders'] })
    cluster.broker('broker-b').server.pause()
    const { done, failed } = await admin.topics.listConfigs(masters, { timeoutMs: 1_000 })
    expect(namesOf(done)).toEqual(['broker-a', 'broker-c'])
    expect(failed).toMatchObject([{ server: { brokerName: 'broker-b' }, error: { name: 'RequestTimeoutError' } }])
  })

  it('cost one request per broker for 10,000 topics', async () => {
    const topics = Array.from({ length: 10_000 }, (_, index) => `topic-${index}`)
    const { cluster, admin, masters } = await start({ brokers: 2, topics })
    const before = cluster.requestCount
    const { done, failed } = await admin.topics.listConfigs(masters, { timeoutMs: 30_000 })
    expect(failed).toEqual([])
    expect(done.map(({ value }) => value.size)).toEqual([10_000, 10_000])
    expect(cluster.requestCount - before).toBe(2)
  })

  it('of configs are the same object until a broker sends something else', async () => {
    const { admin, masters } = await start({ brokers: 2, topics: ['orders'] })
    const read = async () => (await admin.topics.listConfigs(masters)).done.map(({ value }) => value)
    const [first, again] = [await read(), await read()]
    expect(again.every((value, index) => value === first[index])).toBe(true)
    await admin.topics.create(masters.slice(0, 1), newTopic)
    const [changed, unchanged] = await read()
    expect(changed?.has(newTopic.topicName)).toBe(true)
    expect(unchanged).toBe(first[1])
  })

  it('ask once for what a broker does not know', async () => {
    const { cluster, admin, master } = await start()
    const { server } = cluster.broker('broker-a')
    server.on(RequestCode.GET_TOPIC_STATS_INFO, refuse(3, 'request type 202 not supported'))
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(admin.topics.getStats(master, 'orders')).rejects.toMatchObject({ responseCode: 3 })
    }
    expect(server.countOf(RequestCode.GET_TOPIC_STATS_INFO)).toBe(1)
  })
})

describe('writes', () => {
  it('reach each master once and are seen by reads', async () => {
    const { cluster, admin, masters } = await start({ brokers: 2 })
    const results = await admin.topics.create(masters, newTopic)
    expect(namesOf(results.done)).toEqual(['broker-a', 'broker-b'])
    expect({ ...results, done: [] }).toEqual({ done: [], failed: [], unknown: [] })
    const { done } = await admin.topics.listConfigs(masters)
    for (const { value } of done) {
      expect([...value.values()]).toEqual([
        { ...newTopic, topicFilterType: 'SINGLE_TAG', topicSysFlag: 0, isStatic: false },
      ])
    }
    for (const { server } of cluster.brokers) expect(server.countOf(RequestCode.UPDATE_AND_CREATE_TOPIC)).toBe(1)
  })

  it('are done, failed or unknown, by broker, and never sent twice', async () => {
    const { cluster, admin, masters } = await start({ brokers: 6 })
    const create = RequestCode.UPDATE_AND_CREATE_TOPIC
    cluster.broker('broker-b').server.on(create, refuse(1, 'The topic[orders] is conflict with system topic.'))
    cluster.broker('broker-c').server.on(create, silence)
    cluster.broker('broker-d').server.on(create, hangUp)
    cluster.broker('broker-e').server.on(create, absurdLength)
    await cluster.broker('broker-f').server.stop()
    const { done, failed, unknown } = await admin.topics.create(masters, newTopic, { timeoutMs: 500 })
    expect(namesOf(done)).toEqual(['broker-a'])
    expect(failed).toMatchObject([
      { server: { brokerName: 'broker-b' }, error: { name: 'BrokerError', responseCode: 1 } },
      { server: { brokerName: 'broker-f' }, error: { name: 'ConnectError' } },
    ])
    expect(unknown).toMatchObject([
      { server: { brokerName: 'broker-c' }, error: { name: 'RequestTimeoutError', wasSent: true } },
      { server: { brokerName: 'broker-d' }, error: { name: 'ConnectionClosedError', wasSent: true } },
      { server: { brokerName: 'broker-e' }, error: { name: 'ProtocolError' } },
    ])
    for (const name of ['broker-a', 'broker-b', 'broker-c', 'broker-d', 'broker-e']) {
      expect(cluster.broker(name).server.countOf(create)).toBe(1)
    }
  })

  it('are refused unsent when aborted before, and waited for when aborted after they left', async () => {
    const { cluster, admin, masters } = await start({ brokers: 1 })
    const { server } = cluster.broker('broker-a')
    const aborted = AbortSignal.abort(new Error('closed'))
    await expect(admin.topics.create(masters, newTopic, { signal: aborted })).rejects.toThrow('closed')
    expect(server.countOf(RequestCode.UPDATE_AND_CREATE_TOPIC)).toBe(0)

    const gate = Promise.withResolvers<void>()
    server.on(RequestCode.UPDATE_AND_CREATE_TOPIC, late(gate.promise, reply()))
    const controller = new AbortController()
    const results = admin.topics.create(masters, newTopic, { signal: controller.signal })
    await server.received(1, RequestCode.UPDATE_AND_CREATE_TOPIC)
    controller.abort()
    gate.resolve()
    expect(namesOf((await results).done)).toEqual(['broker-a'])
  })

  it('that waited for their turn when they were aborted count as failed beside those that left', async () => {
    const { cluster, admin, masters } = await start({ brokers: 2 }, { maxInFlight: 1 })
    const a = cluster.broker('broker-a').server
    const b = cluster.broker('broker-b').server
    const gate = Promise.withResolvers<void>()
    a.on(RequestCode.UPDATE_AND_CREATE_TOPIC, late(gate.promise, reply()))
    b.on(RequestCode.GET_BROKER_CONFIG, late(gate.promise, reply({ body: '' })))
    const [, second] = masters
    if (!second) throw new Error('no second master')
    const busy = admin.brokers.getConfig(second)
    await b.received(1)
    const controller = new AbortController()
    const results = admin.topics.create(masters, newTopic, { signal: controller.signal })
    await a.received(1)
    controller.abort()
    gate.resolve()
    const { done, failed } = await results
    expect(namesOf(done)).toEqual(['broker-a'])
    expect(failed).toMatchObject([{ server: { brokerName: 'broker-b' }, error: { wasSent: false } }])
    await busy
    expect(b.countOf(RequestCode.UPDATE_AND_CREATE_TOPIC)).toBe(0)
  })

  it('throw before anything is sent when an attribute cannot be written', async () => {
    const { cluster, admin, masters } = await start({ brokers: 1 })
    const attributes = { 'a-b': 'x' }
    await expect(admin.topics.create(masters, { ...newTopic, attributes })).rejects.toThrow(RangeError)
    expect(cluster.broker('broker-a').server.requests).toEqual([])
  })
})

describe('messages', () => {
  const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000)

  async function startWithMessages() {
    const started = await start({ brokers: 1, topics: ['orders'] })
    const broker = started.cluster.broker('broker-a')
    const messages = [0, 1, 2].map((index) =>
      broker.putMessage({
        topicName: 'orders',
        body: `body-${index}`,
        keys: `o-${index} all`,
        tags: index === 1 ? 'paid' : 'open',
        storeTimestamp: at(index),
      }),
    )
    return { ...started, messages }
  }

  it('are pulled by offset and tag, with the ends of the queue', async () => {
    const { admin, master } = await startWithMessages()
    const query = { topicName: 'orders', queueId: 0, maxMessages: 32 }
    const found = await admin.messages.pull(master, { ...query, queueOffset: 0n })
    expect(found).toMatchObject({ status: 'FOUND', nextOffset: 3n, minOffset: 0n, maxOffset: 3n, damagedBytes: 0 })
    expect(found.messages.map(({ storedBody }) => storedBody.toString())).toEqual(['body-0', 'body-1', 'body-2'])
    const paid = await admin.messages.pull(master, { ...query, queueOffset: 0n, expression: 'paid' })
    expect(paid.messages.map(({ queueOffset }) => queueOffset)).toEqual([1n])
    const none = await admin.messages.pull(master, { ...query, queueOffset: 0n, expression: 'lost' })
    expect(none).toMatchObject({ status: 'NO_MATCH', nextOffset: 3n, messages: [] })
    expect(await admin.messages.pull(master, { ...query, queueOffset: 3n })).toMatchObject({ status: 'NOT_FOUND' })
    expect(await admin.messages.pull(master, { ...query, queueOffset: 9n })).toMatchObject({
      status: 'OFFSET_MOVED',
      nextOffset: 3n,
    })
  })

  it('have their place confirmed when viewed by id', async () => {
    const { cluster, admin, master, messages } = await startWithMessages()
    const commitLogOffset = messages[1]?.commitLogOffset ?? 0n
    const found = await admin.messages.viewById(master, { commitLogOffset, topicName: 'orders' })
    expect(found).toMatchObject({ commitLogOffset, topicName: 'orders' })
    expect(await admin.messages.viewById(master, { commitLogOffset, topicName: 'other' })).toBeNull()
    expect(await admin.messages.viewById(master, { commitLogOffset: commitLogOffset + 1n })).toBeNull()

    const { server } = cluster.broker('broker-a')
    server.on(RequestCode.VIEW_MESSAGE_BY_ID, reply({ body: messages[0]?.bytes ?? '' }))
    expect(await admin.messages.viewById(master, { commitLogOffset })).toBeNull()
    server.on(RequestCode.VIEW_MESSAGE_BY_ID, reply({ body: Buffer.alloc(69_000, 7) }))
    expect(await admin.messages.viewById(master, { commitLogOffset })).toBeNull()
    server.on(RequestCode.VIEW_MESSAGE_BY_ID, refuse(1, 'RocksDB is closed'))
    await expect(admin.messages.viewById(master, { commitLogOffset })).rejects.toMatchObject({ responseCode: 1 })
  })

  it('are found by key; a unique id is looked for in both indexes', async () => {
    const { cluster, admin, master } = await startWithMessages()
    const query = { topicName: 'orders', maxMessages: 32, from: at(0), to: at(9) }
    const found = await admin.messages.queryByKey(master, { ...query, key: 'all' })
    expect(found.map(({ queueOffset }) => queueOffset)).toEqual([0n, 1n, 2n])
    expect(await admin.messages.queryByKey(master, { ...query, key: 'nobody' })).toEqual([])
    const { server } = cluster.broker('broker-a')
    const before = server.requests.length
    expect(await admin.messages.queryByKey(master, { ...query, key: 'nobody', indexType: 'U' })).toEqual([])
    expect(server.requests.slice(before).map(({ extFields }) => extFields.indexType)).toEqual(['U', 'K'])
  })

  it('have offsets by time and at the ends', async () => {
    const { admin, master } = await startWithMessages()
    const queue = { topicName: 'orders', queueId: 0 }
    expect(await admin.offsets.getMin(master, queue)).toBe(0n)
    expect(await admin.offsets.getMax(master, queue)).toBe(3n)
    expect(await admin.offsets.searchByTime(master, { ...queue, at: at(1), boundary: 'LOWER' })).toBe(1n)
    expect(await admin.offsets.getEarliestStoreTime(master, queue)).toEqual(at(0))
    expect(await admin.offsets.getEarliestStoreTime(master, { ...queue, queueId: 1 })).toBeNull()
    const { queues, putTps } = await admin.topics.getStats(master, 'orders')
    expect(putTps).toBe(0)
    expect(queues).toHaveLength(8)
    expect(queues[0]).toEqual({
      brokerName: 'broker-a',
      queueId: 0,
      minOffset: 0n,
      maxOffset: 3n,
      lastUpdateTimestamp: at(2),
    })
  })
})

describe('where requests go', () => {
  it('is the mapped address, with the announced one kept', async () => {
    const { cluster } = await start({ brokers: 1 })
    const { server, address } = cluster.broker('broker-a')
    const announced = '10.99.99.99:10911'
    cluster.nameServer.on(
      RequestCode.GET_BROKER_CLUSTER_INFO,
      reply({
        body: `{"brokerAddrTable":{"broker-a":{"brokerAddrs":{0:"${announced}"},"brokerName":"broker-a","cluster":"C"}}}`,
      }),
    )
    const admin = connect({ nameServers: cluster.nameServers, addressMap: [{ from: '10.99.99.99', to: address }] })
    const [master] = masterServers(await admin.cluster.get())
    expect(master).toMatchObject({ address, announcedAddress: announced })
    if (master) expect((await admin.brokers.probe(master)).version).toBe('5.5.0')
    expect(server.countOf(RequestCode.GET_BROKER_RUNTIME_INFO)).toBe(1)
  })

  it('is two ports below for admin requests on the fast channel, never for pulls', async () => {
    const { cluster } = await start({ brokers: 1, topics: ['orders'] })
    const broker = cluster.broker('broker-a')
    const port = Number(broker.address.split(':')[1])
    const fast = await FakeBroker.start({ [RequestCode.GET_MAX_OFFSET]: reply({ extFields: { offset: '5' } }) })
    cleanUps.push(() => fast.stop())
    const fastPort = Number(fast.address.split(':')[1])
    const admin = connect({ nameServers: cluster.nameServers, useVipChannel: true })
    const server = { announcedAddress: '', brokerName: 'broker-a', clusterName: 'C', brokerId: 0 }
    const queue = { topicName: 'orders', queueId: 0 }
    expect(await admin.offsets.getMax({ ...server, address: `127.0.0.1:${fastPort + 2}` }, queue)).toBe(5n)
    const main = { ...server, address: `127.0.0.1:${port}` }
    const pull = await admin.messages.pull(main, { ...queue, queueOffset: 0n, maxMessages: 1 })
    expect(pull.status).toBe('NOT_FOUND')
  })
})

describe('credentials and TLS', () => {
  const credentials = { accessKey: 'admin', secretKey: '12345678' }

  it.each([
    ['none', {}, 'username cannot be null.'],
    ['an unknown user', { credentials: { ...credentials, accessKey: 'nobody' } }, 'User:nobody is not found.'],
    ['a wrong secret', { credentials: { ...credentials, secretKey: '87654321' } }, 'check signature failed.'],
  ])('are refused by the broker word for word: %s', async (_, options, remark) => {
    const { admin, master } = await start({ credentials }, options)
    await expect(admin.brokers.getRuntime(master)).rejects.toMatchObject({
      responseCode: 16,
      responseCodeName: 'NO_PERMISSION',
      remark,
    })
  })

  it('work when they are right, over TLS too', async () => {
    const tls = { verify: true, ca: FakeBroker.certificate }
    const { admin, master } = await start({ credentials, tls: true, topics: ['orders'] }, { credentials, tls })
    expect((await admin.topics.listSystem(master)).length).toBe(0)
    expect(await admin.topics.listGroups(master, 'orders')).toEqual([])
  })
})
