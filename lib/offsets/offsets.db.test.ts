import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import type { ClusterInput } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import { clusterSample, groupSample } from '#lib/groups/testing/group-samples.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { hangUp, late, refuse, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import type { FakeGroupParts } from '#lib/rocketmq/testing/fake-group.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { previewOffsetResetEndpoint, resetOffsetsEndpoint } from './api.ts'
import { getOffsetReset } from './get-offset-reset.ts'
import { listOffsetResets } from './list-offset-resets.ts'
import { listOffsetSnapshots } from './list-offset-snapshots.ts'
import { previewOffsetReset } from './preview-offset-reset.ts'
import { resetOffsets } from './reset-offsets.ts'
import type { ResetScope, ResetTarget } from './schema.ts'
import { takeOffsetSnapshot } from './take-offset-snapshot.ts'
import { verifyDueResets } from './verify-reset.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const groupName = 'billing'
const retryTopic = '%RETRY%billing'
const topics = [
  { topicName: 'orders', readQueueNums: 2, writeQueueNums: 2 },
  { topicName: 'other', readQueueNums: 1, writeQueueNums: 1 },
  { topicName: retryTopic, readQueueNums: 1, writeQueueNums: 1 },
  { topicName: '%RETRY%someone', readQueueNums: 1, writeQueueNums: 1 },
  { topicName: '%DLQ%billing', readQueueNums: 1, writeQueueNums: 1 },
]
const committed = { orders: { 0: 4n, 1: 6n }, [retryTopic]: { 0: 1n } }
const serverSide = { config: { useServerSideResetOffset: 'true' } }
const running = { clients: ['c-1'], subscriptions: ['orders', retryTopic] }
const T = Date.parse('2026-11-20T12:00:00.000Z')

async function registered(
  group: Partial<FakeGroupParts> = {},
  options: FakeClusterOptions = serverSide,
  parts: Partial<ClusterInput> = {},
) {
  const groups = [
    { groupName, offsets: committed, ...group },
    { groupName: 'model', offsets: { orders: { 0: 9n }, other: { 0: 2n } } },
  ]
  const fake = await startFakeCluster({ brokers: 2, topics, groups, ...options })
  onTestFinished(() => fake.stop())
  for (const broker of fake.brokers) {
    for (let index = 0; index < 10; index++) {
      for (const queueId of [0, 1]) {
        broker.putMessage({ topicName: 'orders', queueId, body: '{}', storeTimestamp: new Date(T + index * 1_000) })
      }
      broker.putMessage({ topicName: 'other', body: '{}' })
      broker.putMessage({ topicName: retryTopic, body: '{}' })
    }
  }
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500, ...parts })
  const preview = (target: ResetTarget, scope: ResetScope = {}) =>
    previewOffsetReset(ctx, { clusterId, groupName, scope, target })
  const reset = (previewId: string, reason?: string) => resetOffsets(ctx, { clusterId, groupName, previewId, reason })
  return { fake, clusterId, preview, reset }
}

const held = (fake: FakeCluster, topicName = 'orders') =>
  fake.brokers.map(({ store }) => store.groups.get(groupName)?.offsets[topicName])
const writes = (fake: FakeCluster) =>
  fake.brokers.map(({ server }) =>
    [RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, RequestCode.UPDATE_CONSUMER_OFFSET].map((code) => server.countOf(code)),
  )
const nothing = [
  [0, 0],
  [0, 0],
]
async function failure(attempt: Promise<unknown>): Promise<AppError> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw new Error('It did not fail as it should', { cause: error })
}
const audits = (clusterId: string) =>
  db().auditEvent.findMany({ where: { clusterId, action: 'offset.reset' }, include: { outcome: true } })

