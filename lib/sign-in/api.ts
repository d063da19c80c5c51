import { z } from 'zod'
import { endpoint, listOf, listQuery, Time } from '#lib/api/endpoint.ts'
import {
  Invitation,
  InviteInput,
  NewProvider,
  PasswordLinkKind,
  Provider,
  ProviderDetail,
  ProviderKind,
  ProviderPatch,
  ProviderTest,
  SignInOptions,
  TestInput,
} from '#lib/sign-in/schema.ts'
import { NewPassword } from '#lib/users/schema.ts'
import { SessionShape, SignInSettings } from '#lib/users/session-schema.ts'

const nothing = z.undefined()
const ProviderParams = z.object({ providerId: z.string().min(1).max(32) })
const providerOfPath = ({ params }: { params: { providerId: string } }) => ({
  kind: 'provider',
  name: params.providerId,
})
const LinkToken = z.string().min(1).max(128)

export const getSignInOptionsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/sign-in',
  tag: 'Session',
  summary: 'How one may sign in here',
  response: SignInOptions,
  permission: 'public',
})

export const startSignInEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/sign-in/{providerId}/start',
  tag: 'Session',
  summary: 'Begin a sign-in at an OIDC provider',
  description:
    'Answers where the browser goes on. A cookie of the same answer binds what comes back to this browser, once, within ten minutes.',
  params: ProviderParams,
  body: z.object({ returnPath: z.string().max(2048).default('/') }),
  response: z.object({ url: z.string() }),
  permission: 'public',
  audit: { action: 'session.start', target: providerOfPath },
})

export const signInByHeaderEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/sign-in/{providerId}/header',
  tag: 'Session',
  summary: 'Sign in as whom a trusted proxy names',
  params: ProviderParams,
  response: SessionShape,
  permission: 'public',
  audit: { action: 'session.create', target: providerOfPath },
})

export const getSignInSettingsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/sign-in/settings',
  tag: 'Sign-in',
  summary: 'Rules of every sign-in: addresses, local accounts, how long sessions last',
  response: SignInSettings,
  permission: 'sign-in:manage',
})

export const updateSignInSettingsEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/sign-in/settings',
  tag: 'Sign-in',
  summary: 'Change the rules of every sign-in',
  description:
    'Local sign-in can be switched off while a provider has an administrator who has come by it, and a local break-glass account stays.',
  body: SignInSettings.partial(),
  response: SignInSettings,
  permission: 'sign-in:manage',
  audit: { action: 'sign-in.update-settings', target: () => ({ kind: 'settings', name: 'sign-in' }) },
})

export const listProvidersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/providers',
  tag: 'Sign-in',
  summary: 'List sign-in providers',
  query: z.object({
    ...listQuery('name', 'kind', 'lastSuccessAt'),
    q: z.string().max(255).optional().meta({ description: 'Part of the name or id' }),
    kind: ProviderKind.optional(),
  }),
  response: listOf(Provider),
  permission: 'sign-in:manage',
})

export const createProviderEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/providers',
  tag: 'Sign-in',
  summary: 'Add a sign-in provider',
  description: 'Its rules never give more than whoever writes them holds.',
  status: 201,
  body: NewProvider,
  response: Provider,
  permission: 'sign-in:manage',
  audit: { action: 'provider.create', target: ({ body }) => ({ kind: 'provider', name: body.providerId }) },
  idempotent: true,
})

export const getProviderEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/providers/{providerId}',
  tag: 'Sign-in',
  summary: 'One sign-in provider, with the groups of its users, mapped or not',
  params: ProviderParams,
  response: ProviderDetail,
  permission: 'sign-in:manage',
})

export const updateProviderEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/providers/{providerId}',
  tag: 'Sign-in',
  summary: 'Change a sign-in provider',
  params: ProviderParams,
  body: ProviderPatch,
  response: Provider,
  permission: 'sign-in:manage',
  audit: { action: 'provider.update', target: providerOfPath },
})

export const deleteProviderEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/providers/{providerId}',
  tag: 'Sign-in',
  summary: 'Remove a sign-in provider',
  description: 'Its users stay without a way in, their sessions and what its rules gave them end.',
  status: 204,
  params: ProviderParams,
  response: nothing,
  permission: 'sign-in:manage',
  audit: { action: 'provider.delete', target: providerOfPath },
})

export const testProviderEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/providers/{providerId}/test',
  tag: 'Sign-in',
  summary: 'Sign in on trial: claims, rules, grants; nobody is switched',
  params: ProviderParams,
  body: TestInput,
  response: ProviderTest,
  permission: 'sign-in:manage',
  audit: { action: 'provider.test', target: providerOfPath },
})

export const getProviderTestEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/providers/{providerId}/tests/{testId}',
  tag: 'Sign-in',
  summary: 'What a trial found',
  params: ProviderParams.extend({ testId: z.string().min(1).max(64) }),
  response: ProviderTest,
  permission: 'sign-in:manage',
})

export const inviteUserEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/users/{userId}/invite',
  tag: 'Users',
  summary: 'Make a one-time link with which a user sets a password',
  description: 'An invitation, or help for who forgot theirs. Valid for 24 hours; a new link ends the one before.',
  params: z.object({ userId: z.string().min(1).max(64) }),
  body: InviteInput,
  response: Invitation,
  permission: 'user:manage',
  audit: { action: 'user.invite', target: ({ params }) => ({ kind: 'user', name: params.userId }) },
})

export const openPasswordLinkEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/password-links/open',
  tag: 'Session',
  summary: 'Whose link is this?',
  body: z.object({ token: LinkToken }),
  response: z.object({ kind: PasswordLinkKind, name: z.string(), expiresAt: Time }),
  permission: 'public',
  isRead: true,
})

export const setPasswordByLinkEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/password-links/use',
  tag: 'Session',
  summary: 'Set the password by a one-time link',
  description: 'Ends the link and every session of the account; one signs in afterwards.',
  status: 204,
  body: z.object({ token: LinkToken, password: NewPassword }),
  response: nothing,
  permission: 'public',
  audit: { action: 'user.set-password', target: () => ({ kind: 'user', name: '' }) },
})
