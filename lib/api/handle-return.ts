import { randomUUID } from 'node:crypto'
import { asAppError } from '#lib/api/problem.ts'
import { limitRate } from '#lib/api/rate-limit.ts'
import { env } from '#lib/env.ts'
import { authenticate } from '#lib/users/authenticate.ts'
import { type Context, nobody } from '#lib/users/context.ts'
import { isSetUp } from '#lib/users/set-up-state.ts'

const deadlineMs = 60_000
const perMinute = 60

/**
 * A route that another site sends a browser back to: a navigation, so it answers with a place to go on to, of this console and by
 * its configured address, and never with JSON. What the address says proves nothing; the verb must know what it waits for.
 *
 * @param verb answers the path to go on to
 */
export function handleReturn(
  verb: (ctx: Context, url: URL, cookie: string | null) => Promise<string>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url)
    const ctx: Context = {
      actor: nobody(),
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(deadlineMs)]),
      requestId: randomUUID(),
      // Our listener has overwritten it with the client's address; see lib/web.
      address: request.headers.get('x-forwarded-for'),
      agent: request.headers.get('user-agent'),
      // Without the query: it holds codes.
      request: { method: 'GET', path: url.pathname },
      auditIds: [],
      cookies: [],
    }
    const path = await answer(ctx, request, url, verb).catch((error: unknown) => {
      const { code } = asAppError(error, ctx.requestId)
      return `/sign-in?${new URLSearchParams({ failed: code })}`
    })
    const headers = new Headers({
      location: env().APOGEE_URL + path,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-request-id': ctx.requestId,
    })
    for (const cookie of ctx.cookies ?? []) headers.append('set-cookie', cookie)
    return new Response(null, { status: 303, headers })
  }
}

async function answer(
  ctx: Context,
  request: Request,
  url: URL,
  verb: (ctx: Context, url: URL, cookie: string | null) => Promise<string>,
): Promise<string> {
  if (!(await isSetUp())) return '/setup'
  await limitRate(`public:${ctx.address}`, perMinute)
  const cookie = request.headers.get('cookie')
  const identity = cookie === null ? null : await authenticate(new Headers({ cookie }), ctx.address)
  if (identity?.sessionId !== undefined) {
    ctx.actor = identity.actor
    ctx.sessionId = identity.sessionId
  }
  return await verb(ctx, url, cookie)
}
