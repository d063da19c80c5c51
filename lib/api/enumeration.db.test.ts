import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { endpoints } from '#lib/api/endpoints.ts'
import { callRoute, type RouteInput } from '#lib/api/testing/call-route.ts'
import { sampleInput } from '#lib/api/testing/sample-input.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { holdSample } from '#lib/monitoring/get-sample.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { storeSamplePoints } from '#lib/monitoring/testing/store-sample-points.ts'
import { enqueueNotices } from '#lib/notifications/enqueue-notices.ts'
import { makeNotice } from '#lib/notifications/testing/notices.ts'
import { encodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { handMadeSample, onTopic, sampledClient } from '#lib/topics/testing/hand-made-sample.ts'
import { makePerson } from '#lib/users/testing/people.ts'

useDatabase()

/** In each pair the first is there, out of sight, and the second is not. */
type Pair = readonly [there: string, nowhere: string]
const topics: Pair = ['risk%real', 'risk%none']
const groups: Pair = ['risk%real', 'risk%none']
const namespaces: Pair = ['risk', 'none']
const clients: Pair = ['10.0.0.2@real', '10.0.0.2@none']
const uniqKeys: Pair = ['7F00000100002A9F1234000000000002', '7F00000100002A9F1234000000000009']
const ownKey = '7F00000100002A9F1234000000000001'
const ids: Record<string, Pair> = {}
/** Offset id of a dead letter that is in sight. */
let letterId = ''

let fake: FakeCluster
let clusterId = ''
let boss = ''
let narrow = ''
/** Of another cluster. */
let elsewhere = ''
const everyQueue = Object.fromEntries(Array.from({ length: 8 }, (_, queueId) => [queueId, 0n]))
const own = { topicName: 'pay%orders', groupName: 'pay%billing' }

beforeAll(async () => {
  const names = ['pay%orders', '%DLQ%pay%billing', 'risk%real', '%RETRY%risk%real', '%DLQ%risk%real']
  fake = await startFakeCluster({
    brokers: 1,
    topics: names,
    groups: [
      {
        groupName: 'pay%billing',
        subscriptions: ['pay%orders', 'risk%real'],
        offsets: { 'pay%orders': everyQueue, 'risk%real': everyQueue },
      },
      {
        groupName: 'risk%real',
        subscriptions: ['risk%real'],
        offsets: { 'risk%real': everyQueue, 'pay%orders': everyQueue },
        clients: [clients[0]],
      },
    ],
  })
  const broker = fake.broker('broker-a')
  broker.putMessage({ topicName: 'pay%orders', body: '{}', uniqKey: ownKey })
  const letter = broker.putMessage({ topicName: '%DLQ%pay%billing', body: '{}' })
  letterId = encodeOffsetMsgId(broker.address, letter.commitLogOffset)
  const stored = broker.putMessage({ topicName: 'risk%real', body: '{}', keys: 'k-real', uniqKey: uniqKeys[0] })
  clusterId = (await registerCluster({ nameServers: fake.nameServers })).clusterId
  const sample = {
    ...handMadeSample({
      topics: names.map((topicName) => ({ topicName, groupNames: [topicName.replace('orders', 'billing')] })),
      groups: [
        { groupName: 'pay%billing', topics: [onTopic('pay%orders')] },
        { groupName: 'risk%real', topics: [onTopic('risk%real')], onlineClients: [sampledClient(clients[0])] },
      ],
    }),
    clusterId,
    at: new Date(),
  }
  holdSample(sample)
  await storeSample(sample, emptyMemory())
  await storeSamplePoints(sample)
  boss = await (await makePerson('admin')).signIn()
  narrow = await (
    await makePerson('admin', { scope: { clusters: { clusterIds: [clusterId] }, namespaces: ['pay'] } })
  ).signIn()
  const other = await registerCluster()
  elsewhere = await (await makePerson('admin', { scope: { clusters: { clusterIds: [other.clusterId] } } })).signIn()
  const offset = stored.commitLogOffset
  ids.messageId = [encodeOffsetMsgId(broker.address, offset), encodeOffsetMsgId(broker.address, offset + 7n)]
  await makeObjects()
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

/** One of each kind that has an id, about what is out of sight. */
async function makeObjects(): Promise<void> {
  const make = async (method: 'POST', path: string, body?: object, search?: string) => {
    const params = { clusterId, groupName: 'risk%real', topicName: 'risk%real' }
    const response = await callRoute({ method, path }, { cookie: boss, params, body, ...(search && { search }) })
    expect(response.status, await response.clone().text()).toBeLessThan(300)
    return (await response.json()) as Record<string, string> & { rule: { ruleId: string }; auditId: string }
  }
  const inCluster = '/api/v1/clusters/{clusterId}'
  const batch = { action: 'update', topicNames: ['risk%real'], patch: { remark: 'x' } }
  const { confirm } = await make('POST', `${inCluster}/topics/batch`, batch, 'dryRun=true')
  const { jobId = '' } = await make('POST', `${inCluster}/topics/batch`, { ...batch, confirm })
  ids.jobId = [jobId, '999999']
  const { linkId = '' } = await make('POST', `${inCluster}/messages/links`, { query: 'topic=risk%25real&mode=newest' })
  ids.linkId = [linkId, 'nothing']
  const { snapshotId = '' } = await make('POST', `${inCluster}/groups/{groupName}/offset-snapshots`)
  ids.snapshotId = [snapshotId, 'snap_nothing']
  const { diagnosisId = '' } = await make('POST', `${inCluster}/groups/{groupName}/diagnoses`)
  ids.diagnosisId = [diagnosisId, 'diag_nothing']
  const target = { kind: 'EARLIEST' }
  const { previewId = '' } = await make('POST', `${inCluster}/groups/{groupName}/offsets/preview`, { target })
  const { resetId = '' } = await make('POST', `${inCluster}/groups/{groupName}/offsets/reset`, {
    previewId,
    reason: 'x',
  })
  ids.resetId = [resetId, 'reset_nothing']
  const condition = { metric: 'lag', operator: 'ge', thresholds: { warning: 1 } }
  const rule = { name: 'Lag', clusters: { clusterIds: [clusterId] }, level: 'group', conditions: [condition] }
  ids.ruleId = [(await make('POST', '/api/v1/alarms/rules', rule)).rule.ruleId, randomUUID()]
  ids.instanceId = [randomUUID(), randomUUID()]
  const at = new Date()
  const names = { topicName: '', groupName: 'risk%real' }
  await db().alarmInstance.create({
    data: {
      instanceId: ids.instanceId[0],
      ruleId: ids.ruleId[0],
      ruleName: 'Lag',
      level: 'group',
      clusterId,
      ...names,
      objectKey: Object.values(names).join('\n'),
      state: 'FIRING',
      severity: 'CRITICAL',
      severityRank: 2,
      metric: 'lag',
      unit: 'messages',
      since: at,
      firedAt: at,
      lastSeenAt: at,
      judgedAt: at,
    },
  })
  const scope = { clusterId, object: { kind: 'glob', pattern: 'risk%real' } }
  const endsAt = new Date(Date.now() + 3_600_000)
  const { silenceId = '' } = await make('POST', '/api/v1/alarms/silences', { scope, endsAt, reason: 'x' })
  ids.silenceId = [silenceId, randomUUID()]
  const channel = { name: 'hook', config: { kind: 'WEBHOOK', url: 'https://93.184.216.34/' }, inDefaultPolicy: true }
  const { channelId = '' } = await make('POST', '/api/v1/alarms/channels', channel)
  ids.channelId = [channelId, randomUUID()]
  const notice = makeNotice({ clusterId, instanceId: ids.instanceId[0], object: { groupName: 'risk%real' } })
  await db().$transaction((tx) => enqueueNotices(tx, [notice], at))
  const { deliveryId } = await db().noticeDelivery.findFirstOrThrow()
  ids.deliveryId = [deliveryId, randomUUID()]
  const layout = { order: [], hidden: [], shown: [], pinned: [], widths: {} }
  const view = { name: 'v', viewId: 'topics', path: `/clusters/${clusterId}/topics`, query: '', layout, isShared: true }
  const { savedViewId = '' } = await make('POST', '/api/v1/saved-views', view)
  ids.savedViewId = [savedViewId, randomUUID()]
  const asked = { name: 't', permissionSet: 'viewer', expiresAt: endsAt }
  const { tokenId = '' } = await make('POST', '/api/v1/tokens', asked)
  ids.tokenId = [tokenId, randomUUID()]
  ids.sessionId = [(await db().session.findFirstOrThrow({ orderBy: { createdAt: 'asc' } })).id, randomUUID()]
  const row = await db().auditEvent.findFirstOrThrow({ where: { targetName: 'risk%real' } })
  ids.auditId = [row.auditId, randomUUID()]
}

const title = ({ method, path }: Endpoint) => `${method} ${path}`

/** An answer without what differs from one request to the next, and without the name that was asked for. */
async function answerOf(endpoint: Endpoint, input: RouteInput, name: string) {
  const response = await callRoute(endpoint, input)
  const text = (await response.text())
    .replaceAll(/"(requestId|durationMs|elapsedMs|revision)":("[^"]*"|\d+)/g, '')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME')
  const headers = ['content-type', 'content-length', 'set-cookie'].map((key) => response.headers.get(key))
  return {
    status: response.status,
    text: text.replaceAll(name, 'NAME').replaceAll(encodeURIComponent(name), 'NAME'),
    headers,
  }
}

/** Requests that brokers and name server got about a name. */
function askedAbout(name: string): number {
  const servers = [fake.nameServer, ...fake.brokers.map(({ server }) => server)]
  return servers
    .flatMap(({ requests }) => requests)
    .filter(({ extFields, body }) => Object.values(extFields).includes(name) || body.includes(name)).length
}

/** The two answers of a pair are one; nothing that takes time is done for either. */
async function expectSame(endpoint: Endpoint, pair: Pair, inputOf: (name: string) => RouteInput): Promise<number> {
  const before = pair.map(askedAbout)
  const [there, nowhere] = await Promise.all(pair.map((name) => answerOf(endpoint, inputOf(name), name)))
  expect([title(endpoint), there]).toEqual([title(endpoint), nowhere])
  expect([title(endpoint), there?.status]).not.toEqual([title(endpoint), 500])
  expect([title(endpoint), pair.map(askedAbout)]).toEqual([title(endpoint), before])
  return there?.status ?? 0
}

/** Where a question is needed beside the id. */
const questionOf: Record<string, string> = {
  'GET /api/v1/clusters/{clusterId}/messages/{messageId}/verify': 'groupName=pay%25billing',
  'GET /api/v1/clusters/{clusterId}/clients/{clientId}/running-info': 'group=pay%25billing',
  'GET /api/v1/clusters/{clusterId}/clients/{clientId}/stack': 'group=pay%25billing',
}

/** What ids stand in paths, and of which no answer depends on whether there is one. */
const kinds = [
  ...['jobId', 'linkId', 'snapshotId', 'diagnosisId', 'resetId', 'ruleId', 'instanceId', 'silenceId', 'deliveryId'],
  ...['channelId', 'savedViewId', 'tokenId', 'sessionId', 'auditId', 'messageId', 'namespace', 'clientId'],
]
const pairOf = (kind: string): Pair =>
  ({ namespace: namespaces, clientId: clients })[kind] ?? ids[kind] ?? ['not made', 'not made']

describe.each([
  ['out of the namespaces', () => narrow],
  ['of another cluster', () => elsewhere],
] as const)('U-6 U-7: an id %s', (_who, cookieOf) => {
  test.each(kinds)('%s tells nobody whether there is one', async (kind) => {
    const about = endpoints.filter(({ path }: Endpoint) => path.includes(`{${kind}}`)) as readonly Endpoint[]
    expect(about.length).toBeGreaterThan(0)
    for (const endpoint of about) {
      const status = await expectSame(endpoint, pairOf(kind), (id) => ({
        cookie: cookieOf(),
        params: { clusterId, ...own, [kind]: id, brokerName: 'broker-a', brokerId: '0' },
        ...(endpoint.body && { body: sampleInput(endpoint.body) }),
        ...(questionOf[title(endpoint)] && { search: questionOf[title(endpoint)] }),
      }))
      expect([title(endpoint), [403, 404]]).toEqual([title(endpoint), expect.arrayContaining([status])])
    }
  })
})

const range = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() + 60_000).toISOString() }
const query = (values: Record<string, string>) => ({ search: new URLSearchParams(values).toString() })
const dryRun = { search: 'dryRun=true' }
const metric = (level: 'topic' | 'group', name: string) => ({
  metric: level === 'topic' ? 'inTps' : 'lag',
  scope: level,
  ...range,
  objects: [level === 'topic' ? { topicName: name } : { groupName: name }],
})
const ruleOn = (selector: object) => ({
  clusters: { clusterIds: [clusterId] },
  level: 'group',
  selector,
  conditions: [{ metric: 'lag', operator: 'ge', thresholds: { warning: 1 } }],
})
const wholeBatch = (action: object) => ({ source: '/x', ...action })
const ownMessage = { messageId: ownKey }
const ofLetter = (topicName: string) => ({ to: 'TOPIC', topicName, again: true })
/** Names that stand in a question or a body: of a topic, or of a group. */
const named: [string, Pair | (() => Pair), (name: string) => RouteInput][] = [
  ['GET /messages', topics, (topic) => query({ topic, mode: 'newest' })],
  ['GET /messages', topics, (topic) => query({ topic, mode: 'key', key: 'k-real' })],
  ['POST /messages/search', topics, (topic) => ({ body: { topic, mode: 'newest' } })],
  ['GET /messages/tail', topics, (name) => query({ topics: name })],
  ['POST /messages/filter-tests', topics, (topic) => ({ body: { topic, filter: 'true' } })],
  ['POST /messages/exports', topics, (topic) => ({ body: { query: { topic, mode: 'newest' }, format: 'csv' } })],
  ['GET /messages/{messageId}', topics, (topic) => query({ topic })],
  ['GET /messages/{messageId}/body', topics, (topic) => query({ topic })],
  ['GET /messages/{messageId}/consumption', topics, (topic) => query({ topic })],
  ['GET /offset-at', topics, (topic) => query({ topic, at: range.from })],
  ['GET /timers', topics, (topic) => query({ topic })],
  ['GET /transactions', topics, (topic) => query({ topic })],
  ['GET /traces', topics, (topic) => query({ topic, key: 'k-real' })],
  ['GET /history', topics, (name) => query({ kind: 'topic', name })],
  ['GET /history', groups, (name) => query({ kind: 'group', name })],
  ['GET /history', namespaces, (name) => query({ kind: 'namespace', name })],
  ['GET /topology', topics, (topic) => query({ topic })],
  ['GET /topology', groups, (group) => query({ group })],
  ['GET /metrics/events', topics, (topic) => query({ ...range, topic })],
  ['GET /metrics/events', groups, (group) => query({ ...range, group })],
  ['POST /metrics/query', topics, (name) => ({ body: metric('topic', name) })],
  ['POST /metrics/query', groups, (name) => ({ body: metric('group', name) })],
  ['GET /topics', topics, (q) => query({ q })],
  ['GET /topics', groups, (group) => query({ group })],
  ['GET /groups', groups, (q) => query({ q })],
  ['POST /live-groups', groups, (name) => ({ body: { groupNames: [name] } })],
  ['GET /clients', clients, (q) => query({ q })],
  ['GET /namespaces', namespaces, (q) => query({ q })],
  ['GET /connect/snippet', topics, (topic) => query({ topic, language: 'GO', what: 'SEND_NORMAL' })],
  ['GET /connect/snippet', groups, (group) => query({ group, language: 'GO', what: 'PUSH' })],
  ['POST /topics', topics, (topicName) => ({ body: { topicName, type: 'NORMAL', queuesPerBroker: 1 } })],
  ['POST /groups', groups, (groupName) => ({ body: { groupName } })],
  ['POST /namespaces', namespaces, (namespace) => ({ body: { namespace } })],
  ['POST /topics/batch', topics, (name) => ({ ...dryRun, body: wholeBatch({ action: 'delete', topicNames: [name] }) })],
  ['POST /groups/batch', groups, (name) => ({ ...dryRun, body: wholeBatch({ action: 'delete', groupNames: [name] }) })],
  [
    'POST /topics/batch',
    topics,
    (name) => ({
      ...dryRun,
      body: wholeBatch({
        action: 'create',
        format: 'ndjson',
        text: JSON.stringify({ topicName: name, type: 'NORMAL', queuesPerBroker: 1 }),
      }),
    }),
  ],
  [
    'POST /groups/batch',
    groups,
    (name) => ({
      ...dryRun,
      body: wholeBatch({ action: 'create', format: 'ndjson', text: JSON.stringify({ groupName: name }) }),
    }),
  ],
  [
    'POST /groups/{groupName}/offsets/preview',
    groups,
    (groupName) => ({ body: { target: { kind: 'GROUP', groupName } } }),
  ],
  [
    'POST /groups/{groupName}/offsets/preview',
    topics,
    (name) => ({ body: { target: { kind: 'LATEST' }, scope: { topicNames: [name] } } }),
  ],
  [
    'POST /dead-letters/{groupName}/resend',
    topics,
    (topicName) => ({ body: { messageId: letterId, ...ofLetter(topicName) } }),
  ],
  [
    'POST /dead-letters/{groupName}/resend-jobs',
    topics,
    (name) => ({ ...dryRun, body: wholeBatch({ messageIds: [letterId], ...ofLetter(name) }) }),
  ],
  [
    'GET /messages/{messageId}/verify',
    groups,
    (groupName) => ({ params: ownMessage, ...query({ topic: 'pay%orders', groupName }) }),
  ],
  [
    'POST /messages/{messageId}/verify',
    groups,
    (groupName) => ({ params: ownMessage, ...query({ topic: 'pay%orders' }), body: { groupName } }),
  ],
  [
    'GET /messages/{messageId}/consumption',
    groups,
    (group) => ({ params: ownMessage, ...query({ topic: 'pay%orders', group }) }),
  ],
  ['GET /clients/{clientId}', groups, (group) => query({ group })],
  ['GET /clients/{clientId}/running-info', groups, (group) => query({ group })],
  ['GET /clients/{clientId}/stack', groups, (group) => query({ group })],
  [
    'POST /api/v1/alarms/instances/acknowledge',
    () => ids.instanceId as Pair,
    (id) => ({ body: { instanceIds: [id] } }),
  ],
  [
    'POST /api/v1/alarms/silences',
    () => ids.instanceId as Pair,
    (id) => ({ body: { scope: { instanceId: id }, reason: 'x' } }),
  ],
  ['POST /api/v1/alarms/rules/match', () => ids.ruleId as Pair, (ruleId) => ({ body: { rule: ruleOn({}), ruleId } })],
  ['GET /api/v1/search', topics, (q) => query({ q })],
  ['GET /api/v1/search', uniqKeys, (q) => query({ q })],
  ['GET /api/v1/access/explain', topics, (name) => query({ permission: 'topic:read', clusterId, kind: 'topic', name })],
  ['GET /api/v1/alarms/active', groups, (q) => query({ q })],
  ['GET /api/v1/alarms/history', groups, (q) => query({ q })],
  ['GET /api/v1/alarms/deliveries', groups, (q) => query({ q })],
  ['GET /api/v1/audit', topics, (targetName) => query({ targetName })],
  ['POST /api/v1/alarms/rules/match', groups, (name) => ({ body: { rule: ruleOn({ names: [name] }) } })],
  [
    'POST /api/v1/alarms/silences/preview',
    groups,
    (pattern) => ({ body: { scope: { clusterId, object: { kind: 'glob', pattern } }, reason: 'x' } }),
  ],
]

describe('U-6: a name in a question', () => {
  it.each(named)('%s', async (where, pair, inputOf) => {
    const [method, path = ''] = where.split(' ')
    const full = path.startsWith('/api/') ? path : `/api/v1/clusters/{clusterId}${path}`
    const endpoint = endpoints.find((each) => each.method === method && each.path === full) as Endpoint | undefined
    if (!endpoint) throw new Error(`there is no ${where}`)
    const params = { ...own, messageId: uniqKeys[0], clientId: clients[0] }
    const status = await expectSame(endpoint, typeof pair === 'function' ? pair() : pair, (name) => {
      const input = inputOf(name)
      return { cookie: narrow, ...input, params: { ...params, ...input.params, clusterId } }
    })
    // What is asked is well-formed, or the two would be alike for another reason.
    if (status === 400) expect(where).toBe('POST /groups/{groupName}/offsets/preview')
  })
})

/** Verbs and reads of one group, by path below it. */
const inGroup = (path: string) => `/api/v1/clusters/{clusterId}/groups/{groupName}${path}`

it('U-6: a group in sight tells nothing of topics out of sight that it reads, whoever has reset or diagnosed it', async () => {
  const made: Record<string, string> = {}
  const ask = async (cookie: string, method: 'GET' | 'POST', path: string, body?: object) => {
    const params = { clusterId, ...own, ...made }
    const response = await callRoute({ method, path: inGroup(path) }, { cookie, params, ...(body && { body }) })
    const text = await response.text()
    expect(response.status, `${method} ${path}: ${text}`).toBeLessThan(300)
    if (cookie === narrow) expect([path, text.replaceAll('risk%real', 'OUT OF SIGHT')]).toEqual([path, text])
    for (const name of ['snapshotId', 'previewId', 'resetId', 'diagnosisId']) {
      const value = (JSON.parse(text) as Record<string, string | undefined>)[name]
      if (value !== undefined) made[name] = value
    }
    return text
  }
  for (const cookie of [boss, narrow]) {
    const shown = await ask(cookie, 'POST', '/offset-snapshots')
    if (cookie === boss) expect(shown).toContain('risk%real')
    await ask(narrow, 'POST', '/offset-snapshots/{snapshotId}/preview')
    await ask(cookie, 'POST', '/offsets/preview', { target: { kind: 'LATEST' } })
    await ask(cookie, 'POST', '/offsets/reset', { previewId: made.previewId, reason: 'x' })
    await ask(boss, 'POST', '/diagnoses')
    for (const path of ['/offset-snapshots', '/offsets/resets', '/offsets/resets/{resetId}', '/diagnoses'])
      await ask(narrow, 'GET', path)
  }
  for (const path of ['', '/progress', '/retry', '/subscriptions', '/impact', '/clients'])
    await ask(narrow, 'GET', path)
})
