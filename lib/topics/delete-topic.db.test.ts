import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import { createAlarmRule } from '#lib/alarms/write-rule.ts'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import type { ClusterInput } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { refuse, reply, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { topicRouteBody } from '#lib/rocketmq/testing/fake-bodies.ts'
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { createSavedView } from '#lib/saved-views/create-saved-view.ts'
import { NewSavedView } from '#lib/saved-views/schema.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { deleteTopicEndpoint, getTopicImpactEndpoint } from './api.ts'
import { deleteTopic, type TopicDeletion } from './delete-topic.ts'
import { getDeletedTopic } from './get-deleted-topic.ts'
import { getTopic } from './get-topic.ts'
import { getTopicImpact } from './get-topic-impact.ts'
import { listTopics } from './list-topics.ts'
import type { DeleteTopicStep } from './schema.ts'
import { updateTopic } from './update-topic.ts'

useDatabase()
afterAll(closeAllClusters)

let ctx = workerContext(new AbortController().signal)
beforeEach(() => {
  ctx = workerContext(new AbortController().signal)
})
const topicName = 'orders'
const ORDER_KEY = `ORDER_TOPIC_CONFIG ${topicName}`
const DELETE = RequestCode.DELETE_TOPIC_IN_BROKER
const DELETE_ROUTE = RequestCode.DELETE_TOPIC_IN_NAMESRV

async function registered(options: FakeClusterOptions = {}, parts: Partial<ClusterInput> = {}) {
  const fake = await startFakeCluster({
    brokers: 2,
    slaves: true,
    systemTopics: ['TBW102'],
    topics: [topicName, 'other', '%RETRY%billing', '%DLQ%billing'],
    ...options,
  })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500, ...parts })
  return { fake, key: { clusterId, topicName }, typed: { clusterId, topicName, confirm: topicName } }
}
async function remove(input: Parameters<typeof deleteTopic>[1]): Promise<TopicDeletion> {
  const result = await deleteTopic(ctx, input)
  if ('dryRun' in result) throw new Error('that was a dry run')
  return result
}
const address = (fake: FakeCluster, brokerName: string) => fake.broker(brokerName).address
const deletes = (fake: FakeCluster) => fake.brokers.map(({ server }) => server.countOf(DELETE))
const brief = (steps: readonly DeleteTopicStep[]) =>
  steps.map(({ step, brokerName, outcome }) => `${step} ${brokerName ?? ''} ${outcome}`.replace('  ', ' '))
const lastAudit = (clusterId: string) =>
  db().auditEvent.findFirstOrThrow({
    where: { clusterId, action: 'topic.delete' },
    include: { outcome: true },
    orderBy: { sequence: 'desc' },
  })
async function failure(attempt: Promise<unknown>): Promise<AppError> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw new Error('It did not fail as it should', { cause: error })
}
const backlog = {
  groupName: 'billing',
  offsets: { orders: { 0: 500n, 1: 500n }, other: { 0: 1n } },
}

