import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { ok } from '#lib/api/endpoint.ts'
import { endpoints } from '#lib/api/endpoints.ts'
import { callRoute, type RouteInput } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { holdSample } from '#lib/monitoring/get-sample.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { storeSamplePoints } from '#lib/monitoring/testing/store-sample-points.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { encodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { handMadeSample, onTopic, sampledClient } from '#lib/topics/testing/hand-made-sample.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'

/*
 * Brokers, clients and producers choose their names, and a broker of 4.x takes nearly any. Each of these is run by a spreadsheet that
 * finds it at the start of a cell, and is markup where a page took it for that.
 */
useDatabase()

const MARKUP = '<img src=x onerror=alert(1)>'
const topicName = `=HYPERLINK("http://evil.example","x")${MARKUP}`
const groupName = `@SUM(1+1)*cmd|' /C calc'!A0${MARKUP}`
const clientId = `+1+1|${MARKUP}`
const producerGroup = `-2+3${MARKUP}`
const text = (sign: string) => `${sign}1+1"${MARKUP},\r\n=2`

let fake: FakeCluster
let admin: { token: string }
let params: Record<string, string>
let messageIds: string[] = []

beforeAll(async () => {
  const dlq = `%DLQ%${groupName}`
  fake = await startFakeCluster({
    topics: [topicName, dlq, `%RETRY%${groupName}`],
    groups: [{ groupName, clients: [clientId], subscriptions: [topicName], offsets: { [topicName]: { 0: 0n } } }],
    runtime: { brokerVersionDesc: text('='), bootTimestamp: text('@') },
    config: { brokerIP1: text('='), [`=${MARKUP}`]: text('-') },
  })
  const broker = fake.broker('broker-a')
  const user = { username: `=1+1${MARKUP}`, userType: 'Normal', userStatus: 'enable' }
  broker.server.on(RequestCode.AUTH_LIST_USER, reply({ body: JSON.stringify([user]) }))
  broker.server.on(RequestCode.AUTH_LIST_ACL, reply())
  broker.store.producers = [{ producerGroup, clientId }]
  const stored = [topicName, dlq].map((name) =>
    broker.putMessage({
      topicName: name,
      body: text('='),
      tags: '=tag',
      keys: `=key @${MARKUP}`,
      uniqKey: text('='),
      properties: {
        '=p': text('+'),
        '\r=q': text('@'),
        PGROUP: producerGroup,
        RETRY_TOPIC: topicName,
        ORIGIN_MESSAGE_ID: text('='),
      },
    }),
  )
  messageIds = stored.map(({ commitLogOffset }) => encodeOffsetMsgId(broker.address, commitLogOffset))
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, proxies: [] })
  params = { clusterId, topicName, groupName, roleName: user.username, clientId, messageId: messageIds[0] ?? '' }
  params = {
    ...params,
    brokerName: 'broker-a',
    brokerId: '0',
    scenario: 'decoupling',
    address: fake.nameServers[0] ?? '',
  }
  const now = new Date()
  const ctx = workerContext(new AbortController().signal)
  await checkNodes(ctx, { clusterId, now })
  const client = sampledClient(clientId, { groupName, version: text('='), language: text('@'), topics: [topicName] })
  const sample = {
    ...handMadeSample({
      topics: [{ topicName, groupNames: [groupName], onlineGroups: ok(1, now) }],
      groups: [
        {
          groupName,
          lag: ok(5n, now),
          deadLetters: ok(1n, now),
          topics: [onTopic(topicName)],
          onlineClients: [client],
        },
      ],
    }),
    producers: [{ ...client, kind: 'PRODUCER' as const, groupName: producerGroup }],
    clusterId,
    at: now,
  }
  holdSample(sample)
  await storeSample(sample, emptyMemory())
  await storeSamplePoints(sample)
  for (const [kind, name] of [
    ['topic', topicName],
    ['group', groupName],
  ] as const) {
    await setMetadata({
      clusterId,
      kind,
      name,
      patch: { remark: text('='), owner: '@ann', labels: { a: '=1' } },
      by: '=me',
    })
  }
  admin = await (await makePerson('admin')).makeToken()
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

