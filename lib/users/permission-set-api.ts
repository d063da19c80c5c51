import { z } from 'zod'
import { endpoint, listOf } from '#lib/api/endpoint.ts'
import { NewPermissionSet, PermissionSet, PermissionSetPatch } from '#lib/users/permission-set-schema.ts'

const SetParams = z.object({ name: z.string().min(1).max(64) })
const setOfPath = ({ params }: { params: { name: string } }) => ({ kind: 'permission-set', name: params.name })

export const listPermissionSetsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/permission-sets',
  tag: 'Grants',
  summary: 'Permission sets and what they hold',
  response: listOf(PermissionSet),
  permission: 'signed-in',
})

export const createPermissionSetEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/permission-sets',
  tag: 'Grants',
  summary: 'Create a permission set',
  description: 'What its permissions need is added. By itself it gives nobody anything.',
  status: 201,
  body: NewPermissionSet,
  response: PermissionSet,
  permission: 'permission-set:manage',
  audit: { action: 'permission-set.create', target: ({ body }) => ({ kind: 'permission-set', name: body.name }) },
  idempotent: true,
})

export const getPermissionSetEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/permission-sets/{name}',
  tag: 'Grants',
  summary: 'One permission set',
  params: SetParams,
  response: PermissionSet,
  permission: 'signed-in',
})

export const updatePermissionSetEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/permission-sets/{name}',
  tag: 'Grants',
  summary: 'Change a permission set of your own making',
  description:
    'Changes what everybody has who holds it, so nobody widens a set that they hold, or beyond what they hold wherever it is granted. Built-in sets stay as they are (409).',
  params: SetParams,
  body: PermissionSetPatch,
  response: PermissionSet,
  permission: 'permission-set:manage',
  audit: { action: 'permission-set.update', target: setOfPath },
})

export const deletePermissionSetEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/permission-sets/{name}',
  tag: 'Grants',
  summary: 'Delete a permission set that nothing uses',
  status: 204,
  params: SetParams,
  response: z.undefined(),
  permission: 'permission-set:manage',
  audit: { action: 'permission-set.delete', target: setOfPath },
})