describe('preview', () => {
  it('G-16: says of every queue where it stands, where it goes and what that means, and touches nothing', async () => {
    const { fake, preview } = await registered()
    const shown = await preview({ kind: 'LATEST' })
    expect(shown).toMatchObject({
      mechanism: 'BROKER',
      onlineClients: 0,
      totals: { queues: 4, skips: 20n, repeats: 0n },
      warnings: [{ code: 'SKIPS', params: { messages: '20', queues: 4 } }],
      command: expect.stringContaining('skipAccumulatedMessage'),
    })
    expect(shown.queues[0]).toMatchObject({
      topicName: 'orders',
      brokerName: 'broker-a',
      queueId: 0,
      minOffset: 0n,
      maxOffset: 10n,
      currentOffset: 4n,
      targetOffset: 10n,
      effect: 'SKIPS',
      count: 6n,
      storeTimestamp: null,
    })
    expect(writes(fake)).toEqual(nothing)
  })

  it('G-15: a time is the first message stored at or after it, with its store time', async () => {
    const { preview } = await registered()
    const shown = await preview({ kind: 'TIME', at: new Date(T + 2_500) })
    expect(shown.queues.map(({ targetOffset, storeTimestamp }) => [targetOffset, storeTimestamp?.getTime()])).toEqual(
      [0, 1, 2, 3].map(() => [3n, T + 3_000]),
    )
    expect(shown.totals).toMatchObject({ repeats: 8n, skips: 0n })
  })

  it('a broker that answers the nearest message is read beside it', async () => {
    const { fake, preview } = await registered({}, {})
    const wrong: Record<string, number> = { '0': 8, '1': 1 }
    for (const { server } of fake.brokers) {
      server.on(RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, ({ extFields }) =>
        reply({ extFields: { offset: String(wrong[extFields.queueId ?? ''] ?? 0) } }),
      )
    }
    const shown = await preview({ kind: 'TIME', at: new Date(T + 4_000) })
    expect(shown.queues.map(({ targetOffset }) => targetOffset)).toEqual([4n, 4n, 4n, 4n])
  })

  it('a time before the oldest message is the earliest, and that is said; one after the newest is the end', async () => {
    const { preview } = await registered()
    const early = await preview({ kind: 'TIME', at: new Date(T - 60_000) })
    expect(early.queues.map(({ targetOffset, note }) => [targetOffset, note])).toEqual(
      [0, 1, 2, 3].map(() => [0n, 'OLDER_THAN_OLDEST']),
    )
    const late = await preview({ kind: 'TIME', at: new Date(T + 60_000) })
    expect(late.queues.map(({ targetOffset, note }) => [targetOffset, note])).toEqual(
      [0, 1, 2, 3].map(() => [10n, 'NO_MESSAGE_SINCE']),
    )
  })

  it('refuses a time that has not come', async () => {
    const { preview } = await registered()
    expect(await failure(preview({ kind: 'TIME', at: new Date(Date.now() + 60_000) }))).toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'body.target.at', rule: 'notInFuture' }] },
    })
  })

  it.each([
    ['a topic that is not there', 'nowhere', 'unknownTopic'],
    ["another group's retry topic", '%RETRY%someone', 'foreignTopic'],
    ['its dead letters', '%DLQ%billing', 'foreignTopic'],
  ])('refuses %s', async (_, topicName, rule) => {
    const { preview } = await registered()
    expect(await failure(preview({ kind: 'LATEST' }, { topicNames: [topicName] }))).toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ rule }] },
    })
  })

  it('G-10: refuses a broadcast group with the reason, online or not', async () => {
    const broadcast = { ...running, messageModel: 'BROADCASTING' }
    const online = await registered(broadcast)
    expect(await failure(online.preview({ kind: 'LATEST' }))).toMatchObject({
      code: 'CONFLICT',
      facts: { reason: 'BROADCAST' },
    })
    const offline = await registered()
    await storeSample(
      clusterSample(offline.clusterId, [groupSample(groupName, { model: 'BROADCASTING' })]),
      emptyMemory(),
    )
    expect(await failure(offline.preview({ kind: 'LATEST' }))).toMatchObject({ facts: { reason: 'BROADCAST' } })
  })

  it('G-30: refuses a system group before any broker is asked', async () => {
    const { fake, clusterId } = await registered()
    const before = fake.requestCount
    const input = { clusterId, groupName: 'CID_RMQ_SYS_x' }
    expect(await failure(previewOffsetReset(ctx, { ...input, scope: {}, target: { kind: 'LATEST' } }))).toMatchObject({
      code: 'CONFLICT',
      facts: { reason: 'SYSTEM_GROUP' },
    })
    expect(await failure(resetOffsets(ctx, { ...input, previewId: 'x' }))).toMatchObject({
      facts: { reason: 'SYSTEM_GROUP' },
    })
    expect(fake.requestCount).toBe(before)
    expect(await audits(clusterId)).toMatchObject([{ targetName: 'CID_RMQ_SYS_x' }])
  })

  it('refuses while a broker of the scope is paused; says how to reset the others', async () => {
    const { fake, preview, reset } = await registered()
    await preview({ kind: 'LATEST' })
    fake.broker('broker-b').server.pause()
    expect(await failure(preview({ kind: 'LATEST' }))).toMatchObject({
      code: 'CONFLICT',
      facts: { reason: 'BROKER_SILENT', extra: { silentBrokers: ['broker-b'], answeringBrokers: ['broker-a'] } },
    })
    const rest = await preview({ kind: 'LATEST' }, { brokerNames: ['broker-a'] })
    expect(rest.warnings).toContainEqual({ code: 'ONLY_BROKERS', params: { brokers: 'broker-b' } })
    expect(new Set(rest.queues.map(({ brokerName }) => brokerName))).toEqual(new Set(['broker-a']))
    await reset(rest.previewId)
    expect(held(fake)).toEqual([
      { 0: 10n, 1: 10n },
      { 0: 4n, 1: 6n },
    ])
  })
})

