import { z } from 'zod'
import { Time } from '#lib/api/endpoint.ts'
import { permissions } from '#lib/users/permissions.ts'

export const UserName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{1,62}$/, '2 to 63 of a-z, 0-9, dot, underscore, hyphen; starts with a letter or digit')
  .meta({ id: 'UserName', example: 'kim' })
export const PermissionName = z.enum(permissions)
/** A built-in set or an own one; whether it exists is asked where it is given. */
export const PermissionSetName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,62}$/, '2 to 63 of a-z, 0-9, hyphen; starts with a letter or digit')
  .meta({ id: 'PermissionSetName', example: 'operator' })
export const Language = z.enum(['en', 'zh-CN'])
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: 'an IANA zone such as Europe/Berlin', params: { rule: 'timeZone' } })

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** Length only: what else a password must not be (the name, a common one) is judged where the name is known. */
export const NewPassword = z
  .string()
  .min(12)
  .max(128)
  .meta({ description: '12 to 128 characters, not the name, not a common one' })

export const ClusterSelector = z.strictObject({
  clusterIds: z.array(z.string().max(32)).min(1).max(200).optional(),
  environments: z.array(z.string().min(1).max(64)).min(1).max(50).optional(),
  labels: z.record(z.string().max(63), z.string().max(128)).optional(),
})

const Pattern = z.string().min(1).max(255)
const patterns = z.array(Pattern).max(200)

/**
 * Where a grant holds. An absent part does not narrow; several parts must all match; an empty list means nothing of that kind.
 * Names and patterns are of full names (`ns%name`). Retry and dead-letter topics follow their group.
 */
export const Scope = z
  .strictObject({
    clusters: z.union([
      z.literal('all'),
      ClusterSelector.refine((value) => Object.values(value).some((part) => part !== undefined), {
        error: 'must name clusterIds, environments or labels; "all" means every cluster',
        params: { rule: 'emptyScope' },
      }),
    ]),
    namespaces: z
      .array(Pattern.nullable())
      .max(200)
      .optional()
      .meta({ description: 'Names or patterns with `*`; null: what is in no namespace' }),
    topics: patterns.optional().meta({ description: 'Names or patterns with `*`, such as pay_*' }),
    groups: patterns.optional().meta({ description: 'Names or patterns with `*`, such as pay_*' }),
    labels: z
      .record(z.string().max(63), z.string().max(128))
      .refine((labels) => Object.keys(labels).length > 0, {
        error: 'must name a label; without labels leave it out',
        params: { rule: 'emptyScope' },
      })
      .optional()
      .meta({ description: 'Labels that a topic, group or namespace must have in Apogee' }),
    owner: z
      .array(z.enum(['me', 'myGroup']))
      .min(1)
      .max(2)
      .optional()
      .meta({ description: 'Whose owner in Apogee is the user, or one of the groups that their provider names' }),
  })
  .meta({ id: 'Scope' })
export type Scope = z.output<typeof Scope>

export const SessionShape = z
  .object({
    user: z.object({
      userId: z.string(),
      name: z.string(),
      displayName: z.string(),
      email: z.string(),
      source: z.string(),
      status: z.enum(['active', 'disabled', 'locked', 'invited']),
    }),
    expiresAt: Time,
    permissions: z.array(
      z.object({
        permissionSet: z.string(),
        permissions: z.array(PermissionName),
        scope: Scope,
        endsAt: Time.optional(),
        providerGroup: z.string().optional().meta({ description: 'The group of the provider that it comes by' }),
      }),
    ),
    grantedBy: z
      .array(z.string())
      .optional()
      .meta({ description: 'Whom to ask for more: some who manage users everywhere' }),
    simulation: z
      .object({ by: z.string() })
      .optional()
      .meta({ description: 'Somebody looks at the console as this user sees it; nothing can be written' }),
    needsPasswordChange: z.boolean(),
  })
  .meta({ id: 'Session' })
export type SessionShape = z.output<typeof SessionShape>

export const Account = z
  .object({
    userId: z.string(),
    name: z.string(),
    displayName: z.string(),
    email: z.string(),
    language: Language,
    theme: z.enum(['light', 'dark', 'auto']),
    timeZone: z.string().nullable(),
    timeFormat: z.enum(['absolute', 'relative']),
    density: z.union([z.literal(28), z.literal(32), z.literal(40)]),
    refreshMs: z.union([z.literal(0), z.literal(5000), z.literal(15000), z.literal(60000)]),
    revision: z.string(),
  })
  .meta({ id: 'Account' })
export type Account = z.output<typeof Account>

