import { z } from 'zod'
import { Time } from '#lib/api/endpoint.ts'
import { Cidrs, isFromFile, PermissionSetName, Scope } from '#lib/users/schema.ts'

/** Part of the address that a provider comes back to, and the `source` of its users: so it never changes. */
export const ProviderId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/, '2 to 32 of a-z, 0-9, hyphen; starts and ends with a letter or digit')
  .refine((id) => id !== 'local' && id !== 'credential', { error: 'is taken', params: { rule: 'taken' } })
  .meta({ id: 'ProviderId', example: 'company-sso' })
export const ProviderKind = z.enum(['OIDC', 'LDAP', 'HEADER'])
export type ProviderKind = z.output<typeof ProviderKind>
const Name = z.string().trim().min(1).max(60)
const Revision = z.string().max(20)
const Text = z.string().trim().max(256)
const Attribute = z
  .string()
  .trim()
  .regex(/^[A-Za-z][A-Za-z0-9.;-]{0,63}$/, 'a name of an attribute')
/** A claim of an ID token; a dot leads into an object, as Keycloak's `realm_access.roles`. */
const Claim = z.string().trim().min(1).max(128)
const HeaderName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a name of a header')
  .refine(
    (name) => !/^(cookie|authorization|host|origin|referer|forwarded|x-forwarded-.*|x-apogee-.*|sec-.*)$/.test(name),
    {
      error: 'is a header with a meaning of its own',
      params: { rule: 'reservedHeader' },
    },
  )
const Pem = z.string().max(65_536).default('').meta({ description: 'PEM; empty = the usual authorities' })

const OidcConfig = z.strictObject({
  kind: z.literal('OIDC'),
  issuer: z.url({ protocol: /^https?$/ }).max(512),
  clientId: Text.min(1),
  scopes: z.array(z.string().trim().min(1).max(128)).max(20).default(['openid', 'profile', 'email']),
  idClaim: Claim.default('sub'),
  nameClaim: Claim.default('preferred_username'),
  displayNameClaim: Claim.default('name'),
  emailClaim: Claim.default('email'),
  groupsClaim: Claim.default('groups'),
  allowedDomains: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain such as example.com'),
    )
    .max(50)
    .default([])
    .meta({ description: 'Only people whose e-mail is in one of these; empty = all' }),
  signsOutAtProvider: z.boolean().default(false),
})
const LdapConfig = z.strictObject({
  kind: z.literal('LDAP'),
  url: z
    .url({ protocol: /^ldaps?$/ })
    .max(512)
    .meta({ description: 'ldaps://host, or ldap://host with StartTLS' }),
  ca: Pem,
  bindDn: z.string().trim().max(512).default('').meta({ description: 'Who looks people up; empty = anonymously' }),
  base: z.string().trim().min(1).max(512),
  userFilter: z
    .string()
    .trim()
    .max(1024)
    .default('(&(objectClass=person)(uid={name}))')
    .refine((filter) => filter.includes('{name}'), { error: 'must hold {name}', params: { rule: 'needsName' } }),
  idAttribute: Attribute.default('entryUUID'),
  nameAttribute: Attribute.default('uid'),
  displayNameAttribute: Attribute.default('cn'),
  emailAttribute: Attribute.default('mail'),
  groupBase: z.string().trim().max(512).default('').meta({ description: 'Empty = no groups are looked up' }),
  groupFilter: z
    .string()
    .trim()
    .max(1024)
    .default('(&(objectClass=groupOfNames)(member={dn}))')
    .refine((filter) => filter.includes('{dn}') || filter.includes('{name}'), {
      error: 'must hold {dn} or {name}',
      params: { rule: 'needsDn' },
    }),
  groupNameAttribute: Attribute.default('cn'),
  withNestedGroups: z.boolean().default(true),
})
const HeaderConfig = z.strictObject({
  kind: z.literal('HEADER'),
  nameHeader: HeaderName.default('x-remote-user'),
  displayNameHeader: HeaderName.or(z.literal('')).default(''),
  emailHeader: HeaderName.or(z.literal('')).default(''),
  groupsHeader: HeaderName.or(z.literal('')).default(''),
  groupsSeparator: z.string().min(1).max(3).default(','),
  proxyCidrs: Cidrs.min(1).meta({ description: 'Only from sockets of these addresses the headers count' }),
})
export const ProviderConfig = z.discriminatedUnion('kind', [OidcConfig, LdapConfig, HeaderConfig])
export type ProviderConfig = z.output<typeof ProviderConfig>
export type ConfigOf<K extends ProviderKind> = Extract<ProviderConfig, { kind: K }>

