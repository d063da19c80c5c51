import net from 'node:net'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getConnect } from './get-connect.ts'
import { getScenario } from './get-scenario.ts'
import { getSnippet } from './get-snippet.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)

async function registered(options: FakeClusterOptions = {}, input: Parameters<typeof registerCluster>[0] = {}) {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, ...input })
  return { fake, clusterId }
}

describe('getConnect', () => {
  it('asks each address once: reached with its version, a free port is no connection, a proxy has two', async () => {
    const open = net.createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void open.close())
    await new Promise((resolve) => open.once('listening', resolve))
    const grpc = `127.0.0.1:${(open.address() as net.AddressInfo).port}` // it listens on TCP
    const proxy = { name: 'proxy-1', grpc, remoting: '127.0.0.1:1' }
    const { fake, clusterId } = await registered({}, { proxies: [proxy] })
    const { items, partial } = await getConnect(ctx, { clusterId })
    expect(
      items.map(({ kind, name, protocol, isReachable, version }) => [kind, name, protocol, isReachable, version]),
    ).toEqual([
      ['nameServer', null, 'remoting', true, expect.anything()],
      ['broker', 'broker-a', 'remoting', true, '5.5.0'],
      ['broker', 'broker-b', 'remoting', true, '5.5.0'],
      ['proxy', 'proxy-1', 'grpc', true, null],
      ['proxy', 'proxy-1', 'remoting', false, null],
    ])
    expect(items[1]).toMatchObject({ address: fake.broker('broker-a').address, mappedTo: null, error: null })
    expect(partial).toMatchObject([{ address: '127.0.0.1:1', code: 'CLUSTER_UNREACHABLE' }])
  })

  it('answers within 3 s although a broker and a name server hang, and keeps a broker that was seen before', async () => {
    const { fake, clusterId } = await registered({ nameServers: 2 })
    await checkNodes(ctx, { clusterId, now: new Date() })
    const { server } = fake.broker('broker-b')
    for (const hanging of [server, fake.nameServer]) {
      hanging.dropConnections()
      hanging.pause()
    }
    const startedAt = performance.now()
    const { items } = await getConnect(ctx, { clusterId })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(items.filter(({ isReachable }) => !isReachable).map(({ address, error }) => [address, error?.code])).toEqual(
      [
        [fake.nameServer.address, 'CLUSTER_TIMEOUT'],
        [fake.broker('broker-b').address, 'CLUSTER_TIMEOUT'],
      ],
    )
  })

  it('refuses who may not read it', async () => {
    const { clusterId } = await registered()
    const viewer = await (await makePerson('viewer')).context()
    const grants = viewer.actor.grants.map((grant) => ({ ...grant, permissions: new Set(['cluster:read'] as const) }))
    const stranger = { ...viewer, actor: { ...viewer.actor, grants } }
    await expect(getConnect(stranger, { clusterId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const query = { clusterId, language: 'GO', what: 'PUSH' } as const
    await expect(getSnippet(stranger, query)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(getScenario(stranger, { clusterId, scenario: 'peak' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('getSnippet', () => {
  it('holds the names and addresses of the cluster, and never its secret', async () => {
    const credentials = { accessKey: 'console', secretKey: 'of-the-console-1' }
    const { fake, clusterId } = await registered({ credentials, topics: ['pay%orders'] }, { credentials })
    const snippet = await getSnippet(ctx, {
      ...{ clusterId, language: 'JAVA_REMOTING', what: 'SEND_NORMAL' },
      ...{ topic: 'orders', namespace: 'pay' },
    })
    expect(snippet).toMatchObject({ topicName: 'pay%orders', fileName: 'SendNormal.java', absence: null })
    expect(snippet.code).toContain(fake.nameServers.join(';'))
    expect(snippet.code).toContain('System.getenv("ROCKETMQ_SECRET_KEY")')
    expect(JSON.stringify(snippet)).not.toContain(credentials.secretKey)
    expect(snippet.notes.map(({ code }) => code)).toContain('TOPIC_FITS')
  })

  it('says what a client has not, and that the topic is missing', async () => {
    const { clusterId } = await registered()
    const snippet = await getSnippet(ctx, {
      clusterId,
      language: 'GO',
      what: 'BROADCAST',
      topic: 'gone',
      group: 'gone_g',
    })
    expect(snippet).toMatchObject({ code: null, absence: 'NO_BROADCAST' })
    expect(snippet.notes.filter(({ level }) => level === 'warning').map(({ code }) => code)).toEqual([
      ...['TOPIC_MISSING', 'GROUP_MISSING', 'NO_PROXY', 'BROADCAST_NEEDS_REMOTING'],
    ])
  })

  it('does not know of a topic while a broker is silent that might have it', async () => {
    const { fake, clusterId } = await registered()
    fake.broker('broker-b').server.pause()
    const { notes } = await getSnippet(ctx, { clusterId, language: 'GO', what: 'PUSH', topic: 'gone', group: 'gone_g' })
    expect(notes.map(({ code }) => code)).toEqual(expect.arrayContaining(['TOPIC_UNKNOWN', 'GROUP_UNKNOWN']))
  })
})

describe('getScenario', () => {
  it('S-9: sees each step: nothing there, a wrong fit, both there, stored, consumed', async () => {
    const { fake, clusterId } = await registered({ brokers: 1 })
    const read = (topic: string, group: string) => getScenario(ctx, { clusterId, scenario: 'decoupling', topic, group })
    expect(await read('orders', 'billing')).toMatchObject({
      topic: { state: 'MISSING', type: null },
      group: { state: 'MISSING', isOrdered: null },
      newTopic: { topicName: 'orders', type: 'NORMAL', queuesPerBroker: 8 },
      newGroup: { groupName: 'billing', isOrdered: false },
      ...{ proof: null, isProven: false, send: 'SEND_NORMAL', consume: 'PUSH' },
    })
    const broker = fake.broker('broker-a')
    broker.store.putTopic({ topicName: 'steps', attributes: { 'message.type': 'FIFO' } })
    broker.store.putTopic({ topicName: 'orders2', attributes: { 'message.type': 'NORMAL' } })
    broker.store.putGroup({ groupName: 'billing2', offsets: { orders2: { 0: 1n } } })
    const other = await registeredAgain(fake.nameServers)
    const again = (topic: string, group: string) =>
      getScenario(ctx, { clusterId: other, scenario: 'decoupling', topic, group })
    expect(await again('steps', 'billing2')).toMatchObject({ topic: { state: 'MISFIT', type: 'FIFO' } })
    expect(await again('orders2', 'billing2')).toMatchObject({
      topic: { state: 'DONE' },
      group: { state: 'DONE' },
      proof: { stored: 0n },
      isProven: false,
    })
    broker.putMessage({ topicName: 'orders2', body: 'hello' })
    expect(await again('orders2', 'billing2')).toMatchObject({
      proof: { stored: 1n, consumed: 1n, lag: 0n, isBroadcast: false },
      isProven: true,
    })
    broker.putMessage({ topicName: 'orders2', body: 'hello' })
    expect(await again('orders2', 'billing2')).toMatchObject({ proof: { stored: 2n, lag: 1n }, isProven: false })
  })
})

/** What the brokers hold is kept for 5 s: another registration asks anew. */
const registeredAgain = async (nameServers: string[]) => (await registerCluster({ nameServers })).clusterId
