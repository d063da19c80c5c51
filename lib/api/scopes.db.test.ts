import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { listActiveAlarmsEndpoint, matchAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { ok } from '#lib/api/endpoint.ts'
import { endpoints } from '#lib/api/endpoints.ts'
import { callRoute, type RouteInput } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { getGroupEndpoint, listGroupsEndpoint } from '#lib/groups/api.ts'
import { groupSample } from '#lib/groups/testing/group-samples.ts'
import { getJobEndpoint, listJobItemsEndpoint, listJobsEndpoint } from '#lib/jobs/api.ts'
import { queryMessagesEndpoint, startExportEndpoint } from '#lib/messages/api.ts'
import { encodeCursor } from '#lib/messages/cursor.ts'
import { cursorScope } from '#lib/messages/search-query.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { queryMetricsEndpoint } from '#lib/monitoring/api.ts'
import { holdSample } from '#lib/monitoring/get-sample.ts'
import type { ClusterSample, GroupTopicSample } from '#lib/monitoring/sample.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { storeSamplePoints } from '#lib/monitoring/testing/store-sample-points.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { createSavedViewEndpoint, listSavedViewsEndpoint } from '#lib/saved-views/api.ts'
import { searchEndpoint } from '#lib/search/api.ts'
import { batchTopicsEndpoint, createTopicEndpoint, getTopicEndpoint, listTopicsEndpoint } from '#lib/topics/api.ts'
import { topicSample } from '#lib/topics/testing/hand-made-sample.ts'
import { updateTopic } from '#lib/topics/update-topic.ts'
import { contextOfStarter } from '#lib/users/context-of-starter.ts'
import type { Scope } from '#lib/users/schema.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'

useDatabase()

/** Stands in every name that the narrow people of this file may not see. */
const HIDDEN = 'foreign'
const topics = ['pay%orders', 'pay%refunds', 'risk%foreign-scores', 'foreign-plain']
const groups = [
  { groupName: 'pay%billing', subscriptions: ['pay%orders', 'risk%foreign-scores'], clients: ['10.0.0.1@1'] },
  { groupName: 'risk%foreign-scorer', subscriptions: ['pay%orders'], clients: ['10.0.0.2@foreign'] },
].map((group) => ({ ...group, offsets: { 'pay%orders': { 0: 0n } } }))
const ofGroups = groups.flatMap(({ groupName }) => [`%RETRY%${groupName}`, `%DLQ%${groupName}`])

let fake: FakeCluster
let clusterId = ''
/** Of the same brokers, in which the narrow people hold nothing. */
let foreignId = ''

beforeAll(async () => {
  fake = await startFakeCluster({ brokers: 2, topics: [...topics, ...ofGroups], groups })
  for (const topicName of [...topics, ...ofGroups]) {
    fake
      .broker('broker-a')
      .putMessage({ topicName, body: '{"a":1}', keys: 'k-1', uniqKey: '7F00000100002A9F1234000000000001' })
  }
  clusterId = (await registerCluster({ nameServers: fake.nameServers })).clusterId
  foreignId = (await registerCluster({ nameServers: fake.nameServers, name: `foreign-${randomUUID()}` })).clusterId
  const sample = sampleOf()
  holdSample(sample)
  await storeSample(sample, emptyMemory())
  await storeSamplePoints(sample)
  for (const [kind, name] of [
    ['topic', 'pay%orders'],
    ['topic', 'pay%refunds'],
    ['group', 'pay%billing'],
  ] as const) {
    await setMetadata({ clusterId, kind, name, patch: { labels: { team: 'pay' } }, by: 'test' })
  }
  await setMetadata({ clusterId, kind: 'namespace', name: 'risk-foreign', patch: { remark: 'theirs' }, by: 'test' })
  await makeAlarms()
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

function sampleOf(): ClusterSample {
  const at = new Date()
  const onTopic = (topicName: string, lag: bigint): GroupTopicSample => ({
    topicName,
    kind: 'SUBSCRIBED',
    isOnline: true,
    expressionType: 'TAG',
    expression: '*',
    lag: ok(lag, at),
    inflight: ok(0n, at),
    lagTimeMs: ok(Number(lag) * 1000, at),
    ackTps: ok(1, at),
    lastConsumedAt: ok(at, at),
    trend: null,
  })
  const billing = groupSample(
    'pay%billing',
    { lag: ok(107n, at), topics: [onTopic('pay%orders', 7n), onTopic('risk%foreign-scores', 100n)] },
    at,
  )
  const scorer = groupSample('risk%foreign-scorer', { lag: ok(50n, at), topics: [onTopic('pay%orders', 50n)] }, at)
  const readers = ['pay%billing', 'risk%foreign-scorer']
  const orders = { groupNames: readers, onlineGroups: ok(2, at), inTps: ok(3, at) }
  const samples = topics.map((topicName) =>
    topicSample({
      topicName,
      ...(topicName === 'pay%orders' && {
        ...orders,
        worstLag: { groupName: 'risk%foreign-scorer', lag: ok(50n, at), lagTimeMs: ok(50_000, at), trend: null },
      }),
    }),
  )
  return {
    clusterId,
    at,
    periodMs: 30_000,
    topics: new Map(samples.map((each) => [each.topicName, each])),
    groups: new Map([billing, scorer].map((each) => [each.groupName, each])),
    producers: [],
    partial: [],
  }
}

async function makeAlarms(): Promise<void> {
  const at = new Date()
  const rows = [
    { topicName: '', groupName: 'pay%billing' },
    { topicName: '', groupName: 'risk%foreign-scorer' },
    { topicName: '', groupName: '', brokerName: 'foreign-broker' },
  ]
  await db().alarmInstance.createMany({
    data: rows.map((names) => ({
      instanceId: randomUUID(),
      ruleId: 'rule',
      ruleName: 'Lag',
      level: names.groupName ? 'group' : 'broker',
      clusterId,
      objectKey: Object.values(names).join('\n'),
      ...names,
      state: 'FIRING',
      severity: 'CRITICAL',
      severityRank: 2,
      metric: 'lag',
      unit: 'messages',
      since: at,
      firedAt: at,
      lastSeenAt: at,
      judgedAt: at,
    })),
  })
}

const here = () => ({ clusters: { clusterIds: [clusterId] } })
/** Three ways to say the same topics and groups. */
const narrowings: [string, () => Scope][] = [
  ['namespace', () => ({ ...here(), namespaces: ['pay'] })],
  ['name pattern', () => ({ ...here(), topics: ['pay%*'], groups: ['pay%*'] })],
  ['label', () => ({ ...here(), labels: { team: 'pay' } })],
]

type Credentials = Pick<RouteInput, 'cookie' | 'token'>
async function credentialsOf(person: Person, by: 'session' | 'token'): Promise<Credentials> {
  return by === 'session' ? { cookie: await person.signIn() } : { token: (await person.makeToken()).token }
}

const params = (more: Record<string, string> = {}): Record<string, string> => ({
  clusterId,
  topicName: 'pay%orders',
  groupName: 'pay%billing',
  namespace: 'pay',
  brokerName: 'broker-a',
  brokerId: '0',
  messageId: '7F00000100002A9F1234000000000001',
  jobId: '1',
  scenario: 'decoupling',
  address: '127.0.0.1:1',
  cve: 'CVE-2023-33246',
  clientId: '10.0.0.1@1',
  snapshotId: 'snap_x',
  resetId: 'reset_x',
  diagnosisId: 'diag_x',
  linkId: 'x',
  roleName: 'x',
  resource: 'Topic:x',
  ...more,
})
/** What the reads of the console are asked with, where they need to be. */
const searches: Record<string, string> = {
  '/api/v1/search': `q=${HIDDEN.slice(0, 3)}&limit=50`,
  '/api/v1/clusters/{clusterId}/topics': 'include=system,retry,dlq&pageSize=500',
  '/api/v1/clusters/{clusterId}/groups': 'include=system&pageSize=500',
  '/api/v1/clusters/{clusterId}/messages/{messageId}': 'topic=pay%25orders',
  '/api/v1/clusters/{clusterId}/messages/{messageId}/consumption': 'topic=pay%25orders',
  '/api/v1/clusters/{clusterId}/metrics/top': 'metric=lag&scope=group&window=now',
  '/api/v1/clusters/{clusterId}/traces': 'key=k-1',
  '/api/v1/clusters/{clusterId}/history': 'kind=topic&name=pay%25orders',
}

const title = ({ method, path }: Endpoint) => `${method} ${path}`
const isStream = (endpoint: Endpoint) => /messages\/(search|tail)/.test(endpoint.path)
const reads = endpoints.filter(
  (endpoint) =>
    endpoint.method === 'GET' &&
    endpoint.permission !== 'public' &&
    !isStream(endpoint) &&
    !/openapi|docs/.test(endpoint.path),
)

describe.each(narrowings)('U-6: narrowed by %s', (_name, scopeOf) => {
  let cookie = ''
  beforeAll(async () => {
    cookie = await (await makePerson('operator', { scope: scopeOf() })).signIn()
  })
  const get = async (endpoint: Pick<Endpoint, 'path' | 'method'>, search = '', more = {}) =>
    (await callRoute(endpoint, { cookie, params: params(more), search })).json()

  it('lists and counts the topics and groups of the scope, and sums over these', async () => {
    const listed = await get(listTopicsEndpoint, 'include=retry,dlq')
    expect(listed.items.map(({ topicName }: { topicName: string }) => topicName).sort()).toEqual([
      '%DLQ%pay%billing',
      '%RETRY%pay%billing',
      'pay%orders',
      'pay%refunds',
    ])
    expect(listed.total).toBe(4)
    const orders = listed.items.find(({ topicName }: { topicName: string }) => topicName === 'pay%orders')
    expect(orders).toMatchObject({ groups: { value: { online: 1, all: 1 } }, worstLag: { groupName: 'pay%billing' } })
    const found = await get(listGroupsEndpoint)
    expect(found).toMatchObject({ total: 1, items: [{ groupName: 'pay%billing', lag: { value: '7' } }] })
    expect(found.namespaces).toEqual([{ namespace: 'pay', groups: 1 }])
  })

  it('finds nothing else in Cmd-K and in charts', async () => {
    expect((await get(searchEndpoint, `q=${HIDDEN}`)).items).toEqual([])
    expect((await get(searchEndpoint, 'q=billing')).items).toMatchObject([{ name: 'pay%billing' }])
    const to = new Date(Date.now() + 60_000)
    const body = { metric: 'lag', scope: 'group', pattern: '*', from: new Date(to.getTime() - 3_600_000), to }
    const chart = await (await callRoute(queryMetricsEndpoint, { cookie, params: params(), body })).json()
    expect(chart.series.map(({ labels }: { labels: object }) => labels)).toEqual([{ groupName: 'pay%billing' }])
    expect(chart.matched).toBe(1)
    const named = { ...body, pattern: undefined, objects: [{ groupName: 'risk%foreign-scorer' }] }
    expect(
      (await (await callRoute(queryMetricsEndpoint, { cookie, params: params(), body: named })).json()).series,
    ).toEqual([])
  })
})

describe('U-6: no read of the console names anything out of the scope', () => {
  let cookie = ''
  beforeAll(async () => {
    cookie = await (await makePerson('operator', { scope: { ...here(), namespaces: ['pay'] } })).signIn()
  })
  it.each(reads.map((endpoint) => [title(endpoint), endpoint] as const))(
    '%s names nothing out of it',
    async (_, endpoint) => {
      const response = await callRoute(endpoint, { cookie, params: params(), search: searches[endpoint.path] ?? '' })
      expect(response.status).toBeLessThan(500)
      expect(await response.text()).not.toContain(HIDDEN)
    },
  )
})

describe.each(['session', 'token'] as const)('U-6: out of scope, by %s', (by) => {
  let credentials: Credentials
  beforeAll(async () => {
    credentials = await credentialsOf(await makePerson('admin', { scope: { ...here(), namespaces: ['pay'] } }), by)
  })
  const answer = async (endpoint: Endpoint, names: Record<string, string>) => {
    const body = endpoint.body ? { body: {} } : {}
    const response = await callRoute(endpoint, { ...credentials, params: params(names), ...body })
    const text = (await response.text()).replaceAll(/"requestId":"[^"]*"/g, '')
    return {
      status: response.status,
      text: Object.values(names).reduce((all, name) => all.replaceAll(name, 'NAME'), text),
    }
  }
  const about = (param: string) => endpoints.filter(({ path }) => path.includes(`{${param}}`))
  test.each([
    ...about('topicName').map((endpoint) => [title(endpoint), endpoint, 'topicName', 'risk%foreign-scores'] as const),
    ...about('groupName').map((endpoint) => [title(endpoint), endpoint, 'groupName', 'risk%foreign-scorer'] as const),
  ])('%s answers like for one that does not exist', async (_title, endpoint, param, foreign) => {
    const there = await answer(endpoint, { [param]: foreign })
    const nowhere = await answer(endpoint, { [param]: 'risk%nothing' })
    expect(there).toEqual(nowhere)
    expect(there.status).toBe(404)
  })

  test('U-7: a cluster without a grant answers like one that does not exist', async () => {
    for (const endpoint of endpoints.filter(({ path }) => path.includes('{clusterId}'))) {
      const there = await answer(endpoint, { clusterId: foreignId })
      const nowhere = await answer(endpoint, { clusterId: 'rmq-zzzzzzzz' })
      expect([title(endpoint), there]).toEqual([title(endpoint), nowhere])
      expect(there.status).toBe(404)
    }
  })
})

it('U-6: a label that is removed is gone at the next request', async () => {
  const person = await makePerson('viewer', { scope: { ...here(), labels: { tier: 'gold' } } })
  const cookie = await person.signIn()
  const read = () => callRoute(getTopicEndpoint, { cookie, params: params() })
  const label = (labels: Record<string, string>) =>
    setMetadata({ clusterId, kind: 'topic', name: 'pay%orders', patch: { labels }, by: 'test' })
  expect((await read()).status).toBe(404)
  await label({ team: 'pay', tier: 'gold' })
  expect((await read()).status).toBe(200)
  await label({ team: 'pay' })
  expect((await read()).status).toBe(404)
})

it('U-6: by owner: me, and the groups that my provider names', async () => {
  const person = await makePerson('viewer', {
    scope: { ...here(), owner: ['me', 'myGroup'] },
    providerGroups: ['payments'],
  })
  const cookie = await person.signIn()
  const seen = async () => {
    const { items } = await (await callRoute(listTopicsEndpoint, { cookie, params: params() })).json()
    return items.map(({ topicName }: { topicName: string }) => topicName)
  }
  expect(await seen()).toEqual([])
  const own = (name: string, owner: string | null) =>
    setMetadata({ clusterId, kind: 'topic', name, patch: { owner }, by: 'test' })
  await own('pay%orders', person.name)
  await own('pay%refunds', 'payments')
  expect(await seen()).toEqual(['pay%orders', 'pay%refunds'])
  await own('pay%orders', null)
  await own('pay%refunds', null)
})

describe('attempts to leave the scope', () => {
  let cookie = ''
  const post = (endpoint: Endpoint, body: unknown, more: Partial<RouteInput> = {}) =>
    callRoute(endpoint, { cookie, params: params(), body, ...more })
  beforeAll(async () => {
    cookie = await (await makePerson('operator', { scope: { ...here(), namespaces: ['pay'] } })).signIn()
  })

  it('creating a name of others is refused the same whether there is one or not', async () => {
    const body = (topicName: string) => ({ topicName, type: 'NORMAL', queuesPerBroker: 1 })
    for (const name of ['risk%foreign-scores', 'risk%nothing']) {
      const response = await post(createTopicEndpoint, body(name))
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ permission: 'topic:create' })
    }
  })

  it('a batch plans nothing about what is not seen beyond its name', async () => {
    const body = { action: 'delete', topicNames: ['pay%refunds', 'risk%foreign-scores', 'risk%nothing'] }
    const preview = await (await post(batchTopicsEndpoint, body, { search: 'dryRun=true' })).json()
    const unknown = (name: string) =>
      preview.effects.filter(({ targets }: { targets: string[] }) => targets.includes(name))
    expect(unknown('risk%foreign-scores').map(({ kind }: { kind: string }) => kind)).toEqual(
      unknown('risk%nothing').map(({ kind }: { kind: string }) => kind),
    )
    const filtered = { action: 'delete', filter: { q: '*' } }
    const all = await (await post(batchTopicsEndpoint, filtered, { search: 'dryRun=true' })).text()
    expect(all).not.toContain(HIDDEN)
  })

  it('a stored answer of an Idempotency-Key is its actor’s alone', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const body = { topicName: 'pay%idempotent', type: 'NORMAL', queuesPerBroker: 1 }
    expect((await post(createTopicEndpoint, body, { headers })).status).toBe(201)
    const other = await (await makePerson('operator', { scope: { ...here(), namespaces: ['other'] } })).signIn()
    const again = await callRoute(createTopicEndpoint, { cookie: other, params: params(), body, headers })
    expect(again.status).toBe(403)
  })

  it('a job that goes on for its starter sees what the starter sees at that moment', async () => {
    const person = await makePerson('operator', { scope: { ...here(), labels: { team: 'pay' } } })
    const starter = { userId: person.userId, tokenId: null, address: null, agent: null, requestId: randomUUID() }
    const later = async () => contextOfStarter(starter, { signal: new AbortController().signal })
    const change = async (topicName: string) => {
      const ctx = await later()
      if (!ctx) throw new Error('the starter is active')
      return updateTopic(ctx, { clusterId, topicName, remark: 'x' })
    }
    await expect(change('pay%refunds')).resolves.toMatchObject({ failed: [], unknown: [] })
    await expect(change('risk%foreign-scores')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await setMetadata({ clusterId, kind: 'topic', name: 'pay%refunds', patch: { labels: {} }, by: 'test' })
    await expect(change('pay%refunds')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await setMetadata({ clusterId, kind: 'topic', name: 'pay%refunds', patch: { labels: { team: 'pay' } }, by: 'test' })
  })

  it('a job of somebody else is not seen, and a cursor of a search not gone on with', async () => {
    const boss = await (await makePerson('operator')).signIn()
    const body = { action: 'update', topicNames: ['risk%foreign-scores'], patch: { remark: 'x' } }
    const preview = await callRoute(batchTopicsEndpoint, {
      cookie: boss,
      params: params(),
      body,
      search: 'dryRun=true',
    })
    const { confirm } = await preview.json()
    const started = await callRoute(batchTopicsEndpoint, { cookie: boss, params: params(), body: { ...body, confirm } })
    const { jobId } = await started.json()
    expect((await callRoute(getJobEndpoint, { cookie: boss, params: params({ jobId }) })).status).toBe(200)
    expect((await callRoute(getJobEndpoint, { cookie, params: params({ jobId }) })).status).toBe(404)
    expect((await callRoute(listJobItemsEndpoint, { cookie, params: params({ jobId }) })).status).toBe(404)
    const jobs = await (await callRoute(listJobsEndpoint, { cookie, params: params() })).json()
    expect(jobs.total).toBe(0)
    const query = { topic: 'risk%foreign-scores', mode: 'newest' }
    const cursor = encodeCursor(cursorScope(clusterId), { query, position: undefined })
    const next = await callRoute(queryMessagesEndpoint, { cookie, params: params(), search: `cursor=${cursor}` })
    expect(next.status).toBe(404)
  })

  it('an export of messages of others is not there', async () => {
    const query = { topic: 'risk%foreign-scores', mode: 'newest' }
    const body = { query, format: 'ndjson', bodyMode: 'none' }
    expect((await post(startExportEndpoint, body)).status).toBe(404)
  })

  it('A-16: a rule is bound to what its author sees, and one of others is not seen', async () => {
    const rule = {
      clusters: { clusterIds: [clusterId] },
      level: 'group',
      selector: {},
      conditions: [
        {
          metric: 'lag',
          periodSeconds: 60,
          aggregate: 'last',
          operator: 'ge',
          thresholds: { warning: 1 },
        },
      ],
    }
    const match = await post(matchAlarmRuleEndpoint, { rule })
    expect(match.status).toBe(200)
    const matched = await match.json()
    expect(matched.items.map(({ object }: { object: { groupName: string } }) => object.groupName)).toEqual([
      'pay%billing',
    ])
    expect(matched.total).toBe(1)
    const active = await (await callRoute(listActiveAlarmsEndpoint, { cookie, params: params() })).json()
    expect(active).toMatchObject({ total: 1, counts: { firing: { critical: 1, warning: 0, info: 0 } } })
  })

  it('a shared view of somebody else, which may name what is foreign, is not shown', async () => {
    const boss = await (await makePerson('operator')).signIn()
    const view = {
      name: `v-${randomUUID()}`,
      viewId: 'topics',
      path: `/clusters/${clusterId}/topics`,
      query: 'q=foreign',
      layout: { order: [], hidden: [], shown: [], pinned: [], widths: {} },
      isShared: true,
    }
    expect((await callRoute(createSavedViewEndpoint, { cookie: boss, body: view })).status).toBe(201)
    const seen = await (await callRoute(listSavedViewsEndpoint, { cookie })).json()
    expect(seen.items).toEqual([])
  })

  it('a group shows no topic of others among its subscriptions', async () => {
    const group = await (await callRoute(getGroupEndpoint, { cookie, params: params() })).json()
    expect(group.topicRows.map(({ topicName }: { topicName: string }) => topicName)).toEqual(['pay%orders'])
    expect(group.lag.value).toBe('7')
  })
})
