import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import { cidrMatcher } from '#lib/cidr.ts'
import { log } from '#lib/log.ts'
import { declareMetric, observeSeconds } from '#lib/metrics.ts'
import { overwriteClaims } from '#lib/web/client-address.ts'
import { limitBody, refuse } from '#lib/web/limit-body.ts'

export interface ListenerOptions {
  /** Next's request handler. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  trustedProxies: readonly string[]
  basePath: string
  routeLabel(pathname: string): string
}

/**
 * The HTTP server before Next: says truly who asks, bounds what is sent, redirects into the base path and measures. It does not
 * listen yet.
 */
export function createListener({ handle, trustedProxies, basePath, routeLabel }: ListenerOptions): Server {
  const isTrusted = cidrMatcher(trustedProxies)
  const open = new Set<ServerResponse>()
  declareMetric('apogee_streams_open', 'gauge', 'Answers that flow: live tails, exports, events', () => [
    [{}, [...open].filter(isStream).length],
  ])
  const server = createServer({ maxHeaderSize: 32 * 1024, keepAlive: true }, async (request, response) => {
    const startedAt = performance.now()
    const pathname = (request.url ?? '/').split('?', 1)[0] ?? '/'
    open.add(response)
    response.once('close', () => {
      open.delete(response)
      const labels = {
        route: routeLabel(pathname),
        method: methodLabel(request.method),
        status: String(response.statusCode),
      }
      observeSeconds(
        'apogee_http_seconds',
        'Time to the end of the answer',
        labels,
        (performance.now() - startedAt) / 1000,
      )
    })
    overwriteClaims(request.headers, request.socket.remoteAddress ?? '', isTrusted)
    if (!limitBody(request, response)) return
    if (basePath !== '' && pathname === '/') {
      response.writeHead(307, { location: `${basePath}/` }).end()
      return
    }
    try {
      await handle(request, response)
    } catch (error) {
      // Route handlers answer their own errors; this is a bug in a page, or a client that went away in the middle.
      if (!request.destroyed) log.error({ error, path: pathname }, 'A request failed')
      refuse(response, 500, 'INTERNAL', 'Internal error', 'The server log says more.')
    }
  })
  // Time to send the headers, and all of a request; longer than the idle time of the usual proxies, which must close first.
  server.headersTimeout = 15_000
  server.requestTimeout = 60_000
  server.keepAliveTimeout = 75_000
  return server
}

const streamTypes = /^(text\/event-stream|application\/x-ndjson|text\/csv)/
const isStream = (response: ServerResponse) =>
  response.headersSent && streamTypes.test(String(response.getHeader('content-type') ?? ''))

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const methodLabel = (method = '') => (methods.has(method) ? method : 'other')

/**
 * Stops taking requests and lets those that run end; what still runs after `graceMs` (streams, as a rule) is cut.
 */
export function closeListener(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
