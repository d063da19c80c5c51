import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { handle } from '#lib/api/handle.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import type { ClusterInput } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { hangUp, refuse, reply, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { createTopicEndpoint } from './api.ts'
import { type CreateTopicInput, createTopic } from './create-topic.ts'
import { listTopics } from './list-topics.ts'
import { NewTopic } from './schema.ts'

useDatabase()
afterAll(closeAllClusters)

const worker = () => workerContext(new AbortController().signal)
const CREATE = RequestCode.UPDATE_AND_CREATE_TOPIC

async function registered(options: FakeClusterOptions = {}, parts: Partial<ClusterInput> = {}) {
  const fake = await startFakeCluster({
    brokers: 2,
    systemTopics: ['TBW102', 'broker-a', 'DefaultCluster'],
    ...options,
  })
  onTestFinished(() => fake.stop())
  const { clusterId, name } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500, ...parts })
  return { fake, clusterId, name }
}

const newTopic = (clusterId: string, parts: Partial<CreateTopicInput> = {}): CreateTopicInput => ({
  clusterId,
  topicName: 'orders',
  type: 'NORMAL',
  queuesPerBroker: 8,
  ...parts,
})
const creates = (fake: FakeCluster) =>
  fake.brokers.map(({ brokerName, brokerId, server }) => [`${brokerName}:${brokerId}`, server.countOf(CREATE)])
const held = (fake: FakeCluster, brokerName: string, topicName = 'orders') =>
  fake.broker(brokerName).store.configs.get(topicName)
const address = (fake: FakeCluster, brokerName: string) => fake.broker(brokerName).address
async function failure(attempt: Promise<unknown>): Promise<AppError> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw new Error('It did not fail as it should', { cause: error })
}
const outcomes = async (clusterId: string) =>
  (
    await db().auditEvent.findMany({
      where: { clusterId, action: 'topic.create' },
      include: { outcome: true },
      orderBy: { sequence: 'asc' },
    })
  ).map(({ outcome, request, targetName }) => ({
    outcome: outcome?.outcome,
    request,
    targetName,
    servers: outcome?.servers,
  }))

describe('good weather', () => {
  it('T-1: writes to every master and to no slave, with the type, and the next list has it', async () => {
    const { fake, clusterId } = await registered({ slaves: true })
    const result = await createTopic(
      worker(),
      newTopic(clusterId, { type: 'FIFO', isOrdered: true, remark: 'r', labels: { a: '1' }, owner: 'team' }),
    )
    expect(result).toMatchObject({
      done: [{ target: address(fake, 'broker-a') }, { target: address(fake, 'broker-b') }],
      failed: [],
      unknown: [],
      resource: {
        topicName: 'orders',
        type: 'FIFO',
        isTypeDeclared: true,
        writeQueues: 16,
        queuesPerBroker: 8,
        remark: 'r',
        owner: 'team',
        isDeclared: true,
      },
    })
    expect(creates(fake)).toEqual([
      ['broker-a:0', 1],
      ['broker-b:0', 1],
      ['broker-a:1', 0],
      ['broker-b:1', 0],
    ])
    expect(held(fake, 'broker-b')).toMatchObject({
      writeQueueNums: 8,
      perm: 6,
      order: true,
      attributes: { 'message.type': 'FIFO' },
    })
    const { items } = await listTopics(worker(), { clusterId, page: 1, pageSize: 50 })
    expect(items.map(({ topicName }) => topicName)).toEqual(['orders'])
  })

  it('X-16: says and records the equivalent mqadmin command', async () => {
    const { fake, clusterId } = await registered()
    const [nameServer] = fake.nameServers
    const { command } = await createTopic(worker(), newTopic(clusterId, { type: 'DELAY' }))
    expect(command).toBe(
      `sh mqadmin updateTopic -n ${nameServer} -c DefaultCluster -t orders -r 8 -w 8 -p 6 -a +message.type=DELAY`,
    )
    expect(await outcomes(clusterId)).toMatchObject([
      { outcome: 'SUCCESS', targetName: 'orders', request: { command } },
    ])
  })

  it('protects what is made in production', async () => {
    const { clusterId } = await registered({}, { environment: 'production' })
    const { resource } = await createTopic(worker(), newTopic(clusterId))
    expect(resource?.deletionProtection).toBe(true)
  })

  it('writes to chosen brokers only', async () => {
    const { fake, clusterId } = await registered()
    const { command } = await createTopic(worker(), newTopic(clusterId, { brokerNames: ['broker-b'] }))
    expect(command).toContain(`-b ${address(fake, 'broker-b')} `)
    expect(creates(fake)).toEqual([
      ['broker-a:0', 0],
      ['broker-b:0', 1],
    ])
  })
})