export const secretOfKind = { OIDC: 'clientSecret', LDAP: 'bindPassword', HEADER: null } as const
const ProviderSecretName = z.enum(['clientSecret', 'bindPassword'])
export type ProviderSecretName = z.output<typeof ProviderSecretName>
const Secrets = z
  .strictObject({
    clientSecret: z.string().min(1).max(4096).nullable().optional(),
    bindPassword: z.string().min(1).max(4096).nullable().optional(),
  })
  .meta({ description: 'Never read back. Absent = keep, null = remove' })

/** Which set in which scope. */
export const RuleGrant = z.object({ permissionSet: PermissionSetName, scope: Scope })
export type RuleGrant = z.output<typeof RuleGrant>
export const ProviderRule = RuleGrant.extend({
  claim: Claim.nullable()
    .default(null)
    .meta({ description: 'null = the groups; else another claim, attribute or header field' }),
  match: z
    .enum(['EXACT', 'GLOB'])
    .default('EXACT')
    .meta({ description: 'GLOB: * stands for anything, ? for one character' }),
  value: z.string().min(1).max(256),
}).meta({ id: 'ProviderRule' })
export type ProviderRule = z.output<typeof ProviderRule>

export const MAX_PROVIDERS = 50

const fields = {
  name: Name.meta({ description: 'On the button of the sign-in page' }),
  isEnabled: z.boolean().default(false),
  createsUsers: z
    .boolean()
    .default(false)
    .meta({ description: 'At the first sign-in; off = somebody must have created the user for this provider' }),
  config: ProviderConfig,
  defaultGrant: RuleGrant.nullable().default(null).meta({ description: 'What everybody gets who comes by it' }),
  rules: z.array(ProviderRule).max(200).default([]),
}
export const NewProvider = z
  .strictObject({ providerId: ProviderId, ...fields, secrets: Secrets.default({}) })
  .meta({ id: 'NewSignInProvider' })
export type NewProvider = z.output<typeof NewProvider>

/** Absent = unchanged. The kind stays. */
export const ProviderPatch = z
  .strictObject({
    name: fields.name.optional(),
    isEnabled: z.boolean().optional(),
    createsUsers: z.boolean().optional(),
    config: ProviderConfig.optional(),
    defaultGrant: RuleGrant.nullable().optional(),
    rules: z.array(ProviderRule).max(200).optional(),
    secrets: Secrets.default({}),
    revision: Revision.optional(),
  })
  .meta({ id: 'SignInProviderPatch' })
export type ProviderPatch = z.output<typeof ProviderPatch>

/** What is wrong at a provider itself, in one word that everybody may read. */
export const ProviderTrouble = z.enum(['UNREACHABLE', 'TLS', 'REFUSED', 'BAD_ANSWER'])
export type ProviderTrouble = z.output<typeof ProviderTrouble>

export const Provider = z
  .object({
    providerId: z.string(),
    name: z.string(),
    kind: ProviderKind,
    isEnabled: z.boolean(),
    createsUsers: z.boolean(),
    config: ProviderConfig,
    secretsKept: z.partialRecord(ProviderSecretName, z.object({ lastFour: z.string() })),
    defaultGrant: RuleGrant.nullable(),
    rules: z.array(ProviderRule),
    /** What the provider must be told: where people come back to, and where they land after signing out there. */
    returnUrls: z.array(z.string()),
    users: z.number().int(),
    lastSuccessAt: Time.nullable(),
    lastFailureAt: Time.nullable(),
    lastFailure: z.object({ trouble: ProviderTrouble, detail: z.string() }).nullable(),
    createdAt: Time,
    createdBy: z.string(),
    isFromFile,
    revision: Revision,
  })
  .meta({ id: 'SignInProvider' })
