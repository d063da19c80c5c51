import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { renderMetrics } from '#lib/metrics.ts'
import { maxBodyBytes } from '#lib/web/limit-body.ts'
import { closeListener, createListener, type ListenerOptions } from '#lib/web/listener.ts'

let server: Server | undefined
afterEach(async () => {
  if (server?.listening) await closeListener(server, 0)
})

async function listen(options: Partial<ListenerOptions> = {}): Promise<number> {
  server = createListener({
    // Stands for Next: reads the whole body, answers with what it has seen.
    handle: async (request, response) => {
      let bodyBytes = 0
      for await (const chunk of request) bodyBytes += (chunk as Buffer).length
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ url: request.url, headers: request.headers, bodyBytes }))
    },
    trustedProxies: [],
    basePath: '',
    routeLabel: () => '/route',
    ...options,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port // it listens on a port, not on a path
}

interface Answer {
  status: number | undefined
  headers: IncomingHttpHeaders
  body: string
}

/** `chunks` are sent without a content-length. */
function ask(
  port: number,
  path: string,
  { headers = {}, chunks = [] as Buffer[], method = 'GET' } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ port, path, method, headers, host: '127.0.0.1' }, async (response) => {
      const parts: Buffer[] = []
      try {
        for await (const part of response) parts.push(part as Buffer)
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts).toString() })
      } catch (error) {
        reject(error)
      }
    })
    outgoing.on('error', reject)
    for (const chunk of chunks) outgoing.write(chunk)
    outgoing.end()
  })
}

test('a route handler sees the address of the socket, whatever the client claims', async () => {
  const port = await listen()
  const { body } = await ask(port, '/', { headers: { 'x-forwarded-for': '1.2.3.4', 'x-apogee-direct': '1' } })
  expect(JSON.parse(body).headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' })
  expect(JSON.parse(body).headers).not.toHaveProperty('x-apogee-direct')
})

test('behind a trusted proxy it sees the address and scheme that the proxy reports', async () => {
  const port = await listen({ trustedProxies: ['127.0.0.1'] })
  const headers = { 'x-forwarded-for': '9.9.9.9, 203.0.113.9', 'x-forwarded-proto': 'https' }
  const { body } = await ask(port, '/', { headers })
  expect(JSON.parse(body).headers).toMatchObject({ 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' })
})

test('a body that says it is too large is refused before it is read', async () => {
  const port = await listen()
  const { status, headers, body } = await ask(port, '/', {
    method: 'POST',
    headers: { 'content-length': maxBodyBytes + 1 },
  })
  expect(status).toBe(413)
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json', connection: 'close' })
  expect(JSON.parse(body)).toMatchObject({ status: 413, code: 'INVALID_INPUT' })
})

test('a body without a length is refused when it has become too large', async () => {
  const port = await listen()
  const mebibyte = Buffer.alloc(1024 * 1024)
  const within = await ask(port, '/', { method: 'POST', chunks: Array.from({ length: 8 }, () => mebibyte) })
  expect(JSON.parse(within.body).bodyBytes).toBe(maxBodyBytes)
  const beyond = await ask(port, '/', {
    method: 'POST',
    chunks: [...Array.from({ length: 8 }, () => mebibyte), Buffer.from('x')],
  })
  expect(beyond.status).toBe(413)
})

test('headers beyond the bound are refused', async () => {
  const port = await listen()
  const { status } = await ask(port, '/', { headers: { cookie: 'x'.repeat(40_000) } })
  expect(status).toBe(431)
})

test('the root leads into the base path', async () => {
  const port = await listen({ basePath: '/apogee' })
  expect(await ask(port, '/')).toMatchObject({ status: 307, headers: { location: '/apogee/' } })
  expect(JSON.parse((await ask(port, '/apogee/api')).body).url).toBe('/apogee/api')
})

test('an error of the handler is a problem without its words', async () => {
  const port = await listen({ handle: () => Promise.reject(new Error('secret detail')) })
  const { status, body } = await ask(port, '/')
  expect(status).toBe(500)
  expect(body).not.toContain('secret detail')
})

test('each answer is measured by route and status', async () => {
  const port = await listen({ routeLabel: (pathname) => `label of ${pathname}` })
  await ask(port, '/measured?secret=1')
  expect(await renderMetrics()).toContain(
    'apogee_http_seconds_count{route="label of /measured",method="GET",status="200"} 1',
  )
})

test('closing lets a running request end and cuts a stream', async () => {
  const port = await listen({
    handle: async (request, response) => {
      response.write('part')
      if (request.url === '/request') setImmediate(() => response.end(' whole'))
    },
  })
  const stream = ask(port, '/stream')
  const request = ask(port, '/request')
  expect((await request).body).toBe('part whole')
  const cut = expect(stream).rejects.toThrow('aborted')
  if (server) await closeListener(server, 50)
  await cut
})