describe('rules', () => {
  it.each(['ab', 'a'.repeat(101), 'a b', 'a|b', '%RETRY%g', 'a%b%c', '', 'ns%', 'ü-topic'])(
    'T-2: refuses the name %o',
    (topicName) => {
      expect(NewTopic.safeParse({ topicName, type: 'NORMAL', queuesPerBroker: 8 }).success).toBe(false)
    },
  )

  it.each(['abc', 'a'.repeat(100), 'a%b_c-1', 'pay%x'])('T-2: accepts the name %o', (topicName) => {
    expect(NewTopic.safeParse({ topicName, type: 'NORMAL', queuesPerBroker: 8 }).success).toBe(true)
  })

  it.each([0, 1025, 1.5])('refuses %d queues per broker', (queuesPerBroker) => {
    expect(NewTopic.safeParse({ topicName: 'abc', type: 'NORMAL', queuesPerBroker }).success).toBe(false)
  })

  it.each<[string, Partial<CreateTopicInput>, string]>([
    ['a system name', { topicName: 'broker-a' }, 'INVALID_INPUT'],
    ['a name with the system prefix', { topicName: 'rmq_sys_mine' }, 'INVALID_INPUT'],
    ['an unknown broker', { brokerNames: ['broker-z'] }, 'INVALID_INPUT'],
    ['an unknown clusterName', { clusterNames: ['Other'] }, 'INVALID_INPUT'],
    ['both ways of saying where', { clusterNames: ['DefaultCluster'], brokerNames: ['broker-a'] }, 'INVALID_INPUT'],
    ['MIXED where it is not allowed', { type: 'MIXED' }, 'INVALID_INPUT'],
  ])('refuses %s and writes nothing', async (_, parts, code) => {
    const { fake, clusterId } = await registered()
    expect(await failure(createTopic(worker(), newTopic(clusterId, parts)))).toMatchObject({ code })
    expect(creates(fake)).toEqual([
      ['broker-a:0', 0],
      ['broker-b:0', 0],
    ])
  })

  it('allows MIXED where the brokers do', async () => {
    const { clusterId } = await registered({ config: { enableMixedMessageType: 'true' } })
    const { resource } = await createTopic(worker(), newTopic(clusterId, { type: 'MIXED' }))
    expect(resource?.type).toBe('MIXED')
  })

  it('refuses LITE on a broker before 5.5, and creates it on later ones', async () => {
    const { fake, clusterId } = await registered()
    await createTopic(worker(), newTopic(clusterId, { topicName: 'light', type: 'LITE' }))
    fake
      .broker('broker-b')
      .server.on(RequestCode.GET_BROKER_RUNTIME_INFO, reply({ body: '{"table":{}}', version: 493 }))
    const error = await failure(createTopic(worker(), newTopic(clusterId, { type: 'LITE' })))
    expect(error).toMatchObject({ code: 'NOT_SUPPORTED', facts: { neededVersion: '5.5.0' } })
    expect(error.message).toContain('broker-b')
    expect(creates(fake)).toEqual([
      ['broker-a:0', 1],
      ['broker-b:0', 1],
    ])
  })

  it('refuses a type on a broker before 5.0, which would ignore it and say SUCCESS', async () => {
    const { fake, clusterId } = await registered()
    fake
      .broker('broker-b')
      .server.on(RequestCode.GET_BROKER_RUNTIME_INFO, reply({ body: '{"table":{}}', version: 407 }))
    const error = await failure(createTopic(worker(), newTopic(clusterId, { type: 'FIFO' })))
    expect(error).toMatchObject({ code: 'NOT_SUPPORTED', facts: { neededVersion: '5.0.0' } })
    expect(creates(fake)).toEqual([
      ['broker-a:0', 0],
      ['broker-b:0', 0],
    ])
  })

  it('refuses a reader', async () => {
    const { fake, clusterId } = await registered()
    const ctx = await (await makePerson('viewer')).context()
    expect(await failure(createTopic(ctx, newTopic(clusterId)))).toMatchObject({
      code: 'FORBIDDEN',
      facts: { permission: 'topic:create' },
    })
    expect(fake.requestCount).toBe(0)
  })

  it('C-26: refuses on a read-only cluster, administrators too', async () => {
    const { fake, clusterId } = await registered({}, { readOnly: true })
    const ctx = await (await makePerson('admin')).context()
    expect(await failure(createTopic(ctx, newTopic(clusterId)))).toMatchObject({ code: 'READ_ONLY' })
    expect(fake.requestCount).toBe(0)
  })

  it('leaves an audit row', async () => {
    const { clusterId } = await registered()
    const ctx = await (await makePerson('operator')).context()
    await createTopic(ctx, newTopic(clusterId))
    expect(ctx.auditIds).toHaveLength(1)
    expect(await outcomes(clusterId)).toMatchObject([{ outcome: 'SUCCESS' }])
  })
})

