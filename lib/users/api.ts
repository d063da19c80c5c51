import { z } from 'zod'
import { ClusterId, endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { Account, AccountLayout, AccountPatch, TableLayout, ViewId } from '#lib/users/account-schema.ts'
import { AccessAnswer, Grant, GrantPatch, NewGrant } from '#lib/users/grant-schema.ts'
import { NewPermissionSet, PermissionSet, PermissionSetPatch } from '#lib/users/permission-set-schema.ts'
import { Language, NewPassword, PermissionName, PermissionSetName, TimeZone, UserName } from '#lib/users/schema.ts'
import { AccountSession, SessionShape } from '#lib/users/session-schema.ts'
import { NewToken, Token } from '#lib/users/token-schema.ts'
import { NewUser, User, UserPatch, UserStatus } from '#lib/users/user-schema.ts'

const nothing = z.undefined()
const UserParams = z.object({ userId: z.string().min(1).max(64) })
const SessionParams = z.object({ sessionId: z.string().min(1).max(64) })
const GrantParams = z.object({ grantId: z.string().min(1).max(64) })
const TokenParams = z.object({ tokenId: z.string().min(1).max(64) })
const self = () => ({ kind: 'user', name: '' })
const userOfPath = ({ params }: { params: { userId: string } }) => ({ kind: 'user', name: params.userId })

export const setUpEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/setup',
  tag: 'Session',
  summary: 'Create the first administrator',
  description: 'Exists only while there is no user. The one-time code stands in the server log. Signs in.',
  status: 201,
  body: z.object({
    code: z.string().max(64),
    name: UserName,
    email: z.email().max(254),
    password: NewPassword,
    language: Language.default('en'),
    timeZone: TimeZone.nullable().default(null),
  }),
  response: SessionShape,
  permission: 'public',
  audit: { action: 'user.set-up', target: ({ body }) => ({ kind: 'user', name: body.name }) },
})

export const getSetUpEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/setup',
  tag: 'Session',
  summary: 'Is set-up still to be done?',
  description: '200 while there is no user, 404 afterwards.',
  response: z.object({ isOpen: z.literal(true) }),
  permission: 'public',
})

export const signInEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/session',
  tag: 'Session',
  summary: 'Sign in',
  description:
    'Sets the session cookie. Five wrong passwords in 15 minutes for one name, or twenty from one address, lock it for 15 minutes (429).',
  body: z.object({
    name: z.string().min(1).max(128),
    password: z.string().min(1).max(256),
    providerId: z.string().max(32).optional().meta({ description: 'A directory (LDAP); absent = a local account' }),
  }),
  response: SessionShape,
  permission: 'public',
  audit: { action: 'session.create', target: () => ({ kind: 'user', name: '' }) },
})

export const getSessionEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/session',
  tag: 'Session',
  summary: 'Who is signed in, and what they may do',
  response: SessionShape,
  permission: 'signed-in',
})

export const signOutEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/session',
  tag: 'Session',
  summary: 'Sign out',
  response: z.object({
    providerUrl: z.string().nullable().meta({ description: 'Where to go on to sign out at the provider too' }),
  }),
  permission: 'signed-in',
  audit: { action: 'session.delete', target: self },
})

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
  response: nothing,
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
  response: nothing,
  permission: 'signed-in',
  audit: { action: 'session.delete', target: ({ params }) => ({ kind: 'session', name: params.sessionId }) },
})

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
  response: nothing,
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
  response: nothing,
  permission: 'user:manage',
  audit: { action: 'user.end-sessions', target: userOfPath },
})

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
  response: nothing,
  permission: 'user:manage',
  audit: { action: 'grant.delete', target: ({ params }) => ({ kind: 'grant', name: params.grantId }) },
})

export const listPermissionSetsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/permission-sets',
  tag: 'Grants',
  summary: 'Permission sets and what they hold',
  response: listOf(PermissionSet),
  permission: 'signed-in',
})

const SetParams = z.object({ name: z.string().min(1).max(64) })
const setOfPath = ({ params }: { params: { name: string } }) => ({ kind: 'permission-set', name: params.name })

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
  response: nothing,
  permission: 'permission-set:manage',
  audit: { action: 'permission-set.delete', target: setOfPath },
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

export const startSimulationEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/access/simulation',
  tag: 'Grants',
  summary: 'Look at the console as a user sees it',
  description:
    'Holds for this session, streams and exports included, until it is ended. Everything that writes is refused meanwhile. Only of users who hold no more than oneself.',
  status: 204,
  body: z.object({ userId: z.string().min(1).max(64) }),
  response: nothing,
  permission: 'user:manage',
  audit: { action: 'simulation.start', target: ({ body }) => ({ kind: 'user', name: body.userId }) },
})

export const endSimulationEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/access/simulation',
  tag: 'Grants',
  summary: 'Back to oneself',
  status: 204,
  response: nothing,
  permission: 'signed-in',
  audit: { action: 'simulation.end', target: self },
})

export const listTokensEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/tokens',
  tag: 'Tokens',
  summary: 'Own API tokens; with token:manage those of everybody',
  query: z.object({
    ...listQuery('name', 'createdAt', 'expiresAt', 'lastUsedAt'),
    owner: z
      .union([z.enum(['me', 'all', 'service']), z.string().max(64)])
      .default('me')
      .meta({
        description: '`me`, `all`, `service` (of no person) or a userId; others than oneself need token:manage',
      }),
    q: z.string().max(255).optional().meta({ description: 'Part of the name' }),
  }),
  response: listOf(Token),
  isExportable: true,
  permission: 'signed-in',
})

export const createTokenEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/tokens',
  tag: 'Tokens',
  summary: 'Create an API token',
  description:
    '`token` is in this answer only; what is stored is a hash. Never wider than the rights of its owner, now and at each use.',
  status: 201,
  body: NewToken,
  response: Token.extend({ token: z.string() }),
  permission: 'signed-in',
  audit: { action: 'token.create', target: ({ body }) => ({ kind: 'token', name: body.name }) },
})

export const revokeTokenEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/tokens/{tokenId}',
  tag: 'Tokens',
  summary: 'Revoke an API token at once',
  description: 'Own ones; those of others need token:manage.',
  status: 204,
  params: TokenParams,
  response: nothing,
  permission: 'signed-in',
  audit: { action: 'token.delete', target: ({ params }) => ({ kind: 'token', name: params.tokenId }) },
})
