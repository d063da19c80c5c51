import path from 'node:path'
import type { Endpoint } from '#lib/api/endpoint.ts'

/** Folder of the route of an endpoint: `{clusterId}` is `[clusterId]` there. */
export const routeFile = (endpoint: Pick<Endpoint, 'path'>) =>
  path.resolve(`app${endpoint.path.replace(/\{(\w+)\}/g, '[$1]')}/route.ts`)

export interface RouteInput {
  params?: Record<string, string>
  /** Query string without `?`. */
  search?: string
  body?: unknown
  /** `Cookie` of a session; unsafe methods then come from our own origin. */
  cookie?: string | undefined
  /** Bearer token. */
  token?: string | undefined
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** Sends a request through the real route handler of an endpoint, as Next would, without a server. */
export async function callRoute(
  endpoint: Pick<Endpoint, 'path' | 'method'>,
  input: RouteInput = {},
): Promise<Response> {
  const file = routeFile(endpoint)
  const route = (await import(/* @vite-ignore */ file)) as Record<
    string,
    ((request: Request) => Promise<Response>) | undefined
  > // what a route file exports
  const handler = route[endpoint.method]
  if (!handler) throw new Error(`${file} exports no ${endpoint.method}`)
  const pathname = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ''),
  )
  const headers = new Headers({
    'x-forwarded-for': '203.0.113.7',
    'user-agent': 'test',
    'sec-fetch-site': 'same-origin',
    ...(input.body !== undefined && { 'content-type': 'application/json' }),
    ...(input.cookie !== undefined && { cookie: input.cookie }),
    ...(input.token !== undefined && { authorization: `Bearer ${input.token}` }),
    ...input.headers,
  })
  for (const [name, value] of Object.entries(input.headers ?? {})) if (value === '') headers.delete(name)
  return await handler(
    new Request(`http://localhost:3000${pathname}${input.search ? `?${input.search}` : ''}`, {
      method: endpoint.method,
      headers,
      ...(input.body !== undefined && {
        body: typeof input.body === 'string' ? input.body : JSON.stringify(input.body),
      }),
      ...(input.signal && { signal: input.signal }),
    }),
  )
}
