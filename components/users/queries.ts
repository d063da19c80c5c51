import { queryOptions, skipToken } from '@tanstack/react-query'
import type { z } from 'zod'
import { getAccessFileEndpoint } from '#lib/access-file/api.ts'
import { call } from '#lib/api/call.ts'
import { getAccountEndpoint, listOwnSessionsEndpoint } from '#lib/users/account-api.ts'
import { explainAccessEndpoint, listGrantsEndpoint } from '#lib/users/grant-api.ts'
import { listPermissionSetsEndpoint } from '#lib/users/permission-set-api.ts'
import { getSessionEndpoint } from '#lib/users/session-api.ts'
import { listTokensEndpoint } from '#lib/users/token-api.ts'
import { getUserEndpoint, listUserSessionsEndpoint, listUsersEndpoint } from '#lib/users/user-api.ts'

export const accountKeys = {
  account: ['account'] as const,
  session: ['session'] as const,
  sessions: ['account', 'sessions'] as const,
  tokens: ['tokens'] as const,
}

export const accountQuery = () =>
  queryOptions({ queryKey: accountKeys.account, queryFn: ({ signal }) => call(getAccountEndpoint, {}, { signal }) })

export const sessionQuery = () =>
  queryOptions({ queryKey: accountKeys.session, queryFn: ({ signal }) => call(getSessionEndpoint, {}, { signal }) })

export const ownSessionsQuery = () =>
  queryOptions({
    queryKey: accountKeys.sessions,
    queryFn: ({ signal }) =>
      call(listOwnSessionsEndpoint, { query: { pageSize: 200, sort: '-lastSeenAt' } }, { signal }),
  })

/** Sets, and who uses them. */
export const permissionSetsKey = ['permission-sets'] as const

export const permissionSetsQuery = () =>
  queryOptions({
    queryKey: permissionSetsKey,
    queryFn: ({ signal }) => call(listPermissionSetsEndpoint, {}, { signal }),
  })

/** What became of the file of APOGEE_ACCESS_FILE. */
export const accessFileQuery = () =>
  queryOptions({
    queryKey: ['access-file'] as const,
    queryFn: ({ signal }) => call(getAccessFileEndpoint, {}, { signal }),
  })

type TokensFilter = Partial<z.output<NonNullable<typeof listTokensEndpoint.query>>>
export const tokensQuery = (query: TokensFilter) =>
  queryOptions({
    queryKey: [...accountKeys.tokens, query],
    queryFn: ({ signal }) => call(listTokensEndpoint, { query }, { signal }),
  })

/** Users, and what hangs on them: grants, sessions. */
export const userKeys = { all: ['users'] as const }

type UsersFilter = Partial<z.output<NonNullable<typeof listUsersEndpoint.query>>>
export const usersQuery = (query: UsersFilter) =>
  queryOptions({
    queryKey: [...userKeys.all, 'list', query],
    queryFn: ({ signal }) => call(listUsersEndpoint, { query }, { signal }),
  })

export const userQuery = (userId: string) =>
  queryOptions({
    queryKey: [...userKeys.all, 'one', userId],
    queryFn: ({ signal }) => call(getUserEndpoint, { params: { userId } }, { signal }),
  })

export const userSessionsQuery = (userId: string) =>
  queryOptions({
    queryKey: [...userKeys.all, 'sessions', userId],
    queryFn: ({ signal }) =>
      call(listUserSessionsEndpoint, { params: { userId }, query: { pageSize: 200, sort: '-lastSeenAt' } }, { signal }),
  })

/** All grants: there are as many as people and groups, not as topics. */
export const grantsQuery = () =>
  queryOptions({
    queryKey: [...userKeys.all, 'grants'],
    queryFn: ({ signal }) => call(listGrantsEndpoint, { query: { pageSize: 500, sort: '-createdAt' } }, { signal }),
  })

export type ExplainQuestion = z.output<NonNullable<typeof explainAccessEndpoint.query>>
export const explainQuery = (question: ExplainQuestion | null) =>
  queryOptions({
    queryKey: ['access', question],
    queryFn: question ? ({ signal }) => call(explainAccessEndpoint, { query: question }, { signal }) : skipToken,
  })