describe('reset', () => {
  it('G-16 G-17: what was shown is what is there; a snapshot is kept, and undo goes exactly back', async () => {
    const { fake, clusterId, preview, reset } = await registered()
    const shown = await preview({ kind: 'TIME', at: new Date(T + 2_000) })
    const done = await reset(shown.previewId, 'wrong price')
    expect(done).toMatchObject({ failed: [], unknown: [], mechanism: 'BROKER', reason: 'wrong price' })
    expect(done.queues.map(({ outcome, consumerOffset }) => [outcome, consumerOffset])).toEqual(
      shown.queues.map(({ targetOffset }) => ['APPLIED', targetOffset]),
    )
    expect(held(fake)).toEqual([
      { 0: 2n, 1: 2n },
      { 0: 2n, 1: 2n },
    ])
    const { items } = await listOffsetSnapshots(ctx, { clusterId, groupName, page: 1, pageSize: 50 })
    expect(items).toMatchObject([{ snapshotId: done.snapshotId, why: 'RESET', by: 'worker' }])
    const back = await preview({ kind: 'SNAPSHOT', snapshotId: done.snapshotId ?? '' })
    expect(back.totals).toEqual({ queues: 4, skips: 12n, repeats: 0n })
    const undone = await reset(back.previewId)
    expect(undone.queues.every(({ outcome }) => outcome === 'APPLIED')).toBe(true)
    expect(held(fake)).toEqual([committed.orders, committed.orders])
    expect((await listOffsetResets(ctx, { clusterId, groupName, page: 1, pageSize: 50 })).items).toMatchObject([
      { target: { kind: 'SNAPSHOT' }, outcomes: { APPLIED: 4 } },
      { target: { kind: 'TIME' }, reason: 'wrong price' },
    ])
    expect(await audits(clusterId)).toMatchObject([
      { targetName: groupName, permission: 'offset:reset', outcome: { outcome: 'SUCCESS' } },
      { outcome: { outcome: 'SUCCESS' } },
    ])
  })

  it('G-16: a commit between preview and apply: PREVIEW_STALE, nothing written, no snapshot', async () => {
    const { fake, clusterId, preview, reset } = await registered()
    const shown = await preview({ kind: 'LATEST' })
    fake.broker('broker-b').store.putGroup({ groupName, offsets: { ...committed, orders: { 0: 5n, 1: 6n } } })
    expect(await failure(reset(shown.previewId))).toMatchObject({ code: 'PREVIEW_STALE', facts: { reason: 'OFFSETS' } })
    expect(writes(fake)).toEqual(nothing)
    expect(await db().offsetSnapshot.count({ where: { clusterId } })).toBe(0)
    expect(await db().offsetReset.count({ where: { clusterId } })).toBe(0)
    expect(await audits(clusterId)).toMatchObject([{ outcome: { outcome: 'FAILED' } }])
  })

  it('messages that came since the preview are not skipped', async () => {
    const { fake, preview, reset } = await registered()
    const shown = await preview({ kind: 'LATEST' })
    for (const broker of fake.brokers) broker.putMessage({ topicName: 'orders', queueId: 0, body: '{}' })
    await reset(shown.previewId)
    expect(held(fake)).toEqual([
      { 0: 10n, 1: 10n },
      { 0: 10n, 1: 10n },
    ])
  })

  it('a running group: targets are worked out anew and are those of the answer', async () => {
    const { fake, preview, reset } = await registered(running)
    const shown = await preview({ kind: 'SHIFT', by: -2n }, { topicNames: ['orders'] })
    expect(shown.queues[0]).toMatchObject({ currentOffset: 4n, targetOffset: 2n })
    for (const { store } of fake.brokers) {
      store.putGroup({ groupName, ...running, offsets: { ...committed, orders: { 0: 7n, 1: 6n } } })
    }
    const done = await reset(shown.previewId)
    expect(done.queues[0]).toMatchObject({ currentOffset: 7n, targetOffset: 5n, outcome: 'APPLIED' })
    expect(held(fake)[0]).toEqual({ 0: 5n, 1: 4n })
  })

  it('a client that comes between preview and apply makes it stale', async () => {
    const { fake, preview, reset } = await registered()
    const shown = await preview({ kind: 'LATEST' })
    fake.broker('broker-a').store.putGroup({ groupName, offsets: committed, ...running })
    expect(await failure(reset(shown.previewId))).toMatchObject({ code: 'PREVIEW_STALE', facts: { reason: 'CLIENTS' } })
    expect(writes(fake)).toEqual(nothing)
  })

  it('is applied once, by whom it was shown, within five minutes', async () => {
    const { fake, clusterId, preview, reset } = await registered()
    const shown = await preview({ kind: 'LATEST' })
    const stranger = await (await makePerson('admin')).context()
    expect(await failure(resetOffsets(stranger, { clusterId, groupName, previewId: shown.previewId }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    const outcomes = await Promise.allSettled([reset(shown.previewId), reset(shown.previewId)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await failure(reset(shown.previewId))).toMatchObject({ code: 'PREVIEW_STALE', facts: { reason: 'USED' } })
    expect(writes(fake)).toEqual([
      [2, 0],
      [2, 0],
    ])
    const late = await preview({ kind: 'EARLIEST' })
    await db().offsetPreview.update({ where: { previewId: late.previewId }, data: { expiresAt: new Date() } })
    expect(await failure(reset(late.previewId))).toMatchObject({ facts: { reason: 'EXPIRED' } })
  })

  it('needs a reason in production', async () => {
    const { fake, preview, reset } = await registered({}, serverSide, { environment: 'production' })
    const shown = await preview({ kind: 'LATEST' })
    expect(await failure(reset(shown.previewId))).toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'body.reason', rule: 'required' }] },
    })
    expect(writes(fake)).toEqual(nothing)
    expect(await reset(shown.previewId, 'poison message')).toMatchObject({ reason: 'poison message' })
  })

  it('refuses on a read-only cluster', async () => {
    const { fake, preview, reset } = await registered({}, serverSide, { readOnly: true })
    const shown = await preview({ kind: 'LATEST' })
    expect(await failure(reset(shown.previewId))).toMatchObject({ code: 'READ_ONLY' })
    expect(writes(fake)).toEqual(nothing)
  })

  it('G-30: refuses a reader: audited, no broker call', async () => {
    const { fake, clusterId } = await registered()
    const before = fake.requestCount
    const cookie = await (await makePerson('viewer')).signIn()
    const params = { clusterId, groupName }
    for (const [endpoint, body] of [
      [resetOffsetsEndpoint, { previewId: 'x' }],
      [previewOffsetResetEndpoint, { target: { kind: 'LATEST' } }],
    ] as const) {
      const response = await callRoute(endpoint, { params, body, cookie })
      expect(response.status).toBe(403)
      const found = await db().auditEvent.findMany({
        where: { requestId: response.headers.get('x-request-id') ?? '' },
        include: { outcome: true },
      })
      expect(found).toMatchObject([{ targetName: groupName, outcome: { outcome: 'REFUSED' } }])
    }
    expect(fake.requestCount).toBe(before)
  })

  it('a broker that refuses is told with its words; the others are done, and so is the rest of the record', async () => {
    const { fake, clusterId, preview, reset } = await registered()
    const shown = await preview({ kind: 'LATEST' })
    const { server } = fake.broker('broker-b')
    server.on(
      RequestCode.INVOKE_BROKER_TO_RESET_OFFSET,
      refuse(ResponseCode.SYSTEM_ERROR, 'Can not reset offset in slave broker'),
    )
    const done = await reset(shown.previewId)
    expect(done.done).toHaveLength(2)
    expect(done.failed).toMatchObject([
      {
        target: 'broker-b/0/orders',
        error: { broker: { responseCodeName: 'SYSTEM_ERROR', remark: 'Can not reset offset in slave broker' } },
      },
      { target: 'broker-b/1/orders' },
    ])
    expect(done.queues.map(({ outcome }) => outcome)).toEqual(['APPLIED', 'APPLIED', 'FAILED', 'FAILED'])
    expect(await audits(clusterId)).toMatchObject([{ outcome: { outcome: 'PARTIAL' } }])
  })

  it('no answer is unknown, and is read again, never sent again', async () => {
    const { fake, clusterId, preview, reset } = await registered()
    const shown = await preview({ kind: 'LATEST' }, { brokerNames: ['broker-a'] })
    const { server, store } = fake.broker('broker-a')
    server.on(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, hangUp)
    const error = await failure(reset(shown.previewId))
    expect(error).toMatchObject({ code: 'CLUSTER_TIMEOUT', facts: { extra: { done: [], failed: [] } } })
    expect(writes(fake)[0]).toEqual([2, 0])
    const resetId = String(error.facts.extra?.resetId)
    expect((await getOffsetReset(ctx, { clusterId, groupName, resetId })).queues[0]).toMatchObject({
      outcome: 'UNKNOWN',
    })
    store.putGroup({ groupName, offsets: { orders: { 0: 10n, 1: 6n } } })
    await verifyDueResets(ctx, new Date(Date.now() + 3_500))
    const later = await getOffsetReset(ctx, { clusterId, groupName, resetId })
    expect(later.queues.map(({ outcome }) => outcome)).toEqual(['APPLIED', 'UNKNOWN'])
    expect(writes(fake)[0]).toEqual([2, 0])
  })

  it('where nothing was ever committed a commit comes first, so that a restarted broker still knows', async () => {
    const { fake, preview, reset } = await registered({ offsets: {} })
    const shown = await preview({ kind: 'EARLIEST' }, { topicNames: ['orders'] })
    expect(shown.queues[0]).toMatchObject({ currentOffset: null, note: 'NEVER_CONSUMED' })
    expect(shown.warnings).toContainEqual({ code: 'NO_UNDO_NEVER_CONSUMED', params: { count: 4 } })
    const done = await reset(shown.previewId)
    expect(done.snapshotId).toBeNull()
    expect(writes(fake)).toEqual([
      [2, 2],
      [2, 2],
    ])
  })
})

