import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Endpoint, List } from '#lib/api/endpoint.ts'
import { asksForFile, type ExportQuery, exportList, exportOf } from '#lib/api/export-list.ts'
import { runOnce } from '#lib/api/idempotency.ts'
import { parseBody, parseParams, parseQuery, readJson } from '#lib/api/parse-request.ts'
import { asAppError, problemResponse } from '#lib/api/problem.ts'
import { limitRate } from '#lib/api/rate-limit.ts'
import { type Read, recordAttempt } from '#lib/api/record-attempt.ts'
import { requireSameOrigin } from '#lib/api/same-origin.ts'
import type { StreamAnswer } from '#lib/api/text-stream.ts'
import { isFanOut, outcomeOfError } from '#lib/audit/outcome.ts'
import { AppError, type ErrorCode } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import { authenticate } from '#lib/users/authenticate.ts'
import { type Context, nobody } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { requirePermission, requirePermissionIn, requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import { isSetUp } from '#lib/users/set-up-state.ts'

/** What a verb gets of the request, decoded: `bigint` for int64, `Date` for times. */
export interface Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
}

type RouteHandler = (request: Request) => Promise<Response>

const deadlineMs = 60_000
const tokenRequestsPerMinute = 600
/** Sign-in and set-up, which anybody may call: enough for a person, too few to guess with. */
const publicRequestsPerMinute = 60

/**
 * Makes the route handler of an endpoint: session or API key → parse → verb → encode the response → error to HTTP. The declared
 * permission is checked before the body is read; the verb checks again, for worker and tests call it without this.
 */
export function handle<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  verb: (ctx: Context, input: Input<P, Q, B>) => Promise<z.output<R>>,
): RouteHandler {
  const asFile = endpoint.isExportable ? handleExport(endpoint, verb) : null
  return (request) => {
    if (asFile && asksForFile(request.url)) return asFile(request)
    return answer(endpoint, request, async (ctx, read) => {
      const value = await verb(ctx, read as Input<P, Q, B>) // parsed with these very schemas
      const status = statusOf(endpoint, value)
      if (status === 204) return new Response(null, { status })
      const encoded = z.safeEncode(endpoint.response, value)
      if (!encoded.success)
        throw new Error(`${endpoint.method} ${endpoint.path} answered another shape`, { cause: encoded.error })
      return Response.json(encoded.data, { status })
    })
  }
}

/** A list as a file: its verb is asked for all rows of the filter. */
function handleExport<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  verb: (ctx: Context, input: Input<P, Q, B>) => Promise<z.output<R>>,
): RouteHandler {
  return handleStream(exportOf(endpoint), (ctx, { params, query, body }) => {
    const { format, timeZone, ...filter } = query as ExportQuery & Record<string, unknown> // as `exportOf` extends it
    const { clusterId } = (params ?? {}) as { clusterId?: string } // params are objects of text
    return exportList(ctx, endpoint, { clusterId, format, timeZone }, async (page) => {
      const input = { params, query: { ...filter, ...page }, body } as Input<P, Q, B> // parsed with these very schemas
      return (await verb(ctx, input)) as List<unknown> // `isExportable` says that it is a list
    })
  })
}

/** The same checks for an endpoint that answers a file or a stream. */
export function handleStream<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  verb: (ctx: Context, input: Input<P, Q, B>) => Promise<StreamAnswer>,
): RouteHandler {
  return (request) =>
    answer(
      endpoint,
      request,
      async (ctx, read) => {
        const { headers, body } = await verb(ctx, read as Input<P, Q, B>) // parsed with these very schemas
        return new Response(body, { status: endpoint.status ?? 200, headers })
      },
      null,
    )
}

/** 207 when some targets are done and some not. None done is an error, which verbs throw; this is the net below them. */
function statusOf(endpoint: Endpoint, value: unknown): number {
  const status = endpoint.status ?? 200
  if (!isFanOut(value)) return status
  const { done, failed, unknown } = value
  if (failed.length + unknown.length === 0) return status
  if (done.length > 0) return 207
  const code: ErrorCode = unknown.length > 0 ? 'CLUSTER_TIMEOUT' : 'CLUSTER_REJECTED'
  throw new AppError(code, 'No server has done it.', { extra: { done, failed, unknown } })
}