export type Provider = z.output<typeof Provider>

/** A group that the users of a provider have, whether a rule knows it or not. */
export const SeenGroup = z
  .object({ group: z.string(), users: z.number().int(), permissionSets: z.array(z.string()) })
  .meta({ id: 'SeenGroup', description: 'No permission set = the group maps to nothing' })
export type SeenGroup = z.output<typeof SeenGroup>
export const ProviderDetail = Provider.extend({ groups: z.array(SeenGroup) }).meta({ id: 'SignInProviderDetail' })
export type ProviderDetail = z.output<typeof ProviderDetail>

// --- trial ----------------------------------------------------------------------------------------------------------------------

/** Why somebody whom a provider vouches for does not come in. */
export const IdentityRefusal = z.enum([
  'NO_ID',
  'NAME_UNFIT',
  'NAME_TAKEN',
  'EMAIL_TAKEN',
  'DOMAIN',
  'UNVERIFIED_EMAIL',
  'MUST_EXIST',
  'DISABLED',
  'ADDRESS',
])
export type IdentityRefusal = z.output<typeof IdentityRefusal>

export const RuleMatch = z.object({
  rule: z.number().int().nullable().meta({ description: 'Place of the rule in the list; null = the default grant' }),
  matched: z.string(),
  permissionSet: z.string(),
  scope: Scope,
})
export type RuleMatch = z.output<typeof RuleMatch>

export const TrialResult = z
  .object({
    /** Every claim, attribute or header that came. */
    claims: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
    person: z
      .object({ id: z.string(), name: z.string(), displayName: z.string(), email: z.string().nullable() })
      .nullable(),
    groups: z.array(SeenGroup.omit({ users: true })),
    matches: z.array(RuleMatch),
    user: z.object({
      outcome: z.enum(['EXISTS', 'WOULD_BE_CREATED', 'REFUSED']),
      refusal: IdentityRefusal.nullable(),
      userId: z.string().nullable(),
    }),
    failure: z
      .object({ trouble: ProviderTrouble.nullable(), detail: z.string() })
      .nullable()
      .meta({ description: 'The trial did not come to claims; a null trouble is about the person' }),
  })
  .meta({ id: 'SignInTrial' })
export type TrialResult = z.output<typeof TrialResult>

export const TestInput = z.strictObject({
  name: z.string().max(128).optional().meta({ description: 'LDAP: who is tried' }),
  password: z.string().max(256).optional(),
})
export const ProviderTest = z
  .object({
    testId: z.string(),
    url: z.string().nullable().meta({ description: 'OIDC: where the trial goes on, in another window' }),
    result: TrialResult.nullable().meta({ description: 'null while it goes on' }),
  })
  .meta({ id: 'SignInProviderTest' })
export type ProviderTest = z.output<typeof ProviderTest>

// --- the sign-in page -----------------------------------------------------------------------------------------------------------

export const SignInOptions = z
  .object({
    isLocalEnabled: z.boolean().meta({ description: 'Off: the local form is for the break-glass account only' }),
    providers: z.array(
      z.object({
        providerId: z.string(),
        name: z.string(),
        kind: ProviderKind,
        trouble: ProviderTrouble.nullable().meta({ description: 'Its last use failed, less than 10 minutes ago' }),
        person: z.string().nullable().meta({ description: 'HEADER: whom the proxy in front names' }),
      }),
    ),
  })
  .meta({ id: 'SignInOptions' })
export type SignInOptions = z.output<typeof SignInOptions>

// --- one-time links -------------------------------------------------------------------------------------------------------------

export const PasswordLinkKind = z.enum(['INVITATION', 'RESET'])
export const InviteInput = z.strictObject({
  channelId: z
    .string()
    .max(64)
    .nullable()
    .default(null)
    .meta({ description: 'An e-mail channel that sends the link to the user; null = the link is answered' }),
})
export const Invitation = z
  .object({
    kind: PasswordLinkKind,
    link: z.string().nullable().meta({ description: 'Shown once; null when it was sent by mail' }),
    sentTo: z.string().nullable(),
    expiresAt: Time,
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.output<typeof Invitation>