describe('mechanism', () => {
  it('G-18: a broker that does not reset by itself gets commits while nobody is online', async () => {
    const { fake, preview, reset } = await registered({}, {})
    const shown = await preview({ kind: 'LATEST' })
    expect(shown.mechanism).toBe('COMMIT')
    expect(shown.warnings).toContainEqual({ code: 'COMMITTED', params: { brokers: 'broker-a, broker-b' } })
    await reset(shown.previewId)
    expect(writes(fake)).toEqual([
      [0, 2],
      [0, 2],
    ])
    expect(held(fake)[1]).toEqual({ 0: 10n, 1: 10n })
  })

  it('G-18: the first commit of a group in a topic goes alone, for of two at once a broker may lose one', async () => {
    const { fake, preview, reset } = await registered({ offsets: {} }, {}, { requestTimeoutMs: 5_000 })
    const { server } = fake.broker('broker-a')
    const first = Promise.withResolvers<void>()
    server.on(RequestCode.UPDATE_CONSUMER_OFFSET, late(first.promise, reply()))
    const shown = await preview({ kind: 'LATEST' }, { topicNames: ['orders'] })
    const resetting = reset(shown.previewId)
    // The other broker, which answers, gets both meanwhile.
    await fake.broker('broker-b').server.received(2, RequestCode.UPDATE_CONSUMER_OFFSET)
    await server.received(1, RequestCode.UPDATE_CONSUMER_OFFSET)
    expect(server.countOf(RequestCode.UPDATE_CONSUMER_OFFSET)).toBe(1)
    first.resolve()
    await resetting
    expect(server.countOf(RequestCode.UPDATE_CONSUMER_OFFSET)).toBe(2)
  })

  it('G-18: and pushes to clients that are online; pushed is not applied', async () => {
    const { fake, clusterId, preview, reset } = await registered(running, {})
    const shown = await preview({ kind: 'LATEST' })
    expect(shown.mechanism).toBe('CLIENTS')
    expect(shown.warnings).toContainEqual({ code: 'PUSHED', params: { clients: 1, brokers: 'broker-a, broker-b' } })
    const done = await reset(shown.previewId)
    expect(writes(fake)).toEqual([
      [1, 0],
      [1, 0],
    ])
    expect(done.queues.map(({ outcome }) => outcome)).toEqual(['WAITING', 'WAITING', 'WAITING', 'WAITING'])
    for (const { store } of fake.brokers) {
      store.putGroup({ groupName, ...running, offsets: { orders: { 0: 10n, 1: 10n } } })
    }
    await verifyDueResets(ctx, new Date(Date.now() + 11_000))
    const { queues } = await getOffsetReset(ctx, { clusterId, groupName, resetId: done.resetId })
    expect(queues.map(({ outcome }) => outcome)).toEqual(['APPLIED', 'APPLIED', 'APPLIED', 'APPLIED'])
  })

  it.each<[string, Partial<FakeGroupParts>, ResetTarget, ResetScope, string]>([
    ['a shift', running, { kind: 'SHIFT', by: 1n }, {}, 'ONLINE_WHOLE_TOPICS'],
    [
      'a single queue',
      running,
      { kind: 'LATEST' },
      { queues: [{ topicName: 'orders', brokerName: 'broker-a', queueId: 0 }] },
      'ONLINE_WHOLE_TOPICS',
    ],
    [
      'a queue without a commit',
      { ...running, offsets: { orders: { 0: 1n } } },
      { kind: 'LATEST' },
      {},
      'ONLINE_NEVER_COMMITTED',
    ],
    ['gRPC clients', { ...running, clients: ['host@1@0@abcdef'] }, { kind: 'LATEST' }, {}, 'ONLINE_GRPC'],
  ])('refuses to push %s', async (_, group, target, scope, reason) => {
    const { preview } = await registered(group, {})
    expect(await failure(preview(target, scope))).toMatchObject({ code: 'CONFLICT', facts: { reason } })
  })

  it('does not take silence for nobody: without the word of a proxy nothing is committed directly', async () => {
    const proxies = [{ name: 'proxy-1', grpc: '127.0.0.1:1', remoting: '127.0.0.1:1' }]
    const old = await registered({}, {}, { proxies })
    expect(await failure(old.preview({ kind: 'LATEST' }))).toMatchObject({ facts: { reason: 'CLIENTS_UNKNOWN' } })
    const recent = await registered({}, serverSide, { proxies })
    expect((await recent.preview({ kind: 'LATEST' })).warnings).toContainEqual({
      code: 'CLIENTS_UNKNOWN',
      params: { servers: 'proxy-1' },
    })
  })

  it('each broker in its own way: the weakest stands for all', async () => {
    const { fake, preview, reset } = await registered({}, {})
    fake.broker('broker-b').server.on(RequestCode.GET_BROKER_CONFIG, reply({ body: 'useServerSideResetOffset=true\n' }))
    const shown = await preview({ kind: 'LATEST' })
    expect(shown.mechanism).toBe('COMMIT')
    expect(shown.queues.map(({ mechanism }) => mechanism)).toEqual(['COMMIT', 'COMMIT', 'BROKER', 'BROKER'])
    await reset(shown.previewId)
    expect(writes(fake)).toEqual([
      [0, 2],
      [2, 0],
    ])
  })
})

