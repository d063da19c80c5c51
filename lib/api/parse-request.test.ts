import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Endpoint, endpoint, Int64 } from '#lib/api/endpoint.ts'
import { jsonDepth, parseBody, parseParams, parseQuery } from '#lib/api/parse-request.ts'
import { AppError } from '#lib/errors.ts'

const base = { method: 'POST', tag: 'T', summary: 's', response: z.undefined(), permission: 'signed-in' } as const
const topic: Endpoint = endpoint({
  ...base,
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}',
  params: z.object({ clusterId: z.string(), topicName: z.string().max(300) }),
  query: z.object({ page: z.coerce.number().int().default(1), q: z.string().optional() }),
  body: z.object({
    name: z.string().min(2),
    offset: Int64.optional(),
    labels: z.record(z.string(), z.string()).optional(),
    scope: z.union([z.literal('all'), z.object({ ids: z.array(z.string()) })]).optional(),
    rows: z.array(z.object({ a: z.number() })).optional(),
  }),
})

const post = (body: string, type = 'application/json') =>
  new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } })

async function fieldsOf(run: () => unknown): Promise<[string, string][]> {
  try {
    await run()
  } catch (error) {
    if (error instanceof AppError && error.code === 'INVALID_INPUT') {
      return (error.facts.fields ?? []).map((field) => [field.path, field.rule])
    }
    throw error
  }
  return []
}

test.each([
  '%RETRY%g',
  'a%b',
  '%25',
  'a/b',
  'a b',
  '<img src=x onerror=alert(1)>',
  '话题',
  '%2F',
  'x'.repeat(255),
  '..',
  '?q#h',
])('decodes the name %j exactly once', (topicName) => {
  const path = `/api/v1/clusters/c/topics/${encodeURIComponent(topicName)}`
  expect(parseParams(topic, path)).toEqual({ clusterId: 'c', topicName })
})

test('refuses broken percent-encoding and NUL in a path', async () => {
  expect(await fieldsOf(() => parseParams(topic, '/api/v1/clusters/c/topics/a%ZZ'))).toEqual([
    ['params.topicName', 'format'],
  ])
  expect(await fieldsOf(() => parseParams(topic, '/api/v1/clusters/c/topics/a%00'))).toEqual([
    ['params.topicName', 'nul'],
  ])
})

test('refuses unknown and repeated query parameters, also where the endpoint reads none', async () => {
  expect(parseQuery(topic, new URLSearchParams('page=2'))).toEqual({ page: 2 })
  expect(await fieldsOf(() => parseQuery(topic, new URLSearchParams('pgae=2')))).toEqual([['query.pgae', 'unknown']])
  expect(await fieldsOf(() => parseQuery(topic, new URLSearchParams('q=1&q=2')))).toEqual([['query.q', 'repeated']])
  expect(await fieldsOf(() => parseQuery(topic, new URLSearchParams('page=x')))).toEqual([['query.page', 'type']])
  const bare: Endpoint = endpoint({ ...base, path: '/api/v1/x' })
  expect(parseQuery(bare, new URLSearchParams())).toBeUndefined()
  expect(await fieldsOf(() => parseQuery(bare, new URLSearchParams('a=1')))).toEqual([['query.a', 'unknown']])
})

test('names every unknown field at any depth, and leaves free keys alone', async () => {
  const body = {
    name: 'ab',
    extra: 1,
    labels: { anything: 'x' },
    scope: { ids: [], more: 1 },
    rows: [{ a: 1, b: 2 }],
    __proto__x: 1,
  }
  expect(await fieldsOf(() => parseBody(topic, post(JSON.stringify(body))))).toEqual([
    ['body.extra', 'unknown'],
    ['body.scope.more', 'unknown'],
    ['body.rows.0.b', 'unknown'],
    ['body.__proto__x', 'unknown'],
  ])
  expect(await fieldsOf(() => parseBody(topic, post('{"name":"ab","__proto__":{"x":1}}')))).toEqual([
    ['body.__proto__', 'unknown'],
  ])
})

test('reads int64 and says which rule is broken where', async () => {
  const read = await parseBody(topic, post('{"name":"ab","offset":"9223372036854775807"}'))
  expect(read).toEqual({ name: 'ab', offset: 9223372036854775807n })
  expect(await fieldsOf(() => parseBody(topic, post('{"name":"a","offset":5}')))).toEqual([
    ['body.name', 'tooShort'],
    ['body.offset', 'type'],
  ])
  expect(await fieldsOf(() => parseBody(topic, post('{"name":"ab","offset":"9223372036854775808"}')))).toEqual([
    ['body.offset', 'tooBig'],
  ])
  expect(await fieldsOf(() => parseBody(topic, post('{}')))).toEqual([['body.name', 'required']])
})

test('refuses what is not JSON, too deep, not UTF-8, of another type, or with NUL', async () => {
  expect(await fieldsOf(() => parseBody(topic, post('{')))).toEqual([['body', 'json']])
  expect(await fieldsOf(() => parseBody(topic, post('')))).toEqual([['body', 'json']])
  expect(await fieldsOf(() => parseBody(topic, post('['.repeat(100_000))))).toEqual([['body', 'tooDeep']])
  expect(await fieldsOf(() => parseBody(topic, post('{"name":"ab"}', 'text/plain')))).toEqual([
    ['header.content-type', 'contentType'],
  ])
  expect(await fieldsOf(() => parseBody(topic, post('{"name":"a\\u0000"}')))).toEqual([['body.name', 'nul']])
  const broken = new Request('http://localhost/', {
    method: 'POST',
    body: new Uint8Array([0x22, 0xff, 0x22]),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  })
  expect(await fieldsOf(() => parseBody(topic, broken))).toEqual([['body', 'format']])
})

test('stops reading a body that is too large', async () => {
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536
      controller.enqueue(new Uint8Array(65_536).fill(0x20))
    },
  })
  const init = { method: 'POST', body: endless, duplex: 'half', headers: { 'content-type': 'application/json' } }
  expect(await fieldsOf(() => parseBody(topic, new Request('http://localhost/', init)))).toEqual([['body', 'tooLong']])
  expect(sent).toBeLessThan(10 * 1024 * 1024)
})

test('counts brackets outside strings only', () => {
  expect(jsonDepth('{"a":[1,{"b":"[[[[\\"[[[["}]}')).toBe(3)
})