describe('impact', () => {
  it('names the saved views that would show nothing any more, of those that the person may open', async () => {
    const { key } = await registered()
    const [ann, ben] = await Promise.all([makePerson('operator'), makePerson('operator')])
    const layout = { order: [], hidden: [], shown: [], pinned: [], widths: {} }
    const path = `/clusters/${key.clusterId}`
    const view = (name: string, parts: object) =>
      NewSavedView.parse({ name, viewId: 'x', path: `${path}/messages`, layout, ...parts })
    const annCtx = await ann.context()
    await createSavedView(annCtx, view('its messages', { query: `mode=newest&topic=${topicName}`, isShared: true }))
    await createSavedView(annCtx, view('its queues', { path: `${path}/topics/${topicName}`, query: 'tab=queues' }))
    await createSavedView(annCtx, view('another', { query: `topic=${topicName}-2` }))
    expect((await getTopicImpact(annCtx, key)).savedViews).toEqual(['its messages', 'its queues'])
    const seenByBen = await getTopicImpact(await ben.context(), key)
    expect(seenByBen.savedViews).toEqual(['its messages'])
    expect(seenByBen.effects).toContainEqual(expect.objectContaining({ kind: 'view', target: 'its messages' }))
  })

  it('names the alarm rules that name it', async () => {
    const { key } = await registered()
    const rule = (name: string, topic: string) =>
      NewAlarmRule.parse({
        name,
        level: 'topic',
        clusters: { clusterIds: [key.clusterId] },
        selector: { names: [topic] },
        conditions: [{ metric: 'silentMs', operator: 'gt', thresholds: { warning: 60_000 } }],
      })
    await createAlarmRule(ctx, rule('Orders stand still', topicName))
    await createAlarmRule(ctx, rule('Others stand still', 'other'))
    const { alarmRules, effects } = await getTopicImpact(ctx, key)
    expect(alarmRules).toEqual(['Orders stand still'])
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'rule', target: 'Orders stand still' }))
  })

  it('T-14: names the group and what it has not consumed, on each broker, without touching anything', async () => {
    const { fake, key, typed } = await registered({ groups: [backlog] })
    for (const { store } of fake.brokers) {
      store.putEnds(topicName, 0, { maxOffset: 750n })
      store.putEnds(topicName, 1, { maxOffset: 750n })
    }
    fake.kvConfigs.set(ORDER_KEY, 'broker-a:8;broker-b:8')
    const impact = await getTopicImpact(ctx, key)
    expect(impact).toMatchObject({
      dryRun: true,
      blockedBy: [],
      needsForce: false,
      confirm: topicName,
      retained: 3000n,
      groups: [{ groupName: 'billing', unconsumed: 1000n, isExact: true, onlineClients: null }],
      producers: 0,
      routes: 1,
      queues: 16,
      brokers: 2,
      autoCreateOn: [],
      stayingTopics: ['%RETRY%billing', '%DLQ%billing'],
    })
    expect(impact.effects).toContainEqual(expect.objectContaining({ kind: 'messages', count: 3000n }))
    expect(impact.effects).toContainEqual(expect.objectContaining({ kind: 'group', target: 'billing', count: 1000n }))
    expect(impact.steps.map(({ step }) => step.replace(/.*\((\d+)\)/, '$1'))).toEqual([
      ...['keep the offsets of its groups as snapshots', '215', '215', '216', '102'],
    ])
    expect(impact.command).toBe(`sh mqadmin deleteTopic -n ${fake.nameServers[0]} -c DefaultCluster -t orders`)
    const { readAt: _, ...dry } = (await deleteTopic(ctx, { ...typed, dryRun: true })) as typeof impact // what a dry run answers
    const { readAt: __, ...shown } = impact
    expect(JSON.stringify(dry.effects, bigintText)).toBe(JSON.stringify(shown.effects, bigintText))
    expect(deletes(fake)).toEqual([0, 0, 0, 0])
  })

  it('says where the topic may come back by itself', async () => {
    const { key } = await registered({ config: { autoCreateTopicEnable: 'true' } })
    expect((await getTopicImpact(ctx, key)).autoCreateOn).toEqual(['broker-a', 'broker-b'])
  })

  it('online consumers and recent producers need force', async () => {
    const { fake, key, typed } = await registered({
      groups: [{ groupName: 'billing', clients: ['10.0.0.1@1'], subscriptions: [topicName] }],
    })
    expect(await getTopicImpact(ctx, key)).toMatchObject({ needsForce: true, groups: [{ onlineClients: 1 }] })
    const error = await failure(remove(typed))
    expect(error).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('billing') })
    expect(deletes(fake)).toEqual([0, 0, 0, 0])
    expect(await remove({ ...typed, force: true })).toMatchObject({ failed: [], unknown: [] })
  })

  it('a producer of the last five minutes needs force, an older message does not', async () => {
    const { fake, key } = await registered()
    fake.broker('broker-a').putMessage({ topicName, storeTimestamp: new Date(Date.now() - 600_000) })
    expect(await getTopicImpact(ctx, key)).toMatchObject({ needsForce: false, producers: 0 })
    fake.broker('broker-b').putMessage({ topicName })
    expect(await getTopicImpact(ctx, key)).toMatchObject({ needsForce: true, producers: 1 })
  })

  it('X-1: while a broker is silent what it alone knows is unknown, and it is named', async () => {
    const { fake, key } = await registered({ groups: [backlog] })
    await getTopic(ctx, key)
    fake.broker('broker-b').server.onAll(silence)
    const impact = await getTopicImpact(ctx, key)
    expect(impact).toMatchObject({ retained: null, partial: [{ address: address(fake, 'broker-b') }] })
    expect(impact.effects).toContainEqual(expect.objectContaining({ kind: 'messages', count: null }))
  })
})

