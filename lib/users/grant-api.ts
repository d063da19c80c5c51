import { z } from 'zod'
import { ClusterId, endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { AccessAnswer, Grant, GrantPatch, NewGrant } from '#lib/users/grant-schema.ts'
import { PermissionName, PermissionSetName } from '#lib/users/schema.ts'

const GrantParams = z.object({ grantId: z.string().min(1).max(64) })

export const listGrantsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/grants',
  tag: 'Grants',
  summary: 'List grants',
  query: z.object({
    ...listQuery('createdAt', 'endsAt', 'permissionSet'),
    userId: z.string().max(64).optional(),
    providerGroup: z.string().max(256).optional(),
    permissionSet: PermissionSetName.optional(),
  }),
  response: listOf(Grant),
  isExportable: true,
  permission: 'user:manage',
})

export const createGrantEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/grants',
  tag: 'Grants',
  summary: 'Give a user, or a group of a sign-in provider, a permission set in a scope',
  description: 'Never wider or longer than what the giver holds, and never to oneself.',
  status: 201,
  body: NewGrant,
  response: Grant,
  permission: 'user:manage',
  audit: {
    action: 'grant.create',
    target: ({ body: { subject } }) =>
      'userId' in subject
        ? { kind: 'user', name: subject.userId }
        : { kind: 'provider-group', name: subject.providerGroup },
  },
  idempotent: true,
})

export const getGrantEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/grants/{grantId}',
  tag: 'Grants',
  summary: 'One grant',
  params: GrantParams,
  response: Grant,
  permission: 'user:manage',
})

export const updateGrantEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/grants/{grantId}',
  tag: 'Grants',
  summary: 'Change the set, scope or end of a grant',
  params: GrantParams,
  body: GrantPatch,
  response: Grant,
  permission: 'user:manage',
  audit: { action: 'grant.update', target: ({ params }) => ({ kind: 'grant', name: params.grantId }) },
})

export const deleteGrantEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/grants/{grantId}',
  tag: 'Grants',
  summary: 'Withdraw a grant',
  status: 204,
  params: GrantParams,
  response: z.undefined(),
  permission: 'user:manage',
  audit: { action: 'grant.delete', target: ({ params }) => ({ kind: 'grant', name: params.grantId }) },
})

export const explainAccessEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/access/explain',
  tag: 'Grants',
  summary: 'May somebody do something, and by which grant',
  description:
    'Answered by the function that guards everything else. Without an object the question is about the whole cluster, without a cluster about the whole console. Others than oneself need user:manage.',
  query: z.object({
    user: z.string().max(64).optional().meta({ description: 'userId; absent: oneself' }),
    permission: PermissionName,
    clusterId: ClusterId.optional(),
    kind: z.enum(['topic', 'group', 'namespace']).optional(),
    name: z.string().min(1).max(255).optional().meta({ description: 'Full name of the topic, group or namespace' }),
  }),
  response: AccessAnswer,
  permission: 'signed-in',
})
