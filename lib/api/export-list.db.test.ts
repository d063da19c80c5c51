import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { endpoints } from '#lib/api/endpoints.ts'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { cellOf, importLines, labelsOf, listOfNames } from '#lib/jobs/import-lines.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { listTopicsEndpoint } from '#lib/topics/api.ts'
import { updateTopic } from '#lib/topics/update-topic.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
let token: string
beforeAll(async () => {
  token = (await (await makePerson('viewer')).makeToken()).token
})

async function registered(options: FakeClusterOptions) {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const download = (search: string) => callRoute(listTopicsEndpoint, { params: { clusterId }, search, token })
  return { fake, clusterId, download }
}

/** An answer of all brokers: one of them may be late on a busy machine, and then the answer says so. */
const whole = (download: (search: string) => Promise<Response>, search: string) =>
  vi.waitFor(async () => {
    const response = await download(search)
    const text = await response.text()
    expect(response.headers.get('x-partial')).toBeNull()
    if (response.headers.get('content-type') === 'application/json')
      expect(JSON.parse(text)).not.toHaveProperty('partial')
    return { status: response.status, headers: response.headers, text }
  })

/** RFC 4180, with the apostrophes taken off again that hold formulas back. */
function readCsv(text: string): Record<string, string>[] {
  const records: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g
  for (let match = cell.exec(text); match && match.index < text.length; match = cell.exec(text)) {
    const value = match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"')
    records.at(-1)?.push(/^'[\s']*[=+\-@]/.test(value) ? value.slice(1) : value)
    if (match[3] === '\r\n') records.push([])
  }
  const [head = [], ...rows] = records.filter((record) => record.length > 0)
  return rows.map((row) => {
    expect(row).toHaveLength(head.length)
    return Object.fromEntries(head.map((name, index) => [name, row[index] ?? '']))
  })
}

