import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { ok } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { listGroups } from '#lib/groups/list-groups.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { listTopics } from '#lib/topics/list-topics.ts'
import { handMadeSample, onTopic, sampledAt, sampledClient } from '#lib/topics/testing/hand-made-sample.ts'
import { type Context, workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getTopology } from './get-topology.ts'
import type { Topology } from './schema.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)

async function registered(parts?: Parameters<typeof handMadeSample>[0]) {
  const client = { clientId: '10.0.0.7@1', address: '10.0.0.7:4711' }
  const subscriptions = [{ topicName: 'orders', expression: '*' }]
  const fake = await startFakeCluster({
    brokers: 2,
    topics: [{ topicName: 'orders', readQueueNums: 2, writeQueueNums: 2 }, 'quiet'],
    groups: [
      { groupName: 'billing', clients: [client], subscriptions, offsets: { orders: { 0: 0n } } },
      {
        groupName: 'points',
        clients: [{ clientId: '10.0.0.8@1', address: '10.0.0.8:4711' }],
        subscriptions,
        offsets: { orders: { 0: 1n } },
      },
      { groupName: 'elsewhere' },
    ],
  })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  if (parts) await storeSample({ ...handMadeSample(parts), clusterId, at: new Date() }, emptyMemory())
  return { fake, clusterId }
}

