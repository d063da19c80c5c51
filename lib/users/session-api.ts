import { z } from 'zod'
import { endpoint } from '#lib/api/endpoint.ts'
import { Language, NewPassword, TimeZone, UserName } from '#lib/users/schema.ts'
import { SessionShape } from '#lib/users/session-schema.ts'

const self = () => ({ kind: 'user', name: '' })

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

export const startSimulationEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/access/simulation',
  tag: 'Grants',
  summary: 'Look at the console as a user sees it',
  description:
    'Holds for this session, streams and exports included, until it is ended. Everything that writes is refused meanwhile. Only of users who hold no more than oneself.',
  status: 204,
  body: z.object({ userId: z.string().min(1).max(64) }),
  response: z.undefined(),
  permission: 'user:manage',
  audit: { action: 'simulation.start', target: ({ body }) => ({ kind: 'user', name: body.userId }) },
})

export const endSimulationEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/access/simulation',
  tag: 'Grants',
  summary: 'Back to oneself',
  status: 204,
  response: z.undefined(),
  permission: 'signed-in',
  audit: { action: 'simulation.end', target: self },
})
