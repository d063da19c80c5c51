import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import {
  getAccountEndpoint,
  getSessionEndpoint,
  listOwnSessionsEndpoint,
  listPermissionSetsEndpoint,
  listTokensEndpoint,
} from '#lib/users/api.ts'

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

export const permissionSetsQuery = () =>
  queryOptions({
    queryKey: ['permission-sets'],
    queryFn: ({ signal }) => call(listPermissionSetsEndpoint, {}, { signal }),
  })

type TokensFilter = Partial<z.output<NonNullable<typeof listTokensEndpoint.query>>>
export const tokensQuery = (query: TokensFilter) =>
  queryOptions({
    queryKey: [...accountKeys.tokens, query],
    queryFn: ({ signal }) => call(listTokensEndpoint, { query }, { signal }),
  })
