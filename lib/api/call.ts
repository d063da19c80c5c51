import { z } from 'zod'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { fieldErrors } from '#lib/api/field-errors.ts'
import { basePath } from '#lib/base-path.ts'
import type { BrokerRefusal, ErrorCode, FieldError } from '#lib/errors.ts'

/** Body of every failed answer (RFC 9457). The browser translates `code`, and `rule` and `reason` with their parameters. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  requestId: string
  fields?: FieldError[]
  broker?: BrokerRefusal
  permission?: string
  limit?: number
  used?: number
  neededVersion?: string
  retryAfterMs?: number
  reason?: string
  [extra: string]: unknown
}

export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly problem: Problem

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.detail, options)
    this.problem = problem
  }
}

/** What a caller passes: decoded values (`bigint`, `Date`), and what the schema has a default for may be left out. */
type Given<S> =
  S extends z.ZodObject<infer Shape>
    ? { [K in keyof Shape as undefined extends z.input<Shape[K]> ? never : K]: z.output<Shape[K]> } & {
        [K in keyof Shape as undefined extends z.input<Shape[K]> ? K : never]?: z.output<Shape[K]> | undefined
      }
    : z.output<S>
type Part<Key extends string, S> = S extends z.ZodUndefined
  ? { [K in Key]?: undefined }
  : Record<string, never> extends Given<S>
    ? { [K in Key]?: Given<S> }
    : { [K in Key]: Given<S> }
export type CallInput<P, Q, B> = Part<'params', P> & Part<'query', Q> & Part<'body', B>

export interface CallOptions {
  signal?: AbortSignal
  /** Origin and base path of the console; in the browser the page's own. */
  baseUrl?: string
  headers?: Record<string, string>
  idempotencyKey?: string
}

/**
 * Calls an endpoint over HTTP; the answer comes decoded, int64 as `bigint` and times as `Date`.
 *
 * @throws ApiError when the console answers with a problem, or when the input breaks a rule of the schema (nothing is sent then)
 * @throws TypeError | DOMException of `fetch` when the console cannot be reached or `signal` aborts
 */
export async function call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  input: CallInput<P, Q, B>,
  options: CallOptions = {},
): Promise<z.output<R>> {
  const response = await send(endpoint, input, options, 'application/json')
  const json: unknown = response.status === 204 ? undefined : await response.json()
  return z.decode(endpoint.response, json as z.input<R>) // checked by the schema itself
}

/** The answer of an endpoint as it comes. @throws as `call` does */
export async function send(
  endpoint: Endpoint,
  input: unknown,
  options: CallOptions,
  accept: string,
): Promise<Response> {
  const parts = input as { params?: unknown; query?: unknown; body?: unknown } // the union of what `Part` makes
  const query = encodeQuery(endpoint.query, parts.query)
  const url = (options.baseUrl ?? basePath) + fillPath(endpoint.path, endpoint.params, parts.params) + query
  const body = endpoint.body && parts.body !== undefined ? encode(endpoint.body, parts.body, 'body') : undefined
  const response = await fetch(url, {
    method: endpoint.method,
    headers: {
      accept,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(options.idempotencyKey !== undefined && { 'idempotency-key': options.idempotencyKey }),
      ...options.headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(options.signal && { signal: options.signal }),
  })
  if (!response.ok) throw new ApiError(await readProblem(response))
  return response
}

/** One event of a stream; `data` is JSON that nobody has checked yet. */
export interface StreamEvent {
  event: string
  data: unknown
}

/**
 * Calls an endpoint that answers server-sent events, and gives them as they come. To leave the loop closes the connection.
 *
 * @throws as `call` does, when the answer does not begin; what `fetch` throws when it breaks or `signal` aborts
 */
export async function* callEvents<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, z.ZodType>,
  input: CallInput<P, Q, B>,
  options: CallOptions = {},
): AsyncGenerator<StreamEvent> {
  const response = await send(endpoint, input, options, 'text/event-stream')
  if (!response.body) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      const parts = (rest + value).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) yield toEvent(part)
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

function toEvent(text: string): StreamEvent {
  const lines = text.split('\n')
  const fieldOf = (name: string) =>
    lines.flatMap((line) => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2)] : [])).join('\n')
  return { event: fieldOf('event'), data: JSON.parse(fieldOf('data') || 'null') }
}

/** Path, base path and query of an endpoint: for links to downloads, which the browser follows by itself. */
export function urlOf<P extends z.ZodType, Q extends z.ZodType>(
  endpoint: Endpoint<P, Q, z.ZodType, z.ZodType>,
  input: Part<'params', P> & Part<'query', Q>,
): string {
  const parts = input as { params?: unknown; query?: unknown } // the union of what `Part` makes
  return basePath + fillPath(endpoint.path, endpoint.params, parts.params) + encodeQuery(endpoint.query, parts.query)
}

function fillPath(path: string, schema: z.ZodType | undefined, params: unknown): string {
  const values = (schema ? encode(schema, params ?? {}, 'params') : {}) as Record<string, unknown> // params are objects of text
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])))
}

function encodeQuery(schema: z.ZodType | undefined, query: unknown): string {
  if (!schema || query === undefined) return ''
  const values = encode(schema, query, 'query') as Record<string, unknown> // query schemas are objects
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== undefined) search.set(name, String(value))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** Field by field, so that what has a default may be left out. Rules between fields are the server's. */
function encode(schema: z.ZodType, value: unknown, root: string): unknown {
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null)
    return encodeOne(schema, value, root)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  const shape = schema.shape as Record<string, z.ZodType> // the shape of any object schema
  return Object.fromEntries(
    fields.map(([key, field]) => {
      const fieldSchema = shape[key]
      if (!fieldSchema)
        throw invalidInput([{ path: `${root}.${key}`, rule: 'unknown', detail: 'There is no such field.' }])
      return [key, encodeOne(fieldSchema, field, `${root}.${key}`)]
    }),
  )
}

function encodeOne(schema: z.ZodType, value: unknown, path: string): unknown {
  const result = z.safeEncode(schema, value as z.output<typeof schema>, { reportInput: true }) // judged by the schema itself
  if (!result.success) throw invalidInput(fieldErrors(result.error, path))
  return result.data
}

function invalidInput(fields: FieldError[]): ApiError {
  const detail = fields.map((field) => `${field.path}: ${field.detail}`).join('; ')
  return new ApiError({
    type: 'about:blank#INVALID_INPUT',
    title: 'The request is not valid',
    status: 400,
    code: 'INVALID_INPUT',
    detail,
    requestId: '',
    fields,
  })
}

/** A proxy in between may answer in its own words; then the status is all there is. */
/** What a failed answer says; something of ours where it is not the console that answered. */
export async function readProblem(response: Response): Promise<Problem> {
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) {
    return (await response.json()) as Problem // written by problem.ts
  }
  return {
    type: 'about:blank#INTERNAL',
    title: 'Unexpected answer',
    status: response.status,
    code: 'INTERNAL',
    detail: `The server answered ${response.status} ${response.statusText} in a form that is not the console's.`,
    requestId: response.headers.get('x-request-id') ?? '',
  }
}
