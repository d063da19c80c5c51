import { z } from 'zod'
import { Time } from '#lib/api/endpoint.ts'
import { MAX_PROVIDERS, NewProvider, ProviderId, ProviderRule, RuleGrant } from '#lib/sign-in/schema.ts'
import { NewPermissionSet } from '#lib/users/permission-set-schema.ts'
import { ClusterSelector, PermissionSetName, Scope, UserName } from '#lib/users/schema.ts'

// --- what the file says: fields and rules of the API, with names where the API has ids that nobody knows beforehand ------------

const FileClusters = ClusterSelector.extend({ names: z.array(z.string().min(1).max(64)).min(1).max(200).optional() })
  .refine((value) => Object.values(value).some((part) => part !== undefined), {
    error: 'must name names, clusterIds, environments or labels; "all" means every cluster',
    params: { rule: 'emptyScope' },
  })
  .refine(({ names, clusterIds }) => names === undefined || clusterIds === undefined, {
    error: 'names clusters by names or by clusterIds, not both',
    params: { rule: 'exclusive' },
  })
const FileScope = Scope.extend({ clusters: z.union([z.literal('all'), FileClusters]) })
export type FileScope = z.output<typeof FileScope>

const FileGrant = z.strictObject({
  subject: z.union([
    z.strictObject({ user: UserName, source: z.union([z.literal('local'), ProviderId]).default('local') }),
    z.strictObject({ providerGroup: z.string().min(1).max(256) }),
  ]),
  permissionSet: PermissionSetName,
  scope: FileScope,
  endsAt: Time.optional(),
})
export type FileGrant = z.output<typeof FileGrant>

/** Where a secret is, for it is never in the file itself. */
const FileSecret = z.union([
  z.strictObject({ file: z.string().min(1).max(4096) }),
  z.strictObject({
    env: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,127}$/)
      .refine((name) => !/^(APOGEE_|DATABASE_URL$)/.test(name), {
        error: 'is a variable of the console itself',
        params: { rule: 'reservedVariable' },
      }),
  }),
])
export type FileSecret = z.output<typeof FileSecret>

const FileProvider = NewProvider.omit({ secrets: true, defaultGrant: true, rules: true }).extend({
  secrets: z.strictObject({ clientSecret: FileSecret.optional(), bindPassword: FileSecret.optional() }).default({}),
  defaultGrant: RuleGrant.extend({ scope: FileScope }).nullable().default(null),
  rules: z
    .array(ProviderRule.extend({ scope: FileScope }))
    .max(200)
    .default([]),
})
export type FileProvider = z.output<typeof FileProvider>

export const AccessFileContent = z.strictObject({
  permissionSets: z.array(NewPermissionSet).max(200).default([]),
  grants: z.array(FileGrant).max(2000).default([]),
  providers: z.array(FileProvider).max(MAX_PROVIDERS).default([]),
})
export type AccessFileContent = z.output<typeof AccessFileContent>

// --- what became of it ----------------------------------------------------------------------------------------------------------

export const AccessFileSection = z.enum(['permissionSets', 'grants', 'providers'])
export type AccessFileSection = z.output<typeof AccessFileSection>

export const FindingReason = z.enum([
  'TAKEN',
  'NAME_TAKEN',
  'BUILT_IN',
  'SET_NOT_APPLIED',
  'OTHER_SOURCE',
  'KIND_FIXED',
  'LIMIT',
  'IN_USE',
  'LAST_ADMINISTRATOR',
  'BREAK_GLASS',
  'NO_OTHER_ADMINISTRATOR',
  'SECRET',
  'INVALID',
  'REFUSED',
  'NO_USER',
  'NO_CLUSTER',
  'ENDED',
])
export type FindingReason = z.output<typeof FindingReason>

export const Finding = z
  .object({
    state: z.enum(['CONFLICT', 'PROBLEM', 'WAITING']).meta({
      description:
        'CONFLICT: something made in the console, or a guard of it, stands against it; PROBLEM: it cannot be used; WAITING: for a user or cluster',
    }),
    reason: FindingReason,
    section: AccessFileSection,
    path: z
      .string()
      .nullable()
      .meta({ description: 'Place in the file, such as grants[3]; null: it stands there no more' }),
    name: z.string().meta({ description: 'The set, the id of the provider, or to whom something is granted' }),
    permissionSet: z.string().optional().meta({ description: 'Of a grant or a rule' }),
    what: z.string().optional().meta({ description: 'What is missing or in the way' }),
    rule: z.string().optional(),
    detail: z.string(),
  })
  .meta({ id: 'AccessFileFinding' })
export type Finding = z.output<typeof Finding>

export const AccessFile = z
  .object({
    path: z.string().nullable().meta({ description: 'Of APOGEE_ACCESS_FILE; null: no file is named' }),
    state: z.enum(['NONE', 'APPLIED', 'INVALID']).meta({
      description: 'INVALID: the file as it is now changed nothing; what it said before holds',
    }),
    sha256: z.string().nullable().meta({ description: 'Of the contents that hold' }),
    loadedAt: Time.nullable().meta({ description: 'Since when they hold' }),
    faults: z
      .array(
        z.object({
          path: z.string().meta({ description: 'Place in the file; empty: the file itself' }),
          rule: z.string(),
          params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
          detail: z.string(),
        }),
      )
      .meta({ description: 'Why the file as it is now is not applied' }),
    findings: z.array(Finding).meta({ description: 'Entries that are not applied, and what could not be removed' }),
    counts: z
      .object({ permissionSets: z.number().int(), grants: z.number().int(), providers: z.number().int() })
      .meta({ description: 'Entries of the file that hold' }),
  })
  .meta({ id: 'AccessFile' })
export type AccessFile = z.output<typeof AccessFile>