describe('verification', () => {
  it('G-19: who commits afterwards overwrites it, and the offset is shown', async () => {
    const { fake, clusterId, preview, reset } = await registered({}, {})
    const { resetId } = await reset((await preview({ kind: 'LATEST' })).previewId)
    fake.broker('broker-a').store.putGroup({ groupName, ...running, offsets: { orders: { 0: 5n, 1: 10n } } })
    await verifyDueResets(ctx, new Date(Date.now() + 3_500))
    const { queues } = await getOffsetReset(ctx, { clusterId, groupName, resetId })
    expect(queues.slice(0, 2)).toMatchObject([
      { outcome: 'OVERWRITTEN', consumerOffset: 5n, targetOffset: 10n },
      { outcome: 'APPLIED', consumerOffset: 10n },
    ])
  })

  it('runs three times and ends, whoever looks; two at once read once', async () => {
    const { fake, clusterId, preview, reset } = await registered()
    const { resetId } = await reset((await preview({ kind: 'LATEST' })).previewId)
    const reads = () => fake.broker('broker-a').server.countOf(RequestCode.GET_ALL_CONSUMER_OFFSET)
    const before = reads()
    const at = (ms: number) => new Date(Date.now() + ms)
    await Promise.all([verifyDueResets(ctx, at(3_500)), verifyDueResets(ctx, at(3_500))])
    expect(reads()).toBe(before + 1)
    await verifyDueResets(ctx, at(10_500))
    await verifyDueResets(ctx, at(30_500))
    await verifyDueResets(ctx, at(90_000))
    expect(reads()).toBe(before + 3)
    expect((await getOffsetReset(ctx, { clusterId, groupName, resetId })).nextCheckAt).toBeNull()
  })

  it('a broker that is silent then changes no verdict', async () => {
    const { fake, clusterId, preview, reset } = await registered()
    const { resetId } = await reset((await preview({ kind: 'LATEST' })).previewId)
    fake.broker('broker-a').server.pause()
    await verifyDueResets(ctx, new Date(Date.now() + 3_500))
    const { queues } = await getOffsetReset(ctx, { clusterId, groupName, resetId })
    expect(queues[0]).toMatchObject({ outcome: 'APPLIED', consumerOffset: 10n })
  })
})