/** @param deadline ms, or null where the answer may flow for longer */
async function answer(
  endpoint: Endpoint,
  request: Request,
  run: (ctx: Context, read: Read) => Promise<Response>,
  deadline: number | null = deadlineMs,
): Promise<Response> {
  const startedAt = performance.now()
  const url = new URL(request.url)
  const deadlineSignal = deadline === null ? null : AbortSignal.timeout(deadline)
  const ctx: Context = {
    actor: nobody(),
    signal: deadlineSignal ? AbortSignal.any([request.signal, deadlineSignal]) : request.signal,
    requestId: randomUUID(),
    // Our listener has overwritten it with the client's address; see lib/web.
    address: request.headers.get('x-forwarded-for'),
    agent: request.headers.get('user-agent'),
    headers: request.headers,
    peer: request.headers.get('x-apogee-peer'),
    request: { method: endpoint.method, path: url.pathname + url.search },
    auditIds: [],
    cookies: [],
  }
  const read: Read = { params: undefined, query: undefined, body: undefined }
  let response: Response
  try {
    await admit(ctx, endpoint, request, read)
    read.query = parseQuery(endpoint, url.searchParams)
    read.body = await parseBody(endpoint, request)
    if (endpoint.body && ctx.request) ctx.request.body = read.body
    const attempt = async () => {
      let wasTried = true
      const made = await run(ctx, read).catch((error: unknown) => {
        wasTried = ctx.auditIds.length > 0
        return failed(ctx, endpoint, error, read, deadlineSignal)
      })
      // Nothing was there to be done, which was asked for all the same.
      if (ctx.auditIds.length === 0 && made.ok && isWrite(endpoint, read.query)) {
        await recordAttempt(ctx, endpoint, read, { outcome: 'SUCCESS' })
      }
      // Here, so that it is stored with the answer: a replay names the row of the one attempt.
      if (ctx.auditIds.length > 0) made.headers.set('x-audit-id', ctx.auditIds.join(', '))
      return { response: made, wasTried }
    }
    const key = endpoint.idempotent ? request.headers.get('idempotency-key') : null
    response = key === null ? (await attempt()).response : await runOnce(ctx, key, read.body ?? null, attempt)
  } catch (error) {
    response = await failed(ctx, endpoint, error, read, deadlineSignal)
  }
  finish(ctx, response)
  const durationMs = Math.round(performance.now() - startedAt)
  const { requestId } = ctx
  log.debug({ requestId, method: endpoint.method, path: url.pathname, status: response.status, durationMs }, 'answered')
  return response
}

/** Everything that can refuse a request before its input is read. */
async function admit(ctx: Context, endpoint: Endpoint, request: Request, read: Read): Promise<void> {
  const isUnsafe = endpoint.method !== 'GET'
  const hasToken = request.headers.has('authorization')
  const readBody = async () => {
    // For the row about the refusal only; what cannot be read stays out of it.
    if (isUnsafe && endpoint.body && endpoint.audit) read.body = await readJson(request).catch(() => undefined)
    if (ctx.request) ctx.request.body = read.body
  }
  if (isUnsafe && !hasToken) requireSameOrigin(request.headers)
  const isSetUpEndpoint = endpoint.path === '/api/v1/setup'
  if (!isSetUpEndpoint && !(await isSetUp())) {
    throw new AppError('SETUP_REQUIRED', 'There is no user yet. Open /setup with the code from the server log.')
  }
  if (endpoint.permission === 'public') {
    await limitRate(`public:${ctx.address}`, publicRequestsPerMinute)
  }
  const identity = await authenticate(request.headers, ctx.address)
  if (identity) {
    ctx.actor = identity.actor
    if (identity.sessionId !== undefined) ctx.sessionId = identity.sessionId
    if (identity.tokenId !== undefined) ctx.tokenId = identity.tokenId
  } else if (endpoint.permission !== 'public') {
    throw new AppError('UNAUTHENTICATED', 'Sign in, or send an API token.')
  }
  if (ctx.tokenId !== undefined) await limitRate(`token:${ctx.tokenId}`, tokenRequestsPerMinute)
  read.params = parseParams(endpoint, new URL(request.url).pathname)
  if (endpoint.permission === 'public') return
  try {
    if (identity?.mustChangePassword && ctx.actor.simulatedBy === undefined && !isOpenBeforePasswordChange(endpoint)) {
      throw new AppError('FORBIDDEN', 'Change your password first.', { reason: 'PASSWORD_CHANGE' })
    }
    if (ctx.actor.simulatedBy !== undefined && !isOpenWhileSimulating(endpoint)) {
      throw new AppError('FORBIDDEN', `You look at the console as ${ctx.actor.onBehalfOf}: nothing can be changed.`, {
        reason: 'SIMULATION',
      })
    }
    if (endpoint.permission !== 'signed-in') requireDeclared(ctx, endpoint.permission, read.params)
  } catch (error) {
    await readBody()
    // A foreign cluster answers like none, so the row about it is written here, where the two can be told apart.
    if (error instanceof AppError && error.code === 'NOT_FOUND') {
      // There is none, it is told.
      await recordAttempt(ctx, endpoint, read, { ...outcomeOfError(error), outcome: 'REFUSED' })
    }
    throw error
  }
}

