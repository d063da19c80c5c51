import { z } from 'zod'
import { endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { Account, AccountLayout, AccountPatch, TableLayout, ViewId } from '#lib/users/account-schema.ts'
import { NewPassword } from '#lib/users/schema.ts'
import { AccountSession } from '#lib/users/session-schema.ts'

const SessionParams = z.object({ sessionId: z.string().min(1).max(64) })
const self = () => ({ kind: 'user', name: '' })

export const getAccountEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/account',
  tag: 'Account',
  summary: 'Own account with its preferences',
  response: Account,
  permission: 'signed-in',
})

export const updateAccountEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/account',
  tag: 'Account',
  summary: 'Change own account',
  body: AccountPatch,
  response: Account,
  permission: 'signed-in',
  audit: { action: 'account.update', target: self },
})

export const changePasswordEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/account/password',
  tag: 'Account',
  summary: 'Change own password',
  description: 'Ends all other sessions of this account.',
  status: 204,
  body: z.object({ currentPassword: z.string().min(1).max(256), newPassword: NewPassword }),
  response: z.undefined(),
  permission: 'signed-in',
  audit: { action: 'account.change-password', target: self },
})

export const listLayoutsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/account/layouts',
  tag: 'Account',
  summary: 'How you arranged the tables of the console',
  response: listOf(AccountLayout),
  permission: 'signed-in',
})

export const setLayoutEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/account/layouts/{viewId}',
  tag: 'Account',
  summary: 'Arrange a table',
  params: z.object({ viewId: ViewId }),
  body: TableLayout,
  response: AccountLayout,
  permission: 'signed-in',
  audit: { action: 'account.set-layout', target: ({ params }) => ({ kind: 'view', name: params.viewId }) },
})

export const listOwnSessionsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/account/sessions',
  tag: 'Account',
  summary: 'Own sessions',
  query: z.object(listQuery('lastSeenAt', 'createdAt')),
  response: listOf(AccountSession),
  permission: 'signed-in',
})

export const endOwnSessionEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/account/sessions/{sessionId}',
  tag: 'Account',
  summary: 'End one of the own sessions',
  status: 204,
  params: SessionParams,
  response: z.undefined(),
  permission: 'signed-in',
  audit: { action: 'session.delete', target: ({ params }) => ({ kind: 'session', name: params.sessionId }) },
})
