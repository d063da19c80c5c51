import { z } from 'zod'
import { ClusterId, endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { PermissionSetName } from '#lib/users/schema.ts'
import { AccountSession } from '#lib/users/session-schema.ts'
import { NewUser, User, UserPatch, UserStatus } from '#lib/users/user-schema.ts'

const UserParams = z.object({ userId: z.string().min(1).max(64) })
const userOfPath = ({ params }: { params: { userId: string } }) => ({ kind: 'user', name: params.userId })

export const listUsersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/users',
  tag: 'Users',
  summary: 'List users',
  query: z.object({
    ...listQuery('name', 'displayName', 'email', 'createdAt', 'lastSignInAt'),
    q: z.string().max(255).optional().meta({ description: 'Part of name, display name or e-mail' }),
    status: UserStatus.optional(),
    source: z.string().max(64).optional(),
    permissionSet: PermissionSetName.optional(),
    cluster: ClusterId.optional().meta({ description: 'Who holds a grant there now' }),
  }),
  response: listOf(User),
  isExportable: true,
  permission: 'user:manage',
})

export const createUserEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/users',
  tag: 'Users',
  summary: 'Create a user',
  status: 201,
  body: NewUser,
  response: User,
  permission: 'user:manage',
  audit: { action: 'user.create', target: ({ body }) => ({ kind: 'user', name: body.name }) },
  idempotent: true,
})

export const getUserEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/users/{userId}',
  tag: 'Users',
  summary: 'One user',
  params: UserParams,
  response: User,
  permission: 'user:manage',
})

export const updateUserEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/users/{userId}',
  tag: 'Users',
  summary: 'Change, disable or enable a user, or set a new password',
  description:
    'Disabling and a new password end every session of the user at once. The last active administrator stays.',
  params: UserParams,
  body: UserPatch,
  response: User,
  permission: 'user:manage',
  audit: { action: 'user.update', target: userOfPath },
})

export const deleteUserEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/users/{userId}',
  tag: 'Users',
  summary: 'Delete a user with their grants, sessions and tokens',
  description: 'The audit keeps the name.',
  status: 204,
  params: UserParams,
  response: z.undefined(),
  permission: 'user:manage',
  audit: { action: 'user.delete', target: userOfPath },
})

export const unlockUserEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/users/{userId}/unlock',
  tag: 'Users',
  summary: 'End the lock after wrong passwords',
  params: UserParams,
  response: User,
  permission: 'user:manage',
  audit: { action: 'user.unlock', target: userOfPath },
})

export const listUserSessionsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/users/{userId}/sessions',
  tag: 'Users',
  summary: 'Sessions of a user',
  params: UserParams,
  query: z.object(listQuery('lastSeenAt', 'createdAt')),
  response: listOf(AccountSession),
  permission: 'user:manage',
})

export const endUserSessionsEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/users/{userId}/sessions',
  tag: 'Users',
  summary: 'End all sessions of a user',
  status: 204,
  params: UserParams,
  response: z.undefined(),
  permission: 'user:manage',
  audit: { action: 'user.end-sessions', target: userOfPath },
})