const lines = ({ edges }: Topology) => edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`).sort()
const node = ({ nodes }: Topology, nodeId: string) => nodes.find((each) => each.nodeId === nodeId)

const sampled = {
  topics: [
    { topicName: 'orders', inTps: ok(12.5, sampledAt), outTps: ok(20, sampledAt), groupNames: ['billing', 'points'] },
  ],
  groups: [
    {
      groupName: 'billing',
      ackTps: ok(12, sampledAt),
      topics: [onTopic('orders', { ackTps: ok(11, sampledAt), isOnline: true })],
      onlineClients: [sampledClient('10.0.0.7@1', { groupName: 'billing', isHung: true })],
      clients: ok({ total: 1, remoting: 1, grpc: 0 }, sampledAt),
    },
    {
      groupName: 'points',
      ackTps: ok(8, sampledAt),
      topics: [
        onTopic('orders', { ackTps: ok(8, sampledAt), isOnline: true }),
        onTopic('%RETRY%points', { kind: 'RETRY' }),
      ],
      onlineClients: [sampledClient('10.0.0.8@1', { groupName: 'points' })],
      clients: ok({ total: 1, remoting: 1, grpc: 0 }, sampledAt),
    },
  ],
}

describe('of a topic', () => {
  it('C-28: shows the producer, both groups and their clients, with the rates of the lists', async () => {
    const { fake, clusterId } = await registered(sampled)
    const { store } = fake.broker('broker-a')
    store.producers.push({ producerGroup: 'shop', clientId: '10.0.0.1@1', language: 'JAVA', versionOrdinal: 513 })
    for (let i = 0; i < 3; i++) for (const broker of fake.brokers) broker.putMessage({ topicName: 'orders' })
    const topology = await getTopology(ctx, { clusterId, topic: 'orders' })
    expect(lines(topology)).toEqual([
      'group billing MEMBER client billing 10.0.0.7@1',
      'group points MEMBER client points 10.0.0.8@1',
      'producer remoting 10.0.0.1@1 PRODUCES topic orders',
      'topic orders CONSUMES group billing',
      'topic orders CONSUMES group points',
    ])
    expect(topology).toMatchObject({ isDrawn: true, edgeCount: 5, leftOut: [], producerSample: { messages: 6 } })
    const page = { clusterId, page: 1, pageSize: 50 }
    const [topic] = (await listTopics(ctx, { ...page, q: 'orders' })).items
    expect(node(topology, 'topic orders')).toMatchObject({ inTps: topic?.inTps, outTps: topic?.outTps })
    const groups = (await listGroups(ctx, page)).items
    for (const { groupName, ackTps, state } of groups.filter(({ groupName }) => groupName !== 'elsewhere')) {
      expect(node(topology, `group ${groupName}`)).toMatchObject({ ackTps, state, clients: { value: 1 } })
    }
    const edge = (to: string) => topology.edges.find((each) => each.to === to)
    expect(edge('group billing')).toMatchObject({
      ackTps: { value: 11 },
      lag: { value: 6n, state: 'ok' },
      isOnline: true,
    })
    expect(edge('group points')).toMatchObject({ ackTps: { value: 8 }, lag: { value: 4n } })
    expect(edge('topic orders')).toMatchObject({ messagesInSample: 6 })
    expect(node(topology, 'client billing 10.0.0.7@1')).toMatchObject({ isHung: true, clientId: '10.0.0.7@1' })
  })

  it('says what is not known while nothing was sampled, and names who is silent', async () => {
    const { fake, clusterId } = await registered()
    await fake.broker('broker-b').server.stop()
    const topology = await getTopology(ctx, { clusterId, topic: 'orders' })
    expect(node(topology, 'topic orders')).toMatchObject({ inTps: { state: 'unknown', reason: 'NOT_SAMPLED' } })
    expect(topology.edges.find(({ to }) => to === 'group billing')).toMatchObject({
      ackTps: { state: 'unknown', reason: 'NOT_SAMPLED' },
    })
    expect(topology.partial).toMatchObject([{ address: fake.broker('broker-b').address }])
    await expect(getTopology(ctx, { clusterId, topic: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('leaves single clients out where there are too many, and for who may not read them', async () => {
    const { clusterId } = await registered(sampled)
    const person = await (await makePerson('viewer')).context()
    const grants = person.actor.grants.map((grant) => ({
      ...grant,
      permissions: new Set(['cluster:read', 'topic:read', 'group:read'] as const),
    }))
    const withoutClients: Context = { ...person, actor: { ...person.actor, grants } }
    const topology = await getTopology(withoutClients, { clusterId, topic: 'orders' })
    expect(lines(topology)).toEqual(['topic orders CONSUMES group billing', 'topic orders CONSUMES group points'])
    expect(topology.leftOut).toEqual(['CLIENTS'])
    const many = {
      groups: [
        {
          groupName: 'billing',
          topics: [onTopic('orders')],
          onlineClients: Array.from({ length: 250 }, (_, i) =>
            sampledClient(`10.0.0.7@${i}`, { groupName: 'billing' }),
          ),
        },
      ],
    }
    const { clusterId: busy } = await registered(many)
    const group = await getTopology(ctx, { clusterId: busy, group: 'billing' })
    expect(group).toMatchObject({ edgeCount: 251, isDrawn: true, leftOut: ['PRODUCERS', 'CLIENTS'] })
    expect(lines(group)).toEqual(['topic orders CONSUMES group billing'])
  })
})

it('C-28: of a group, its topics and clients as sampled; no broker is asked about either', async () => {
  const { clusterId } = await registered(sampled)
  const topology = await getTopology(ctx, { clusterId, group: 'points' })
  expect(lines(topology)).toEqual([
    'group points MEMBER client points 10.0.0.8@1',
    'topic orders CONSUMES group points',
  ])
  expect(topology.leftOut).toEqual(['PRODUCERS'])
  await expect(getTopology(ctx, { clusterId, group: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('C-28: the whole cluster is drawn up to 200 lines, and not above', async () => {
  const { clusterId } = await registered(sampled)
  expect(lines(await getTopology(ctx, { clusterId }))).toEqual([
    'topic orders CONSUMES group billing',
    'topic orders CONSUMES group points',
  ])
  const topics = Array.from({ length: 201 }, (_, i) => onTopic(`t-${i}`))
  const { clusterId: big } = await registered({ groups: [{ groupName: 'g', topics }] })
  expect(await getTopology(ctx, { clusterId: big })).toMatchObject({
    nodes: [],
    edges: [],
    edgeCount: 201,
    isDrawn: false,
  })
})
