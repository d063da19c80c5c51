import { beforeAll, describe, expect, test } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import {
  exportAuditEndpoint,
  getAuditEndpoint,
  listAuditActorsEndpoint,
  listAuditEndpoint,
  listAuditObjectsEndpoint,
  listHistoryEndpoint,
} from '#lib/audit/api.ts'
import { audited } from '#lib/audit/audited.ts'
import type { AuditEntry } from '#lib/audit/write.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'

useDatabase()

const here = 'rmq-aaaaaaaa'
const there = 'rmq-bbbbbbbb'
const planted = 'pLaNtEd-sEcReT-0f-a-test'
let kim: Person
let token: string
let localToken: string
let viewerToken: string

async function leave(
  person: Person,
  entry: AuditEntry,
  context: Partial<Context> = {},
  error?: AppError,
): Promise<string> {
  const ctx = { ...(await person.context()), ...context }
  const effect = () => (error ? Promise.reject(error) : Promise.resolve(1))
  await audited(ctx, entry, effect).catch(() => {})
  return ctx.auditIds[0] ?? ''
}

beforeAll(async () => {
  const base = { nameServers: ['127.0.0.1:9876'], metricsSource: { kind: 'none' }, createdBy: 'test' }
  await db().cluster.createMany({
    data: [
      { clusterId: here, name: 'pay', environment: 'production', ...base },
      { clusterId: there, name: 'logs', environment: 'test', ...base },
    ],
  })
  kim = await makePerson('admin')
  const lee = await makePerson('operator')
  token = (await kim.makeToken()).token
  localToken = (await (await makePerson('admin', { scope: { clusters: { clusterIds: [here] } } })).makeToken()).token
  viewerToken = (await (await makePerson('viewer', { scope: { clusters: { clusterIds: [here] } } })).makeToken()).token
  const topic = (name: string) => ({ kind: 'topic', name })
  await leave(kim, {
    action: 'topic.create',
    clusterId: here,
    target: topic('%RETRY%g'),
    command: 'mqadmin updateTopic -t x',
    detail: { secretKey: planted },
  })
  await leave(
    kim,
    {
      action: 'topic.update',
      clusterId: here,
      target: topic('orders'),
      reason: 'Black Friday',
      detail: { remark: `apg_${planted.repeat(2)}` },
    },
    { address: '198.51.100.1' },
  )
  await leave(
    lee,
    { action: 'topic.delete', clusterId: there, target: topic('orders_old') },
    { requestId: 'r-1' },
    new AppError('PROTECTED', 'It is protected.'),
  )
  await leave(
    lee,
    { action: 'group.update', clusterId: here, target: { kind: 'group', name: '=cmd|"/C calc"!A0' } },
    { agent: 'curl, "x"\n' },
  )
  await leave(kim, { action: 'cluster.update', clusterId: here, target: { kind: 'cluster', name: here } })
  // A row whose process died.
  await db().auditEvent.create({
    data: {
      auditId: 'dead',
      actorKind: 'worker',
      actorId: 'worker',
      actorName: 'worker',
      action: 'job.run',
      targetKind: 'job',
      targetName: 'j',
      request: {},
      requestId: 'r-2',
    },
  })
})

interface Answer {
  total: number
  items: { auditId: string; action: string; outcome: string }[]
}
async function list(search: string, as = token): Promise<Answer> {
  const response = await callRoute(listAuditEndpoint, { token: as, search })
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}
const actions = async (search: string, as?: string) => (await list(search, as)).items.map((row) => row.action)