describe('scope and copies', () => {
  it('G-20: one queue set to an offset: only it moves', async () => {
    const { fake, clusterId, preview, reset } = await registered()
    const queue = { topicName: 'orders', brokerName: 'broker-b', queueId: 1 }
    const shown = await preview({ kind: 'OFFSETS', offsets: [{ ...queue, queueOffset: 7n }] })
    expect(shown.command).toContain('-q 1 -s 0 -o 7')
    await reset(shown.previewId)
    expect(held(fake)).toEqual([committed.orders, { 0: 4n, 1: 7n }])
    // So an undo takes back this queue alone.
    const { items } = await listOffsetSnapshots(ctx, { clusterId, groupName, page: 1, pageSize: 50 })
    expect(items.map(({ offsets }) => offsets)).toEqual([[{ ...queue, consumerOffset: 6n }]])
    expect(writes(fake)).toEqual([
      [0, 0],
      [1, 0],
    ])
  })

  it('G-20: copies another group; what that has not is left out, and the old offsets are a snapshot', async () => {
    const { fake, clusterId, preview, reset } = await registered()
    const shown = await preview({ kind: 'GROUP', groupName: 'model' })
    expect(shown.warnings).toContainEqual({ code: 'LEFT_OUT_NOT_IN_GROUP', params: { count: 2 } })
    await reset(shown.previewId)
    expect(held(fake)[0]).toEqual({ 0: 9n, 1: 6n })
    expect(held(fake, 'other')[0]).toEqual({ 0: 2n })
    const { items } = await listOffsetSnapshots(ctx, { clusterId, groupName, page: 1, pageSize: 50 })
    expect(items).toMatchObject([{ why: 'COPY' }])
  })

  it('G-20: its retry topic only when named', async () => {
    const { fake, preview, reset } = await registered()
    expect((await preview({ kind: 'LATEST' })).queues.every(({ topicName }) => topicName === 'orders')).toBe(true)
    const shown = await preview({ kind: 'LATEST' }, { topicNames: [retryTopic] })
    await reset(shown.previewId)
    expect(held(fake, retryTopic)).toEqual([{ 0: 10n }, { 0: 10n }])
    expect(held(fake)[0]).toEqual(committed.orders)
  })

  it.each([
    [{ queues: [{ topicName: 'orders', brokerName: 'broker-a', queueId: 9 }] }, 'unknownQueue'],
    [{ brokerNames: ['broker-z'] }, 'unknownBroker'],
  ])('refuses %o', async (scope, rule) => {
    const { preview } = await registered()
    expect(await failure(preview({ kind: 'LATEST' }, scope))).toMatchObject({ facts: { fields: [{ rule }] } })
  })

  it('G-17: keeps offsets when somebody asks, and goes back to them', async () => {
    const { fake, clusterId, preview, reset } = await registered()
    const snapshot = await takeOffsetSnapshot(ctx, { clusterId, groupName })
    expect(snapshot).toMatchObject({ why: 'MANUAL', by: 'worker', offsets: expect.anything() })
    expect(snapshot.offsets).toHaveLength(6)
    await reset((await preview({ kind: 'EARLIEST' })).previewId)
    const back = await preview({ kind: 'SNAPSHOT', snapshotId: snapshot.snapshotId })
    await reset(back.previewId)
    expect(held(fake)).toEqual([committed.orders, committed.orders])
    expect(await failure(preview({ kind: 'SNAPSHOT', snapshotId: 'snap_of_nobody' }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('X-7: the largest offset there is stays what it is', async () => {
    const { fake, preview, reset } = await registered()
    const queueOffset = 9_223_372_036_854_775_806n
    for (const { store } of fake.brokers) store.putEnds('orders', 0, { maxOffset: queueOffset + 1n })
    const queue = { topicName: 'orders', brokerName: 'broker-a', queueId: 0 }
    await reset((await preview({ kind: 'OFFSETS', offsets: [{ ...queue, queueOffset }] })).previewId)
    expect(held(fake)[0]).toEqual({ 0: queueOffset, 1: 6n })
  })
})