describe('a list as a file', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `orders-${String(i).padStart(5, '0')}`)

  it('X-24: CSV and NDJSON of a filtered list of 10,000 hold every row of the filter once, whatever the page', async () => {
    const { download } = await registered({ topics: [...names, 'other'] })
    const csv = await whole(download, 'format=csv&q=orders&sort=-topicName&page=3&pageSize=50')
    expect(csv.status).toBe(200)
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="topics-[\dTZ-]+\.csv"$/)
    expect(csv.headers.get('x-total-count')).toBe('10000')
    expect(readCsv(csv.text).map((row) => row.topicName)).toEqual(names.toReversed())

    const ndjson = await whole(download, 'format=ndjson&q=orders')
    const lines = ndjson.text.trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { topicName: string }).topicName)).toEqual(names)
    const page = JSON.parse((await whole(download, 'q=orders-00000')).text) as { items: unknown[] }
    expect(JSON.parse(lines[0] ?? '')).toEqual(page.items[0])
  })

  it('X-24: `=1+1` is written as text; commas, quotes and line ends survive', async () => {
    const { clusterId, download } = await registered({ topics: ['a', 'b', 'c', 'd'] })
    const remarks = { a: '=1+1', b: 'say "hi", then\r\ngo', c: "'=kept", d: '普通, text' }
    for (const [topicName, remark] of Object.entries(remarks)) await updateTopic(ctx, { clusterId, topicName, remark })
    await updateTopic(ctx, { clusterId, topicName: 'a', labels: { team: 'pay', note: 'x;y=z' }, owner: '@ann' })
    const text = await (await download('format=csv')).text()
    expect(text).toContain(",'=1+1,")
    expect(text).not.toMatch(/(^|,)"?[=+@]/m)
    const rows = readCsv(text)
    expect(Object.fromEntries(rows.map((row) => [row.topicName, row.remark]))).toEqual(remarks)
    expect(rows[0]).toMatchObject({
      topicName: 'a',
      type: 'NORMAL',
      queuesPerBroker: '8',
      brokerNames: 'broker-a;broker-b',
      permission: 'RW',
      labels: 'note=x\\;y=z;team=pay',
      owner: '@ann',
      // Nobody has sampled it: not known, so not 0.
      inTps: '?',
      'groups.all': '?',
    })
  })

  it('X-24: the CSV of topics can be read back by the import', async () => {
    const { clusterId, download } = await registered({ topics: ['a', 'b'] })
    const labels = { team: 'pay', note: 'x;y=z' }
    await updateTopic(ctx, { clusterId, topicName: 'a', remark: '=1+1, "x"', labels, owner: '@ann' })
    const lines = importLines('csv', await (await download('format=csv')).text())
    expect(lines.map(({ values }) => values && cellOf(values, 'topicName'))).toEqual(['a', 'b'])
    const values = lines[0]?.values ?? {}
    expect(cellOf(values, 'remark')).toBe('=1+1, "x"')
    expect(cellOf(values, 'owner')).toBe('@ann')
    expect(labelsOf(cellOf(values, 'labels'))).toEqual(labels)
    expect(listOfNames(cellOf(values, 'brokerNames'))).toEqual(['broker-a', 'broker-b'])
    expect(cellOf(values, 'queuesPerBroker')).toBe('8')
  })

  it('X-24: what is missing is named in the file, in its name and in a header', async () => {
    const { fake, download } = await registered({ topics: ['a'] })
    const silent = fake.broker('broker-b')
    const { address } = silent
    await silent.server.stop()
    const csv = await download('format=csv')
    expect(csv.headers.get('x-partial')).toBe(`${address} CLUSTER_UNREACHABLE`)
    expect(csv.headers.get('content-disposition')).toContain('-partial.csv')
    const last = readCsv(await csv.text()).at(-1)
    expect(last?.topicName).toContain(`# partial: ${address} (broker-b) CLUSTER_UNREACHABLE`)
    const lines = (await (await download('format=ndjson')).text()).trimEnd().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ partial: [{ address, code: 'CLUSTER_UNREACHABLE' }] })
  })

  it('X-12: times of a CSV follow the zone, those of NDJSON are UTC', async () => {
    const { clusterId, download } = await registered({ topics: ['a'] })
    await updateTopic(ctx, { clusterId, topicName: 'a', remark: 'x' })
    const { createdAt } = JSON.parse(await (await download('format=ndjson')).text()) as { createdAt: string }
    const rowIn = async (zone: string) => readCsv(await (await download(`format=csv&timeZone=${zone}`)).text())[0]
    const local = (await rowIn('Asia/Kolkata'))?.createdAt ?? ''
    expect(local).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+05:30$/)
    expect(new Date(local).toISOString()).toBe(createdAt)
    expect((await rowIn('UTC'))?.createdAt).toBe(createdAt)
    expect((await download('format=csv&timeZone=Mars')).status).toBe(400)
  })

  it('asks a broker no more than the list does, and leaves a row in the audit', async () => {
    const { fake, clusterId, download } = await registered({ topics: names.slice(0, 600) })
    const response = await download('format=csv')
    await response.text()
    expect(fake.broker('broker-a').server.countOf(RequestCode.GET_ALL_TOPIC_CONFIG)).toBe(1)
    const found = await db().auditEvent.findUnique({
      where: { auditId: response.headers.get('x-audit-id') ?? '' },
      include: { outcome: true },
    })
    expect(found).toMatchObject({
      action: 'topic.export',
      clusterId,
      targetKind: 'list',
      targetName: 'topics',
      outcome: { outcome: 'SUCCESS', after: { rows: 600 } },
    })
  })

  it('needs the right to read the list, and refuses what a list does not know', async () => {
    const { clusterId, download } = await registered({ topics: ['a'] })
    const outsider = await makePerson('operator', { scope: { clusters: { clusterIds: ['rmq-bbbbbbbb'] } } })
    const refused = await callRoute(listTopicsEndpoint, {
      params: { clusterId },
      search: 'format=csv',
      token: (await outsider.makeToken()).token,
    })
    expect(refused.status).toBe(404)
    expect((await download('format=xml')).status).toBe(400)
    expect((await download('format=csv&nonsense=1')).status).toBe(400)
  })
})

/** What a list asks for that has no default. */
const asked: Record<string, string> = { '/api/v1/clusters/{clusterId}/roles/access': 'on=topic&name=orders&' }
const exportable = endpoints.filter((endpoint) => endpoint.isExportable)
it.each(exportable.map((endpoint) => [endpoint.path, endpoint] as const))(
  'X-24: %s answers a file',
  async (path, endpoint) => {
    const fake = await startFakeCluster({ brokers: 1, topics: ['orders'], groups: [{ groupName: 'g' }] })
    onTestFinished(() => fake.stop())
    const user = { username: 'shop', userType: 'Normal', userStatus: 'enable' }
    fake.broker('broker-a').server.on(RequestCode.AUTH_LIST_USER, reply({ body: JSON.stringify([user]) }))
    fake.broker('broker-a').server.on(RequestCode.AUTH_LIST_ACL, reply())
    const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
    const admin = (await (await makePerson('admin')).makeToken()).token
    const params = { clusterId, topicName: 'orders', groupName: 'g', roleName: 'shop' }
    const search = asked[path] ?? ''
    const csv = await callRoute(endpoint, { params, search: `${search}format=csv`, token: admin })
    expect([path, csv.status]).toEqual([path, 200])
    readCsv(await csv.text())
    const ndjson = await callRoute(endpoint, { params, search: `${search}format=ndjson`, token: admin })
    expect(ndjson.status).toBe(200)
    for (const line of (await ndjson.text()).split('\n').filter(Boolean)) JSON.parse(line)
  },
)