describe('a topic that exists', () => {
  it('everywhere is a conflict, and keeps its config', async () => {
    const { fake, clusterId } = await registered({ topics: ['orders'] })
    expect(await failure(createTopic(worker(), newTopic(clusterId, { queuesPerBroker: 4 })))).toMatchObject({
      code: 'CONFLICT',
    })
    expect(creates(fake)).toEqual([
      ['broker-a:0', 0],
      ['broker-b:0', 0],
    ])
    expect(await outcomes(clusterId)).toMatchObject([{ outcome: 'FAILED' }])
  })

  it('on one master is added to another by naming that one, with the same config', async () => {
    const { fake, clusterId } = await registered()
    fake.broker('broker-a').store.putTopic({ topicName: 'orders', attributes: { 'message.type': 'NORMAL' } })
    const conflict = await failure(createTopic(worker(), newTopic(clusterId)))
    expect(conflict).toMatchObject({
      code: 'CONFLICT',
      facts: { extra: { existsOn: ['broker-a'], missingOn: ['broker-b'] } },
    })
    const other = await failure(
      createTopic(worker(), newTopic(clusterId, { brokerNames: ['broker-b'], queuesPerBroker: 4 })),
    )
    expect(other.code).toBe('CONFLICT')
    const result = await createTopic(worker(), newTopic(clusterId, { brokerNames: ['broker-b'] }))
    expect(result).toMatchObject({
      done: [{ target: address(fake, 'broker-b') }],
      resource: { brokerNames: ['broker-a', 'broker-b'] },
    })
    expect(creates(fake)).toEqual([
      ['broker-a:0', 0],
      ['broker-b:0', 1],
    ])
  })
})

describe('bad weather', () => {
  it('one master refuses: done, and its words', async () => {
    const { fake, clusterId } = await registered()
    fake.broker('broker-b').server.on(CREATE, refuse(ResponseCode.SYSTEM_ERROR, 'disk full on store-b'))
    const result = await createTopic(worker(), newTopic(clusterId))
    expect(result).toMatchObject({
      done: [{ target: address(fake, 'broker-a') }],
      failed: [
        {
          target: address(fake, 'broker-b'),
          error: {
            code: 'CLUSTER_REJECTED',
            broker: {
              brokerName: 'broker-b',
              responseCode: 1,
              responseCodeName: 'SYSTEM_ERROR',
              remark: 'disk full on store-b',
            },
          },
        },
      ],
      unknown: [],
      resource: { brokerNames: ['broker-a'], missingOn: ['broker-b'], flags: ['MISSING_ON_BROKER'] },
    })
    expect(await outcomes(clusterId)).toMatchObject([{ outcome: 'PARTIAL' }])
  })

  it('the rest of a partial outcome is retried by naming the broker', async () => {
    const { fake, clusterId } = await registered()
    const { server } = fake.broker('broker-b')
    server.on(CREATE, refuse(ResponseCode.SYSTEM_ERROR, 'not now'))
    await createTopic(worker(), newTopic(clusterId, { remark: 'kept' }))
    server.on(CREATE, reply())
    const retried = await createTopic(worker(), newTopic(clusterId, { brokerNames: ['broker-b'] }))
    expect(retried).toMatchObject({ done: [{ target: address(fake, 'broker-b') }], resource: { remark: 'kept' } })
    expect(fake.broker('broker-a').server.countOf(CREATE)).toBe(1)
  })

  it.each([
    ['is silent', silence, 'CLUSTER_TIMEOUT'],
    ['dies after it was sent', hangUp, 'CLUSTER_UNREACHABLE'],
  ])('one master %s: its outcome is unknown, and it is asked once', async (_, answer, code) => {
    const { fake, clusterId } = await registered()
    fake.broker('broker-b').server.on(CREATE, answer)
    const result = await createTopic(worker(), newTopic(clusterId))
    expect(result).toMatchObject({
      done: [{ target: address(fake, 'broker-a') }],
      failed: [],
      unknown: [{ target: address(fake, 'broker-b'), error: { code } }],
    })
    expect(creates(fake)).toEqual([
      ['broker-a:0', 1],
      ['broker-b:0', 1],
    ])
    expect(await outcomes(clusterId)).toMatchObject([{ outcome: 'PARTIAL' }])
  })

  it('all masters refuse: an error with all lists, no metadata, and the access remark word for word', async () => {
    const { fake, clusterId } = await registered()
    const remark = 'User:x has no permission to access Topic:orders from 1.2.3.4, no matched policies.'
    for (const { server } of fake.brokers) server.on(CREATE, refuse(ResponseCode.NO_PERMISSION, remark))
    const error = await failure(createTopic(worker(), newTopic(clusterId)))
    expect(error).toMatchObject({
      code: 'CLUSTER_REJECTED',
      facts: {
        broker: { responseCodeName: 'NO_PERMISSION', remark },
        extra: { done: [], failed: [{}, {}], unknown: [] },
      },
    })
    expect(error.message).toContain('denied access')
    expect(await outcomes(clusterId)).toMatchObject([{ outcome: 'FAILED' }])
    expect(await db().resourceMetadata.count({ where: { clusterId } })).toBe(0)
  })

  it('all masters are silent: a time-out with all lists that claims nothing', async () => {
    const { fake, clusterId } = await registered()
    for (const { server } of fake.brokers) server.on(CREATE, silence)
    const error = await failure(createTopic(worker(), newTopic(clusterId)))
    expect(error).toMatchObject({
      code: 'CLUSTER_TIMEOUT',
      facts: { extra: { done: [], failed: [], unknown: [{}, {}] } },
    })
    expect(error.message).toContain('may have taken effect')
    expect(await outcomes(clusterId)).toMatchObject([{ outcome: 'UNKNOWN' }])
  })

  it('a master that is down from the start takes nothing, the other one does', async () => {
    const { fake, clusterId } = await registered()
    await fake.broker('broker-b').server.stop()
    const result = await createTopic(worker(), newTopic(clusterId))
    expect(result).toMatchObject({ done: [{}], failed: [{ error: { code: 'CLUSTER_UNREACHABLE' } }], unknown: [] })
  })
})