describe('the list', () => {
  test('is newest first, paged and sorted', async () => {
    const all = ['job.run', 'cluster.update', 'group.update', 'topic.delete', 'topic.update', 'topic.create']
    expect(await actions('')).toEqual(all)
    expect(await actions('sort=at')).toEqual(all.toReversed())
    expect(await list('page=2&pageSize=4')).toMatchObject({
      total: 6,
      page: 2,
      pageSize: 4,
      items: [{ action: 'topic.update' }, { action: 'topic.create' }],
    })
    expect((await actions('sort=action'))[0]).toBe('cluster.update')
    expect(await actions('sort=durationMs')).toHaveLength(6)
  })

  test.each([
    ['action=topic.update', ['topic.update']],
    ['action=topic.', ['topic.delete', 'topic.update', 'topic.create']],
    ['action=topic.create,group.update', ['group.update', 'topic.create']],
    ['kind=group', ['group.update']],
    ['target=ORDERS', ['topic.delete', 'topic.update']],
    ['target=orders_', ['topic.delete']],
    ['target=%25RETRY%25', ['topic.create']],
    [`clusterId=${there}`, ['topic.delete']],
    ['targetName=orders', ['topic.update']],
    ['environment=test', ['topic.delete']],
    ['jobId=77', []],
    ['outcome=REFUSED', ['topic.delete']],
    ['outcome=UNKNOWN', ['job.run']],
    ['outcome=REFUSED,UNKNOWN', ['job.run', 'topic.delete']],
    ['address=198.51.100.1', ['topic.update']],
    ['requestId=r-1', ['topic.delete']],
    ['q=black%20friday', ['topic.update']],
    ['q=mqadmin', ['topic.create']],
    ['q=logs', ['topic.delete']],
    ['who=operator-', ['group.update', 'topic.delete']],
    ['who=worker', ['job.run']],
    ['from=2000-01-01T00:00:00Z&to=2001-01-01T00:00:00%2B01:00', []],
    ['q=100%25', []],
  ])('filters by %s', async (search, expected) => {
    expect(await actions(search)).toEqual(expected)
  })

  test.each(['outcome=GOOD', 'from=yesterday', 'clusterId=pay', 'sort=body', 'pageSize=501', 'actor=kim'])(
    'refuses %s',
    async (search) => {
      expect((await callRoute(listAuditEndpoint, { token, search })).status).toBe(400)
    },
  )

  test('shows whoever reads the audit of one cluster the rows about that cluster', async () => {
    expect(await actions('', localToken)).toEqual(['cluster.update', 'group.update', 'topic.update', 'topic.create'])
    const foreign = (await list('action=topic.delete')).items[0]?.auditId ?? ''
    expect((await callRoute(getAuditEndpoint, { token: localToken, params: { auditId: foreign } })).status).toBe(404)
    expect((await callRoute(getAuditEndpoint, { token: localToken, params: { auditId: 'dead' } })).status).toBe(404)
    expect((await callRoute(getAuditEndpoint, { token, params: { auditId: foreign } })).status).toBe(200)
  })
})

describe('the views', () => {
  test('by actor count rows, refusals and what was not done, most rows first', async () => {
    const response = await callRoute(listAuditActorsEndpoint, { token, search: '' })
    const { items, total } = (await response.json()) as { items: { name: string; rows: number }[]; total: number }
    expect(total).toBe(3)
    expect(items[0]).toMatchObject({ kind: 'user', name: kim.name, rows: 3, refused: 0, notDone: 0 })
    expect(items).toContainEqual(expect.objectContaining({ kind: 'user', rows: 2, refused: 1 }))
    expect(items).toContainEqual(expect.objectContaining({ kind: 'worker', rows: 1, notDone: 1 }))
  })

  test('by object tell each thing of each cluster apart, and hide those of other clusters', async () => {
    const objects = async (as: string, search: string) =>
      (await (await callRoute(listAuditObjectsEndpoint, { token: as, search })).json()) as {
        total: number
        items: { name: string }[]
      }
    expect(await objects(token, 'kind=topic&sort=name')).toMatchObject({
      total: 3,
      items: [
        { name: '%RETRY%g', clusterId: here, clusterName: 'pay', rows: 1 },
        { name: 'orders', rows: 1 },
        { name: 'orders_old', clusterId: there, refused: 1 },
      ],
    })
    const local = await objects(localToken, 'kind=topic&sort=-name&pageSize=1&page=2')
    expect(local).toMatchObject({ total: 2, items: [{ name: '%RETRY%g' }] })
    expect((await callRoute(listAuditActorsEndpoint, { token: viewerToken })).status).toBe(403)
  })
})