/** `name` never changes; the rest is the person's own. */
export const AccountPatch = Account.omit({ userId: true, name: true })
  .extend({ displayName: z.string().trim().min(1).max(128), email: z.email().max(254), timeZone: TimeZone.nullable() })
  .partial()
export type AccountPatch = z.output<typeof AccountPatch>

const columnIds = z.array(z.string().max(64)).max(200)
/** How a person arranged a table. Names are column ids; what is not named is as the table was made. */
export const TableLayout = z
  .strictObject({
    order: columnIds,
    hidden: columnIds,
    shown: columnIds,
    pinned: columnIds,
    widths: z.record(z.string().max(64), z.number().min(40).max(2000)),
    density: z.union([z.literal(28), z.literal(32), z.literal(40)]).optional(),
  })
  .meta({ id: 'TableLayout' })
export type TableLayout = z.output<typeof TableLayout>
export const ViewId = z.string().regex(/^[a-z][a-zA-Z0-9._-]{0,63}$/)
export const AccountLayout = z.object({ viewId: z.string(), layout: TableLayout })
export type AccountLayout = z.output<typeof AccountLayout>

export const AccountSession = z.object({
  sessionId: z.string(),
  isCurrent: z.boolean(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
})
export type AccountSession = z.output<typeof AccountSession>

const GrantSubject = z.union([
  z.strictObject({ userId: z.string().max(64) }),
  z.strictObject({ providerGroup: z.string().min(1).max(256) }),
])
export const isFromFile = z
  .boolean()
  .meta({ description: 'The file of APOGEE_ACCESS_FILE says so: changed there, not by hand' })
export const Grant = z
  .object({
    grantId: z.string(),
    subject: GrantSubject,
    permissionSet: z.string(),
    scope: Scope,
    endsAt: Time.optional(),
    byRule: z
      .object({ providerId: z.string(), matched: z.string() })
      .optional()
      .meta({ description: 'A rule of a sign-in provider gave it; replaced at every sign-in, not changed by hand' }),
    isFromFile,
  })
  .meta({ id: 'Grant' })
export type Grant = z.output<typeof Grant>

export const NewGrant = z.object({
  subject: GrantSubject,
  permissionSet: PermissionSetName,
  scope: Scope,
  endsAt: Time.optional(),
})
export type NewGrant = z.output<typeof NewGrant>
export const GrantPatch = z.object({
  permissionSet: PermissionSetName.optional(),
  scope: Scope.optional(),
  endsAt: Time.nullable().optional(),
})
export type GrantPatch = z.output<typeof GrantPatch>

/** Addresses or ranges; empty = from everywhere. */
export const Cidrs = z
  .array(z.string().max(64))
  .max(50)
  .meta({ description: 'Addresses or ranges such as 10.0.0.0/8; empty = from everywhere' })

export const UserStatus = z.enum(['active', 'disabled', 'locked', 'invited'])
export const User = z
  .object({
    userId: z.string(),
    name: z.string(),
    displayName: z.string(),
    email: z.string(),
    source: z.string(),
    status: UserStatus.meta({
      description: '`locked`: too many wrong passwords; ends by itself after 15 minutes or by unlock',
    }),
    needsPasswordChange: z.boolean(),
    providerGroups: z.array(z.string()).meta({ description: 'As the provider named them at the last sign-in' }),
    allowedCidrs: z
      .array(z.string())
      .meta({ description: 'From where they may sign in; empty = as the rule for all says' }),
    grants: z.array(Grant),
    sessions: z.number().int(),
    tokens: z.number().int(),
    lastSignInAt: Time.nullable(),
    lastAddress: z.string().nullable().meta({ description: 'Of the session that was seen last; null without one' }),
    createdAt: Time,
    revision: z.string(),
  })
  .meta({ id: 'User' })
export type User = z.output<typeof User>
export const NewUser = z.object({
  name: UserName,
  displayName: z.string().trim().min(1).max(128).optional(),
  email: z.email().max(254),
  source: z
    .string()
    .max(64)
    .optional()
    .meta({ description: '`local`, or the id of the provider that vouches for them' }),
  password: NewPassword.optional().meta({
    description: 'Absent: the user is invited and sets it by a one-time link. None with another source than `local`',
  }),
  needsPasswordChange: z.boolean().default(true),
  allowedCidrs: Cidrs.optional(),
  grants: z
    .array(NewGrant.omit({ subject: true }))
    .max(50)
    .default([]),
})
export type NewUser = z.output<typeof NewUser>
export const UserPatch = z.object({
  displayName: z.string().trim().min(1).max(128).optional(),
  email: z.email().max(254).optional(),
  status: z.enum(['active', 'disabled']).optional(),
  password: NewPassword.optional().meta({ description: 'Sets a new password and ends every session of the user' }),
  needsPasswordChange: z.boolean().optional(),
  allowedCidrs: Cidrs.optional(),
  revision: z.string().optional(),
})
export type UserPatch = z.output<typeof UserPatch>

export const PermissionSet = z
  .object({
    name: z.string(),
    isBuiltIn: z.boolean(),
    isFromFile,
    description: z.string(),
    permissions: z.array(PermissionName),
    grants: z.number().int().nullable().meta({
      description:
        'Grants and tokens that use it and have not ended, and rules of sign-in providers; null without user:manage',
    }),
    createdBy: z.string().nullable(),
    revision: z.string(),
  })
  .meta({ id: 'PermissionSet' })
export type PermissionSet = z.output<typeof PermissionSet>
const ofSet = {
  description: z.string().trim().max(256).meta({ description: 'In the words of the organisation' }),
  permissions: z
    .array(PermissionName)
    .min(1)
    .max(permissions.length)
    .meta({ description: 'What one of them needs is added: topic:delete brings topic:read and cluster:read' }),
}
export const NewPermissionSet = z.object({
  name: PermissionSetName,
  description: ofSet.description.default(''),
  permissions: ofSet.permissions,
})
export type NewPermissionSet = z.output<typeof NewPermissionSet>
export const PermissionSetPatch = z.object({
  description: ofSet.description.optional(),
  permissions: ofSet.permissions.optional(),
  revision: z.string().optional(),
})
export type PermissionSetPatch = z.output<typeof PermissionSetPatch>

/** What one grant says about a question. */
export const AccessReason = z.enum([
  'IN_SCOPE',
  'NOT_IN_SET',
  'NOT_ALL_CLUSTERS',
  'OTHER_CLUSTERS',
  'NEEDS_WHOLE_CLUSTER',
  'ONLY_SOME_OBJECTS',
  'OBJECT_OUT_OF_SCOPE',
])
export type AccessReason = z.output<typeof AccessReason>
export const AccessAnswer = z
  .object({
    user: z.object({ userId: z.string(), name: z.string() }),
    permission: PermissionName,
    isAllowed: z.boolean(),
    grants: z
      .array(
        z.object({
          grantId: z.string(),
          permissionSet: z.string(),
          scope: Scope,
          endsAt: Time.optional(),
          providerGroup: z.string().optional(),
          gives: z.boolean(),
          because: AccessReason,
        }),
      )
      .meta({ description: 'Those that give it first' }),
    grantedBy: z.array(z.string()).meta({ description: 'Who can give it: some who manage users everywhere' }),
  })
  .meta({ id: 'AccessAnswer' })
export type AccessAnswer = z.output<typeof AccessAnswer>

export const NewToken = z.object({
  name: z.string().trim().min(1).max(64),
  permissionSet: PermissionSetName,
  scope: Scope.default({ clusters: 'all' }),
  allowedCidrs: z.array(z.string().max(64)).max(50).default([]).meta({
    description: 'Addresses or ranges it works from; empty = from everywhere',
  }),
  isService: z
    .boolean()
    .default(false)
    .meta({ description: 'Belongs to no person and outlives its maker; needs token:manage' }),
  expiresAt: Time.meta({ description: 'At most 365 days away' }),
})
export type NewToken = z.output<typeof NewToken>

export const Token = z
  .object({
    tokenId: z.string(),
    name: z.string(),
    owner: z
      .object({ userId: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'null: a service token, which belongs to no person' }),
    createdBy: z.string().nullable().meta({ description: 'Who made a service token' }),
    prefix: z.string(),
    lastFour: z.string(),
    permissionSet: z.string(),
    scope: Scope,
    allowedCidrs: z.array(z.string()),
    createdAt: Time,
    expiresAt: Time,
    lastUsedAt: Time.nullable(),
    lastUsedFrom: z.string().nullable(),
  })
  .meta({ id: 'Token' })
export type Token = z.output<typeof Token>

/** 30 days: longer than this no session lasts. */
export const longestSessionHours = 720

export const SignInSettings = z
  .object({
    sessionIdleMinutes: z
      .number()
      .int()
      .min(5)
      .max(longestSessionHours * 60),
    sessionMaxHours: z.number().int().min(1).max(longestSessionHours),
    allowedCidrs: Cidrs,
    isLocalEnabled: z
      .boolean()
      .meta({ description: 'Off: only the break-glass account signs in with a local password' }),
    breakGlassUserId: z
      .string()
      .max(64)
      .nullable()
      .meta({ description: 'The local administrator who can always sign in with a password' }),
  })
  .meta({ id: 'SignInSettings' })
export type SignInSettings = z.output<typeof SignInSettings>
