import { beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { call } from '#lib/api/call.ts'
import { endpoint, fanOut, Int64, Time } from '#lib/api/endpoint.ts'
import { handle, handleStream } from '#lib/api/handle.ts'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'

useDatabase()

const Thing = z.object({ offset: Int64, at: Time, name: z.string() })
const writeEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/things/{name}',
  tag: 'Things',
  summary: 'Make a thing',
  status: 201,
  params: z.object({ name: z.string() }),
  query: z.object({ at: Time.optional() }),
  body: z.object({ offset: Int64, size: z.number().default(1) }),
  response: Thing,
  permission: 'topic:create',
  audit: { action: 'thing.create', target: ({ params }) => ({ kind: 'thing', name: params.name }) },
  idempotent: true,
})
const fanOutEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/fan-out',
  tag: 'Things',
  summary: 'Reach several servers',
  response: fanOut(z.string()),
  permission: 'signed-in',
  audit: { action: 'thing.reach', target: () => ({ kind: 'thing', name: '' }) },
})

let admin: Person
let token: string
let cookie: string
beforeAll(async () => {
  admin = await makePerson('admin')
  token = (await admin.makeToken()).token
  cookie = await admin.signIn()
})

const post = (path: string, init: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {}) =>
  new Request(`http://localhost:3000${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-forwarded-for': '203.0.113.5',
      ...init.headers,
    },
    body: JSON.stringify(init.body ?? { offset: '1' }),
    ...(init.signal && { signal: init.signal }),
  })

const makeThing = vi.fn(async (ctx: Context, name: string, offset: bigint) =>
  audited(ctx, { action: 'thing.create', target: { kind: 'thing', name } }, async () => ({
    offset,
    at: new Date(0),
    name,
  })),
)
const write = handle(writeEndpoint, (ctx, { params, body }) => makeThing(ctx, params.name, body.offset))

describe('an answer', () => {
  test('carries int64 and times as text, the status, a request id of ours and the audit id', async () => {
    const response = await write(
      post('/api/v1/things/%25DLQ%25g', {
        body: { offset: '9223372036854775807' },
        headers: { 'x-request-id': 'mine' },
      }),
    )
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({
      offset: '9223372036854775807',
      at: '1970-01-01T00:00:00.000Z',
      name: '%DLQ%g',
    })
    const row = await db().auditEvent.findUnique({ where: { auditId: response.headers.get('x-audit-id') ?? '' } })
    expect(row?.requestId).toBe(response.headers.get('x-request-id'))
    expect(row?.requestId).not.toBe('mine')
    expect(row).toMatchObject({
      targetName: '%DLQ%g',
      address: '203.0.113.5',
      request: { method: 'POST', path: '/api/v1/things/%25DLQ%25g', body: { offset: '9223372036854775807', size: 1 } },
    })
  })

  test('in another shape than declared is an error, and tells nothing but the request id', async () => {
    const broken = handle(writeEndpoint, async () => ({ name: 'SELECT secret FROM users' }) as never) // wrong on purpose
    const response = await broken(post('/api/v1/things/a'))
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(JSON.parse(text)).toMatchObject({ code: 'INTERNAL', requestId: response.headers.get('x-request-id') })
    expect(text).not.toMatch(/SELECT|at .*\.ts/)
  })

  test('never shows what a bug has thrown', async () => {
    const bug = handle(writeEndpoint, async () => {
      throw new Error('connect ECONNREFUSED postgres://apogee:hunter2@db')
    })
    const response = await bug(post('/api/v1/things/a'))
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('hunter2')
  })

  test.each([
    ['INVALID_INPUT', 400],
    ['FORBIDDEN', 403],
    ['NOT_FOUND', 404],
    ['CONFLICT', 409],
    ['NOT_SUPPORTED', 501],
    ['LIMIT_EXCEEDED', 409],
    ['PROTECTED', 409],
    ['PREVIEW_STALE', 409],
    ['READ_ONLY', 403],
    ['RATE_LIMITED', 429],
    ['CLUSTER_REJECTED', 502],
    ['CLUSTER_UNREACHABLE', 502],
    ['CLUSTER_TIMEOUT', 504],
  ] as const)('says %s as %i in problem+json', async (code, status) => {
    const broker = { address: 'h:1', responseCode: 17, responseCodeName: 'TOPIC_NOT_EXIST', remark: 'no <b>topic</b>' }
    const failing = handle(writeEndpoint, async () => {
      throw new AppError(code, 'A sentence.', { broker, retryAfterMs: 1500, extra: { count: 5n } })
    })
    const response = await failing(post('/api/v1/things/a'))
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await response.json()).toMatchObject({ code, status, detail: 'A sentence.', broker, count: '5' })
  })
})

describe('a fan-out', () => {
  const item = (target: string) => ({ target, error: { code: 'CLUSTER_TIMEOUT', detail: 'no answer' } })
  test.each([
    ['all done', { done: [{ target: 'a' }], failed: [], unknown: [] }, 200, undefined],
    ['nothing to do', { done: [], failed: [], unknown: [] }, 200, undefined],
    ['some failed', { done: [{ target: 'a' }], failed: [item('b')], unknown: [] }, 207, undefined],
    ['some unknown', { done: [{ target: 'a' }], failed: [], unknown: [item('b')] }, 207, undefined],
    ['none done', { done: [], failed: [item('b')], unknown: [] }, 502, 'CLUSTER_REJECTED'],
    ['none done, one unknown', { done: [], failed: [item('a')], unknown: [item('b')] }, 504, 'CLUSTER_TIMEOUT'],
  ])('with %s', async (_title, lists, status, code) => {
    const response = await handle(fanOutEndpoint, async () => lists)(post('/api/v1/fan-out'))
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ ...lists, ...(code && { code }) })
  })
})

describe('an Idempotency-Key', () => {
  const send = (key: string, offset = '1', name = 'a') =>
    write(post(`/api/v1/things/${name}`, { body: { offset }, headers: { 'idempotency-key': key } }))

  test('runs the write once and replays its answer', async () => {
    makeThing.mockClear()
    const first = await send('once')
    const again = await send('once')
    expect(makeThing).toHaveBeenCalledTimes(1)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.status).toBe(201)
    expect(again.headers.get('x-audit-id')).toBe(first.headers.get('x-audit-id'))
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
    expect(await again.text()).toBe(await first.text())
  })

  test('refuses the key for another body or another path', async () => {
    await send('other')
    expect((await send('other', '2')).status).toBe(409)
    expect((await send('other', '1', 'b')).status).toBe(409)
  })

  test('of two at once runs one', async () => {
    makeThing.mockClear()
    const statuses = (await Promise.all([send('race'), send('race'), send('race')])).map((response) => response.status)
    expect(makeThing).toHaveBeenCalledTimes(1)
    expect(statuses.filter((status) => status === 201 || status === 409)).toHaveLength(3)
    expect(statuses).toContain(201)
  })

  test('is free again after a refusal, and kept after an attempt that failed', async () => {
    makeThing.mockRejectedValueOnce(new AppError('CONFLICT', 'There is one already.'))
    expect((await send('retry')).status).toBe(409)
    makeThing.mockRejectedValueOnce(new AppError('READ_ONLY', 'The cluster is read-only.'))
    expect((await send('retry')).status).toBe(403)
    expect((await send('retry')).status).toBe(201)

    makeThing.mockImplementationOnce((ctx, name) =>
      audited(ctx, { action: 'thing.create', target: { kind: 'thing', name } }, async () => {
        throw new AppError('CLUSTER_TIMEOUT', 'No answer.')
      }),
    )
    expect((await send('fate')).status).toBe(504)
    const again = await send('fate')
    expect(again.status).toBe(504)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  test('of a request that was cut off says so instead of repeating it', async () => {
    await send('cut')
    await db().idempotencyKey.updateMany({ where: { key: 'cut' }, data: { finishedAt: null, status: null } })
    const again = await send('cut')
    expect(again.status).toBe(409)
    expect(await again.json()).toMatchObject({ detail: expect.stringContaining('audit') })
  })

  test('is forgotten after 24 hours, and malformed ones are refused', async () => {
    await send('old')
    await db().idempotencyKey.updateMany({
      where: { key: 'old' },
      data: { createdAt: new Date(Date.now() - 25 * 3_600_000) },
    })
    expect((await send('old', '2')).headers.get('idempotency-replayed')).toBeNull()
    expect((await send('has space')).status).toBe(400)
    expect((await send('x'.repeat(256))).status).toBe(400)
  })

  test('belongs to its actor', async () => {
    await send('mine')
    const other = await (await makePerson('admin')).makeToken()
    const headers = { authorization: `Bearer ${other.token}`, 'idempotency-key': 'mine' }
    const response = await write(post('/api/v1/things/a', { headers }))
    expect(response.headers.get('idempotency-replayed')).toBeNull()
  })
})

describe('a foreign page', () => {
  const withCookie = (headers: Record<string, string>) =>
    write(post('/api/v1/things/a', { headers: { authorization: '', cookie, ...headers } }))
  const strip = async (headers: Record<string, string>) => {
    const request = post('/api/v1/things/a', { headers: { cookie, ...headers } })
    request.headers.delete('authorization')
    return await write(request)
  }

  test.each([
    ['a foreign origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['no origin', {}],
    [
      'a cross-site form',
      { origin: 'null', 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
    ],
  ])('cannot write with the cookie: %s', async (_title, headers) => {
    makeThing.mockClear()
    const response = await strip(headers)
    expect(response.status).toBe(403)
    expect(makeThing).not.toHaveBeenCalled()
  })

  test('cannot hide behind an empty or foreign Authorization header', async () => {
    expect((await withCookie({})).status).toBe(401)
    expect((await withCookie({ authorization: 'Basic a2ltOng=' })).status).toBe(401)
  })

  test('is told from our own, and a token needs no origin', async () => {
    expect((await strip({ 'sec-fetch-site': 'same-origin' })).status).toBe(201)
    expect((await strip({ origin: 'http://localhost:3000' })).status).toBe(201)
    expect((await write(post('/api/v1/things/a', { headers: { origin: 'https://evil.example' } }))).status).toBe(201)
  })
})

test('a client that leaves aborts the verb', async () => {
  const leaving = new AbortController()
  const slow = handle(
    writeEndpoint,
    (ctx) =>
      new Promise((_resolve, reject) => {
        ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason))
        leaving.abort()
      }),
  )
  expect((await slow(post('/api/v1/things/a', { signal: leaving.signal }))).status).toBe(504)
})

test('who must change the password can do nothing else', async () => {
  const person = await makePerson('admin', { mustChangePassword: true })
  const request = post('/api/v1/things/a', {
    headers: { cookie: await person.signIn(), 'sec-fetch-site': 'same-origin' },
  })
  request.headers.delete('authorization')
  const response = await write(request)
  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({ reason: 'PASSWORD_CHANGE' })
})

test('a stream goes through the same checks and is sent as it is', async () => {
  const stream = handleStream(writeEndpoint, async () => ({ headers: { 'content-type': 'text/csv' }, body: 'a,b\r\n' }))
  const response = await stream(post('/api/v1/things/a'))
  expect(response.headers.get('content-type')).toBe('text/csv')
  expect(response.headers.get('x-request-id')).not.toBeNull()
  expect(await response.text()).toBe('a,b\r\n')
  expect((await stream(post('/api/v1/things/a', { headers: { authorization: 'Bearer x' } }))).status).toBe(401)
})

describe('call', () => {
  test('speaks to handle in decoded values, and leaves out what has a default', async () => {
    const sent: Request[] = []
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      const request = new Request(`http://localhost:3000${url}`, init)
      request.headers.set('authorization', `Bearer ${token}`)
      sent.push(request.clone())
      return await write(request)
    })
    try {
      const answer = await call(writeEndpoint, {
        params: { name: 'a b/ü%' },
        query: { at: new Date(0) },
        body: { offset: 9007199254740993n },
      })
      expect(answer).toEqual({ offset: 9007199254740993n, at: new Date(0), name: 'a b/ü%' })
      expect(sent[0]?.url).toBe('http://localhost:3000/api/v1/things/a%20b%2F%C3%BC%25?at=1970-01-01T00%3A00%3A00.000Z')
      makeThing.mockRejectedValueOnce(new AppError('CONFLICT', 'There is one already.'))
      await expect(call(writeEndpoint, { params: { name: 'a' }, body: { offset: 1n } })).rejects.toMatchObject({
        problem: { code: 'CONFLICT', status: 409 },
      })
      const count = sent.length
      await expect(
        call(writeEndpoint, { params: { name: 'a' }, body: { offset: 'x' as never } }),
      ).rejects.toMatchObject({
        problem: { code: 'INVALID_INPUT', fields: [{ path: 'body.offset', rule: 'type' }] },
      })
      expect(sent.length).toBe(count)
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
