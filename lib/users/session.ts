import { headers } from 'next/headers'
import type { Account } from '#lib/users/account-schema.ts'
import { authenticate } from '#lib/users/authenticate.ts'
import type { Context } from '#lib/users/context.ts'
import { getAccount } from '#lib/users/get-account.ts'
import { getSession as readSession } from '#lib/users/get-session.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { isSetUp } from '#lib/users/set-up-state.ts'

/** What a page knows before its first byte: whom it is for, and how they want it. */
export type PageSession =
  | { state: 'set-up-required' | 'signed-out' }
  | { state: 'signed-in'; session: SessionShape; account: Account }

/**
 * The session of the page that is being rendered, for server layouts: to lead to `/setup` or `/sign-in`, and for language and theme.
 * Data is read through the API; this is no second door to it.
 */
export async function getSession(): Promise<PageSession> {
  // Before any look at the database, so that Next knows at once that the page depends on the request.
  const requestHeaders = await headers()
  if (!(await isSetUp())) return { state: 'set-up-required' }
  const cookie = requestHeaders.get('cookie')
  const identity = cookie === null ? null : await authenticate(new Headers({ cookie }), null)
  if (!identity) return { state: 'signed-out' }
  const ctx: Context = {
    actor: identity.actor,
    signal: new AbortController().signal,
    requestId: 'page',
    address: null,
    agent: null,
    auditIds: [],
    ...(identity.sessionId !== undefined && { sessionId: identity.sessionId }),
  }
  return { state: 'signed-in', session: await readSession(ctx), account: await getAccount(ctx) }
}