describe('the history of an object', () => {
  const history = (search: string, as = viewerToken, clusterId = here) =>
    callRoute(listHistoryEndpoint, { token: as, params: { clusterId }, search })

  test('needs only the right to read the object, and tells neither address nor request', async () => {
    const response = await history('kind=topic&name=orders')
    expect(response.status).toBe(200)
    const { items } = (await response.json()) as { items: Record<string, unknown>[] }
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ action: 'topic.update', reason: 'Black Friday', actor: { name: kim.name } })
    for (const key of ['address', 'agent', 'request', 'requestId', 'sessionId', 'tokenId'])
      expect(items[0]).not.toHaveProperty(key)
    expect(await (await history('')).json()).toMatchObject({ total: 1, items: [{ action: 'cluster.update' }] })
    expect(await (await history('kind=topic&name=%25RETRY%25g')).json()).toMatchObject({ total: 1 })
  })

  test('U-6: on a part of the cluster tells what was changed of the object itself, and no other thing', async () => {
    const target = { kind: 'namespace', name: 'pay' }
    const before = { topics: ['foreign'] }
    await leave(kim, { action: 'namespace.empty', clusterId: here, target, before, command: 'mqadmin -t foreign' })
    await leave(kim, { action: 'namespace.update', clusterId: here, target, before: { remark: 'old' } })
    const scope = { clusters: { clusterIds: [here] }, namespaces: ['pay'] }
    const narrow = (await (await makePerson('viewer', { scope })).makeToken()).token
    const { items } = await (await history('kind=namespace&name=pay', narrow)).json()
    expect(items).toMatchObject([
      { action: 'namespace.update', before: { remark: 'old' } },
      { action: 'namespace.empty', actor: { name: kim.name } },
    ])
    expect(JSON.stringify(items)).not.toContain('foreign')
    expect((await history('kind=namespace&name=other', narrow)).status).toBe(404)
  })

  test('is refused without that right, elsewhere, or without a name', async () => {
    expect((await history('kind=role&name=x')).status).toBe(403)
    expect((await history('kind=topic&name=orders', viewerToken, there)).status).toBe(404)
    expect((await history('kind=topic')).status).toBe(400)
  })
})

describe('the export', () => {
  const download = (body: object, as = token) => callRoute(exportAuditEndpoint, { token: as, body })

  test('as CSV holds every row of the filter, formulas escaped, quotes and line ends kept', async () => {
    const response = await download({ format: 'csv', kind: 'group' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/csv')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-[\dTZ-]+\.csv"$/)
    const [head, row, ...rest] = (await response.text()).split('\r\n')
    expect(head?.split(',').slice(0, 2)).toEqual(['at', 'durationMs'])
    expect(row).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z,\d+,user,/)
    expect(row).toContain(`"'=cmd|""/C calc""!A0"`)
    expect(row).toContain('"curl, ""x""\n"')
    expect(rest).toEqual([''])
  })

  test('X-12: times of the CSV follow the zone that is asked for', async () => {
    const zoned = await (await download({ format: 'csv', kind: 'group', timeZone: 'Asia/Shanghai' })).text()
    const inUtc = await (await download({ format: 'csv', kind: 'group' })).text()
    const timeOf = (text: string) => text.split('\r\n')[1]?.split(',')[0] ?? ''
    expect(timeOf(zoned)).toMatch(/\+08:00$/)
    expect(new Date(timeOf(zoned))).toEqual(new Date(timeOf(inUtc)))
  })

  test('as NDJSON is one object per line, oldest first, and has no secret', async () => {
    const text = await (await download({ format: 'ndjson', action: 'topic.' })).text()
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { action: string; at: string })
    expect(rows.map((row) => row.action)).toEqual(['topic.create', 'topic.update', 'topic.delete'])
    expect(rows[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(text).not.toContain(planted)
  })

  test('is a row itself, and is refused to readers', async () => {
    const response = await download({ format: 'csv', kind: 'nothing' })
    const row = await db().auditEvent.findUniqueOrThrow({
      where: { auditId: response.headers.get('x-audit-id') ?? '' },
      include: { outcome: true },
    })
    expect(row).toMatchObject({
      action: 'audit.export',
      request: { body: { format: 'csv', kind: 'nothing' } },
      outcome: { outcome: 'SUCCESS', after: { rows: 0 } },
    })
    expect((await download({ format: 'csv' }, viewerToken)).status).toBe(403)
    expect((await download({ format: 'xlsx' })).status).toBe(400)
  })

  test('goes through more rows than one batch holds', async () => {
    await db().$executeRaw`
      insert into audit_events (audit_id, actor_kind, actor_id, actor_name, action, target_kind, target_name, request, request_id)
      select 'many-' || i, 'worker', 'worker', 'worker', 'bulk.run', 'bulk', i::text, '{}', 'r' from generate_series(1, 2500) i`
    const text = await (await download({ format: 'ndjson', kind: 'bulk' })).text()
    const names = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { target: { name: string } }).target.name)
    expect(names).toHaveLength(2500)
    expect(new Set(names).size).toBe(2500)
  })
})

test('no planted secret is anywhere in the audit', async () => {
  const rows: { text: string }[] = await db().$queryRaw`
    select row_to_json(e)::text || coalesce(row_to_json(o)::text, '') as text from audit_events e left join audit_outcomes o using (audit_id)`
  expect(rows.length).toBeGreaterThan(6)
  expect(rows.filter((row) => row.text.includes(planted))).toEqual([])
})