/**
 * The declared permission, on the topic or group that the path names; of a list or of anything else that is not about one thing, on anything in
 * the cluster, for the verb asks again with what it is about.
 */
function requireDeclared(ctx: Context, permission: Permission, params: unknown): void {
  const { clusterId, topicName, groupName } = (params ?? {}) as Record<string, string | undefined> // params are objects of text
  if (clusterId === undefined) requirePermissionSomewhere(ctx, permission)
  else if (topicName !== undefined) requirePermission(ctx, permission, clusterId, onTopic(topicName))
  else if (groupName !== undefined) requirePermission(ctx, permission, clusterId, onGroup(groupName))
  else requirePermissionIn(ctx, permission, clusterId)
}

/** Reads, and the two ways out. */
function isOpenWhileSimulating({ method, path, isRead }: Endpoint): boolean {
  if (method === 'GET' || isRead) return true
  return method === 'DELETE' && (path === '/api/v1/access/simulation' || path === '/api/v1/session')
}

/** Who must set a new password may do that, see who they are, and leave. */
function isOpenBeforePasswordChange(endpoint: Endpoint): boolean {
  return (
    endpoint.path === '/api/v1/session' ||
    endpoint.path === '/api/v1/account' ||
    endpoint.path === '/api/v1/account/password'
  )
}

const refusals = new Set<ErrorCode>(['UNAUTHENTICATED', 'FORBIDDEN', 'READ_ONLY', 'PROTECTED'])

async function failed(
  ctx: Context,
  endpoint: Endpoint,
  error: unknown,
  read: Read,
  deadlineSignal: AbortSignal | null,
): Promise<Response> {
  const told =
    ctx.signal.aborted && isAbort(error, ctx.signal)
      ? new AppError(
          'CLUSTER_TIMEOUT',
          deadlineSignal?.aborted ? `Gave up after ${deadlineMs} ms.` : 'The client has gone.',
        )
      : asAppError(error, ctx.requestId)
  if (ctx.auditIds.length === 0 && isRecorded(ctx, endpoint, told, read)) {
    await recordAttempt(ctx, endpoint, read, outcomeOfError(told))
  }
  return problemResponse(told, ctx.requestId, new Headers())
}

/**
 * Refusals are recorded of whatever declares an audit. Of a write by somebody who is known every end is: after an incident one also
 * looks for what was tried. Over the rate limit nothing is, for there would be no end of rows, nor of a dry run, which is no write.
 */
function isRecorded(ctx: Context, endpoint: Endpoint, { code }: AppError, { query }: Read): boolean {
  if (refusals.has(code)) return true
  return isWrite(endpoint, query) && ctx.actor.id !== '' && code !== 'RATE_LIMITED'
}

function isWrite(endpoint: Endpoint, query: unknown): boolean {
  const isDryRun = (query as { dryRun?: boolean } | undefined)?.dryRun === true // queries are objects
  return endpoint.method !== 'GET' && !endpoint.isRead && !isDryRun
}

/** What a call throws when its signal aborts: the reason itself, or an error of that name around it. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  return (
    error === signal.reason ||
    (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError'))
  )
}

function finish(ctx: Context, response: Response): void {
  const { headers } = response
  headers.set('x-request-id', ctx.requestId)
  // Events that a server compresses reach nobody before its buffer is full.
  const isEvents = headers.get('content-type')?.startsWith('text/event-stream') === true
  headers.set('cache-control', isEvents ? 'no-store, no-transform' : 'no-store')
  headers.set('x-content-type-options', 'nosniff')
  if (ctx.auditIds.length > 0) headers.set('x-audit-id', ctx.auditIds.join(', '))
  for (const cookie of ctx.cookies ?? []) headers.append('set-cookie', cookie)
}