describe('refused', () => {
  it.each([
    ['a system topic', 'TBW102'],
    ['a retry topic', '%RETRY%billing'],
    ['a dead-letter topic', '%DLQ%billing'],
  ])('T-16: %s', async (_, name) => {
    const { fake, key } = await registered()
    const target = { ...key, topicName: name }
    expect((await getTopicImpact(ctx, target)).blockedBy).toMatchObject([{ code: 'INVALID_INPUT' }])
    const error = await failure(remove({ ...target, confirm: name, force: true }))
    expect(error.code).toBe('INVALID_INPUT')
    expect(deletes(fake)).toEqual([0, 0, 0, 0])
  })

  it('T-16: a protected one, whatever is typed, and the attempt is in the audit', async () => {
    const { fake, key, typed } = await registered()
    await updateTopic(ctx, { ...key, deletionProtection: true })
    expect((await getTopicImpact(ctx, key)).blockedBy).toMatchObject([{ code: 'PROTECTED' }])
    expect(await failure(remove({ ...typed, force: true }))).toMatchObject({ code: 'PROTECTED' })
    expect((await lastAudit(key.clusterId)).outcome).toMatchObject({ outcome: 'REFUSED' })
    expect(deletes(fake)).toEqual([0, 0, 0, 0])
  })

  it.each([undefined, '', 'order', 'Orders'])('T-14: without the full name, given %o', async (confirm) => {
    const { fake, key } = await registered()
    expect(await failure(remove({ ...key, confirm }))).toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'query.confirm' }] },
    })
    expect(deletes(fake)).toEqual([0, 0, 0, 0])
  })

  it('C-26: on a read-only cluster', async () => {
    const { typed } = await registered({}, { readOnly: true })
    expect(await failure(remove(typed))).toMatchObject({ code: 'READ_ONLY' })
  })

  it('T-17: refuses a reader, who may see the impact', async () => {
    const { typed, key } = await registered()
    const viewer = await (await makePerson('viewer')).context()
    expect(await failure(deleteTopic(viewer, typed))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await failure(deleteTopic(viewer, { ...typed, dryRun: true }))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await getTopicImpact(viewer, key)).toMatchObject({ confirm: topicName })
  })

  it('a topic that nobody has', async () => {
    const { key } = await registered()
    expect(await failure(remove({ ...key, topicName: 'nope', confirm: 'nope' }))).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('done', () => {
  it('T-14: offsets first, then each master, each name server and the order entry; the list has it no more', async () => {
    const { fake, key, typed } = await registered({ groups: [backlog] })
    fake.kvConfigs.set(ORDER_KEY, 'broker-a:8;broker-b:8')
    const result = await remove(typed)
    expect(brief(result.steps)).toEqual([
      'SNAPSHOT DONE',
      'BROKER broker-a DONE',
      'BROKER broker-b DONE',
      'NAME_SERVER DONE',
      'ORDER_ENTRY DONE',
    ])
    expect(result).toMatchObject({
      done: [
        { target: address(fake, 'broker-a') },
        { target: address(fake, 'broker-b') },
        { target: fake.nameServers[0] },
      ],
      failed: [],
      unknown: [],
    })
    expect(deletes(fake)).toEqual([1, 1, 0, 0])
    expect(fake.kvConfigs.has(ORDER_KEY)).toBe(false)
    const snapshot = await db().offsetSnapshot.findFirstOrThrow({ where: { clusterId: key.clusterId } })
    expect(snapshot).toMatchObject({ groupName: 'billing', why: 'DELETE', snapshotId: result.snapshots[0]?.snapshotId })
    expect(snapshot.offsets).toContainEqual({ topicName, brokerName: 'broker-b', queueId: 1, consumerOffset: '500' })
    expect(JSON.stringify(snapshot.offsets)).not.toContain('other')
    const { items } = await listTopics(ctx, { clusterId: key.clusterId, page: 1, pageSize: 50 })
    expect(items.map((item) => item.topicName)).toEqual(['other'])
  })

  it('T-14: leaves an audit row with before, after and every step', async () => {
    const { key, typed } = await registered({ groups: [backlog] })
    await updateTopic(ctx, { ...key, remark: 'r' })
    const { command } = await remove(typed)
    const row = await lastAudit(key.clusterId)
    expect(row).toMatchObject({ request: { command }, permission: 'topic:delete' })
    expect(row.outcome).toMatchObject({
      outcome: 'SUCCESS',
      before: { metadata: { remark: 'r' }, configs: { 'broker-a': { writeQueueNums: 8 } } },
      after: { steps: [{ step: 'SNAPSHOT' }, { step: 'BROKER' }, { step: 'BROKER' }, { step: 'NAME_SERVER' }] },
    })
  })

  it('T-25: what people said of it is dropped, and offered again with the config', async () => {
    const topic = { topicName, readQueueNums: 4, writeQueueNums: 4, perm: 4, order: true }
    const { key, typed } = await registered({ topics: [{ ...topic, attributes: { 'message.type': 'FIFO' } }] })
    await updateTopic(ctx, { ...key, remark: 'r', labels: { team: 'a' }, owner: 'ann' })
    expect(await failure(getDeletedTopic(ctx, key))).toMatchObject({ code: 'NOT_FOUND' })
    await remove(typed)
    expect(await db().resourceMetadata.count({ where: { clusterId: key.clusterId } })).toBe(0)
    expect(await getDeletedTopic(ctx, key)).toMatchObject({
      ...{ topicName, type: 'FIFO', queuesPerBroker: 4, permission: 'R', isOrdered: true },
      ...{ remark: 'r', labels: { team: 'a' }, owner: 'ann', deletedBy: 'worker' },
      brokerNames: ['broker-a', 'broker-b'],
    })
  })
})

describe('bad weather', () => {
  it('T-15: one master silent: it is named, the rest is done, and the same call finishes it', async () => {
    const { fake, key, typed } = await registered({ groups: [backlog] })
    await updateTopic(ctx, { ...key, remark: 'kept' })
    const { server } = fake.broker('broker-b')
    server.onAll(silence)
    const first = await remove({ ...typed, force: true })
    expect(brief(first.steps)).toEqual([
      'SNAPSHOT DONE',
      'BROKER broker-a DONE',
      'BROKER broker-b FAILED',
      'NAME_SERVER DONE',
    ])
    expect(first.failed).toMatchObject([{ target: address(fake, 'broker-b'), error: { code: 'CLUSTER_TIMEOUT' } }])
    expect((await lastAudit(key.clusterId)).outcome).toMatchObject({ outcome: 'PARTIAL' })
    expect(await db().resourceMetadata.count({ where: { clusterId: key.clusterId } })).toBe(1)
    expect(await failure(getDeletedTopic(ctx, key))).toMatchObject({ code: 'NOT_FOUND' })

    server.onAll(undefined)
    const second = await remove({ ...typed, force: true })
    expect(brief(second.steps)).toEqual(['SNAPSHOT DONE', 'BROKER broker-b DONE', 'NAME_SERVER DONE'])
    expect(deletes(fake)).toEqual([1, 1, 0, 0])
    expect(await getDeletedTopic(ctx, key)).toMatchObject({ remark: 'kept', brokerNames: ['broker-a', 'broker-b'] })
  })

  it('T-15: a master that was silent from the first moment is not passed over', async () => {
    const { fake, typed } = await registered()
    fake.broker('broker-b').server.onAll(silence)
    const result = await remove({ ...typed, force: true })
    expect(result.failed).toMatchObject([{ target: address(fake, 'broker-b') }])
  })

  it('a master that gives no answer to the deletion is unknown', async () => {
    const { fake, typed } = await registered()
    fake.broker('broker-b').server.on(DELETE, silence)
    const result = await remove(typed)
    expect(brief(result.steps)).toEqual(['BROKER broker-a DONE', 'BROKER broker-b UNKNOWN', 'NAME_SERVER DONE'])
    expect(result.unknown).toMatchObject([{ target: address(fake, 'broker-b') }])
  })

  it('no broker does it: an error with the lists and steps, and no name server is asked', async () => {
    const { fake, key, typed } = await registered()
    for (const { server } of fake.brokers) server.on(DELETE, refuse(ResponseCode.NO_PERMISSION, 'no matched policies'))
    const error = await failure(remove(typed))
    expect(error).toMatchObject({
      code: 'CLUSTER_REJECTED',
      facts: { broker: { remark: 'no matched policies' }, extra: { done: [], failed: [{}, {}], steps: [{}, {}] } },
    })
    expect(fake.nameServer.countOf(DELETE_ROUTE)).toBe(0)
    expect((await lastAudit(key.clusterId)).outcome).toMatchObject({ outcome: 'FAILED' })
  })

  it('a broker whose offsets could not be kept is left alone', async () => {
    const { fake, typed } = await registered({ groups: [backlog] })
    fake.broker('broker-b').server.on(RequestCode.GET_ALL_CONSUMER_OFFSET, refuse(ResponseCode.SYSTEM_ERROR, 'no'))
    const result = await remove(typed)
    expect(result.failed).toMatchObject([
      { target: address(fake, 'broker-b'), error: { detail: expect.stringContaining('could not be kept') } },
    ])
    expect(deletes(fake)).toEqual([1, 0, 0, 0])
  })

  it('a name server that fails keeps its order entry waiting; the same call finishes it although no broker has the topic', async () => {
    const { fake, key, typed } = await registered()
    fake.kvConfigs.set(ORDER_KEY, 'broker-a:8')
    fake.nameServer.on(DELETE_ROUTE, refuse(ResponseCode.SYSTEM_ERROR, 'not now'))
    const first = await remove(typed)
    expect(brief(first.steps)).toEqual([
      'BROKER broker-a DONE',
      'BROKER broker-b DONE',
      'NAME_SERVER FAILED',
      'ORDER_ENTRY NOT_STARTED',
    ])
    expect(first.failed).toMatchObject([{ target: fake.nameServers[0], error: { broker: { remark: 'not now' } } }])
    fake.nameServer.on(DELETE_ROUTE, reply())
    const second = await remove(typed)
    expect(brief(second.steps)).toEqual(['NAME_SERVER DONE', 'ORDER_ENTRY DONE'])
    expect(deletes(fake)).toEqual([1, 1, 0, 0])
    expect(await getDeletedTopic(ctx, key)).toMatchObject({ brokerNames: ['broker-a', 'broker-b'] })
  })
})

describe('T-15: another RocketMQ cluster behind the same name server', () => {
  async function withNeighbour() {
    const registration = await registered()
    const { fake } = registration
    const config = { readQueueNums: 8, writeQueueNums: 8, perm: 6, order: false, topicSysFlag: 0 }
    const held = { topicName, topicFilterType: 'SINGLE_TAG', attributes: {}, isStatic: false, ...config }
    const holder = (brokerName: string, clusterName: string, at: string) => ({
      ...{ brokerName, clusterName, addressById: new Map([[0, at]]), config: held },
    })
    const routes = [
      holder('broker-a', 'DefaultCluster', address(fake, 'broker-a')),
      holder('other-a', 'OtherCluster', '127.0.0.1:1'),
    ]
    fake.nameServer.on(RequestCode.GET_ROUTEINFO_BY_TOPIC, reply({ body: topicRouteBody(routes) }))
    fake.kvConfigs.set(ORDER_KEY, 'broker-a:8;other-a:8')
    return registration
  }

  it('keeps its route and its part of the order entry', async () => {
    const { fake, typed } = await withNeighbour()
    await remove(typed)
    const sent = fake.nameServer.requests.filter(({ code }) => code === DELETE_ROUTE)
    expect(sent.map(({ extFields }) => extFields)).toMatchObject([{ topic: topicName, clusterName: 'DefaultCluster' }])
    expect(fake.kvConfigs.get(ORDER_KEY)).toBe('other-a:8')
  })

  it('is not touched by a name server so old that it would take all routes', async () => {
    const { fake, typed } = await withNeighbour()
    const probe = RequestCode.GET_BROKER_CLUSTER_INFO
    const body = { brokerAddrTable: {}, clusterAddrTable: {} }
    for (const brokerName of ['broker-a', 'broker-b']) {
      const brokerAddrs = { 0: address(fake, brokerName) }
      Object.assign(body.brokerAddrTable, { [brokerName]: { cluster: 'DefaultCluster', brokerName, brokerAddrs } })
    }
    // 4.8.0
    fake.nameServer.on(probe, reply({ body: JSON.stringify(body), version: 373 }))
    const result = await remove(typed)
    expect(result.failed).toMatchObject([{ target: fake.nameServers[0], error: { code: 'NOT_SUPPORTED' } }])
    expect(fake.nameServer.countOf(DELETE_ROUTE)).toBe(0)
    expect(fake.kvConfigs.get(ORDER_KEY)).toBe('broker-a:8;other-a:8')
  })
})

it('T-16: over HTTP: 409 for a protected topic, 400 for a wrong name, 207 in part, 200 done', async () => {
  const { fake, key } = await registered()
  const { token } = await (await makePerson('operator')).makeToken()
  const send = (search: string) => callRoute(deleteTopicEndpoint, { token, params: key, search })
  await updateTopic(ctx, { ...key, deletionProtection: true })
  const refused = await send(`confirm=${topicName}`)
  expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'PROTECTED' }])
  await updateTopic(ctx, { ...key, deletionProtection: false })
  expect((await send('confirm=x')).status).toBe(400)
  const impact = await callRoute(getTopicImpactEndpoint, { token, params: key })
  expect([impact.status, await impact.json()]).toMatchObject([200, { dryRun: true, retained: '0' }])
  fake.broker('broker-b').server.on(DELETE, refuse(ResponseCode.SYSTEM_ERROR, 'no'))
  expect((await send(`confirm=${topicName}`)).status).toBe(207)
  fake.broker('broker-b').server.on(DELETE, reply())
  const done = await send(`confirm=${topicName}`)
  expect([done.status, await done.json()]).toMatchObject([200, { failed: [], unknown: [] }])
})

const bigintText = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)