describe('over HTTP', () => {
  async function post(clusterId: string, body: object, headers: Record<string, string> = {}) {
    const { token } = await person.makeToken()
    const send = handle(createTopicEndpoint, (ctx, { params, body: parsed }) =>
      createTopic(ctx, { ...params, ...parsed }),
    )
    return (idempotencyKey?: string) =>
      send(
        new Request(`http://localhost/api/v1/clusters/${clusterId}/topics`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${token}`,
            'x-forwarded-for': '127.0.0.1',
            ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
            ...headers,
          },
          body: JSON.stringify(body),
        }),
      )
  }
  let person: Awaited<ReturnType<typeof makePerson>>
  const topic = { topicName: 'orders', type: 'NORMAL', queuesPerBroker: 8 }

  it('201 when all have done it, and a replay with the same key sends nothing twice', async () => {
    person = await makePerson('admin')
    const { fake, clusterId } = await registered()
    const send = await post(clusterId, topic)
    const [first, second] = [await send('key-1'), await send('key-1')]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(first.headers.get('x-audit-id')).toBeTruthy()
    expect(await second.json()).toEqual(await first.json())
    expect(creates(fake)).toEqual([
      ['broker-a:0', 1],
      ['broker-b:0', 1],
    ])
    expect((await send()).status).toBe(409)
  })

  it('207 when one refuses, 502 when all do, 504 when all are silent', async () => {
    person = await makePerson('admin')
    const { fake, clusterId } = await registered()
    fake.broker('broker-b').server.on(CREATE, refuse(ResponseCode.SYSTEM_ERROR, 'no'))
    const partial = await (await post(clusterId, topic))()
    expect(partial.status).toBe(207)
    fake.broker('broker-a').server.on(CREATE, refuse(ResponseCode.SYSTEM_ERROR, 'no'))
    const refused = await (await post(clusterId, { ...topic, topicName: 'other' }))()
    expect([refused.status, await refused.json()]).toMatchObject([
      502,
      { code: 'CLUSTER_REJECTED', done: [], failed: [{}, {}], unknown: [] },
    ])
    for (const { server } of fake.brokers) server.on(CREATE, silence)
    const silent = await (await post(clusterId, { ...topic, topicName: 'other' }))()
    expect([silent.status, await silent.json()]).toMatchObject([504, { code: 'CLUSTER_TIMEOUT', unknown: [{}, {}] }])
  })

  it('400 for an unknown field and for a bad name', async () => {
    person = await makePerson('admin')
    const { clusterId } = await registered()
    for (const body of [
      { ...topic, colour: 'red' },
      { ...topic, topicName: 'a b' },
    ]) {
      expect((await (await post(clusterId, body))()).status).toBe(400)
    }
  })
})