const title = ({ method, path }: Endpoint) => `${method} ${path}`
const range = () => ({
  from: new Date(Date.now() - 3_600_000).toISOString(),
  to: new Date(Date.now() + 60_000).toISOString(),
})
/** What the file endpoints and some lists are asked with, where they need to be. */
const asked: Record<string, () => Pick<RouteInput, 'search' | 'body'>> = {
  'GET /api/v1/clusters/{clusterId}/topics': () => ({ search: 'include=system,retry,dlq' }),
  'GET /api/v1/clusters/{clusterId}/roles/access': () => ({ search: 'on=topic&name=orders' }),
  'GET /api/v1/clusters/{clusterId}/dead-letters/{groupName}/export': () => ({ search: 'format=csv&body=text' }),
  'POST /api/v1/clusters/{clusterId}/messages/exports/selection': () => ({
    body: { format: 'csv', bodyMode: 'text', messages: messageIds.map((messageId) => ({ messageId })) },
  }),
  'POST /api/v1/clusters/{clusterId}/metrics/query': () => ({
    search: 'format=csv',
    body: { metric: 'lag', scope: 'group', objects: [{ groupName }], ...range() },
  }),
  'POST /api/v1/audit/export': () => ({ body: { format: 'csv' } }),
}
const files = (endpoints as readonly Endpoint[]).filter(
  (endpoint) => endpoint.isExportable || title(endpoint) in asked || endpoint.responseTypes?.includes('text/csv'),
)
/** The audit comes last, for it tells of the others. That of a job needs one that has run; its writer is that of a selection. */
const inOrder = files
  .filter(({ path }) => !path.endsWith('/messages/exports/{jobId}'))
  .toSorted((a, b) => Number(a.path.includes('/audit/')) - Number(b.path.includes('/audit/')))

it('X-24: no cell of any CSV file is one that a spreadsheet runs', async () => {
  const hostile: string[] = []
  for (const endpoint of inOrder) {
    const { search = '', body } = asked[title(endpoint)]?.() ?? {}
    const inCsv = endpoint.isExportable ? [search, 'format=csv'].filter(Boolean).join('&') : search
    const response = await callRoute(endpoint, { ...admin, params, search: inCsv, ...(body !== undefined && { body }) })
    const csv = await response.text()
    expect([title(endpoint), response.status, csv.slice(0, 0)]).toEqual([title(endpoint), 200, ''])
    expect(response.headers.get('content-type')).toContain('text/csv')
    const records = parse(csv, { relax_column_count: false, relax_quotes: false }) as string[][] // without a header line
    const cells = records.flat()
    const run = cells.filter((cell) => /^[\s']*[=+\-@]/.test(cell) && !cell.startsWith("'"))
    expect([title(endpoint), run.filter((cell) => !/^-?\d+(\.\d+)?$/.test(cell))]).toEqual([title(endpoint), []])
    if (cells.some((cell) => cell.includes(MARKUP)))
      hostile.push(endpoint.path.replace('/api/v1/clusters/{clusterId}', ''))
  }
  // What they are made of has come through, or the files would be clean for another reason.
  expect(hostile.toSorted()).toEqual(
    [
      '/api/v1/audit/export',
      '/api/v1/clusters',
      '/brokers',
      '/clients',
      '/dead-letters',
      '/dead-letters/{groupName}/export',
      '/groups',
      '/groups/{groupName}/clients',
      '/messages/exports/selection',
      '/metrics/query',
      '/namespaces',
      '/nodes',
      '/producers',
      '/roles',
      '/topics',
      '/topics/{topicName}/producers',
      '/topics/{topicName}/queues',
      '/topics/{topicName}/subscriptions',
    ].toSorted(),
  )
})

it('X-18: whatever brokers say, no answer of the API can be taken for a page', async () => {
  const hostile: string[] = []
  const isPage = ({ path }: Endpoint) => path === '/api/v1/docs'
  const reads = (endpoints as readonly Endpoint[]).filter(
    (endpoint) =>
      endpoint.method === 'GET' && !endpoint.responseTypes?.includes('text/event-stream') && !isPage(endpoint),
  )
  for (const endpoint of reads) {
    const response = await callRoute(endpoint, { ...admin, params, ...asked[title(endpoint)]?.() })
    const { headers } = response
    const type = headers.get('content-type')?.split(';')[0] ?? 'none'
    expect([title(endpoint), type]).toEqual([
      title(endpoint),
      expect.stringMatching(/^(application\/(json|problem\+json|x-ndjson|octet-stream)|text\/csv|none)$/),
    ])
    expect([title(endpoint), headers.get('x-content-type-options')]).toEqual([title(endpoint), 'nosniff'])
    if ((await response.text()).includes('onerror=alert(1)') && response.status === 200) hostile.push(title(endpoint))
  }
  expect(hostile.length).toBeGreaterThan(20)
  const body = await callRoute(
    { method: 'GET', path: '/api/v1/clusters/{clusterId}/messages/{messageId}/body' },
    { ...admin, params },
  )
  expect(Object.fromEntries(body.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': expect.stringMatching(/^attachment; filename="[\w.-]+\.bin"$/),
    'content-security-policy': "default-src 'none'; sandbox",
  })
})
