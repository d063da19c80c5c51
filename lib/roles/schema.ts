import { z } from 'zod'
import { fanOut, Labels, listOf, Metadata, Owner, partial, Remark, TargetError, Time } from '#lib/api/endpoint.ts'

/** How long brokers and proxies may go on with what they have in their caches. */
export const ROLE_CACHE_MS = 60_000
export const maxRoleRows = 500
export const maxSourceIps = 50

export const RoleKind = z.enum(['Super', 'Normal'])
export type RoleKind = z.output<typeof RoleKind>
export const RoleStatus = z.enum(['enabled', 'disabled'])
export type RoleStatus = z.output<typeof RoleStatus>
/** CUSTOM: a policy that the two forms cannot express. NONE: no policy at all. */
export const PermissionType = z.enum(['CLUSTER', 'TOPIC_AND_GROUP', 'CUSTOM', 'NONE'])
export type PermissionType = z.output<typeof PermissionType>
export const PolicyType = z.enum(['Custom', 'Default'])
export type PolicyType = z.output<typeof PolicyType>
export const policyActions = ['Pub', 'Sub', 'Create', 'Update', 'Delete', 'Get', 'List', 'All'] as const
export const PolicyAction = z.enum(policyActions)
export const Decision = z.enum(['Allow', 'Deny'])
export type Decision = z.output<typeof Decision>

const isSourceIp = (text: string) =>
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].some((form) => form.safeParse(text).success)
/** One address or a range: `10.0.0.0/8`, `fd00::/8`, `192.0.2.7`. */
export const SourceIp = z
  .string()
  .trim()
  .max(64)
  .refine(isSourceIp, { error: 'an IPv4 or IPv6 address or a range such as 10.0.0.0/8', params: { rule: 'cidr' } })
export const SourceIps = z.array(SourceIp).max(maxSourceIps).meta({ description: 'Absent or empty: from anywhere' })

/** A row of the form: full name, a prefix that ends in `*`, or `*` for all. */
const rowName = z
  .string()
  .max(255)
  .regex(/^(\*|[%|A-Za-z0-9_-]+\*?)$/, 'letters, digits, %, |, - and _; a prefix ends in *')
export const RoleRow = z
  .strictObject({
    kind: z.enum(['Topic', 'Group']),
    name: rowName.meta({ description: 'orders, pay%* for a prefix, * for all' }),
    produce: z.boolean().default(false),
    consume: z.boolean().default(false),
    sourceIps: SourceIps.optional().meta({ description: 'Instead of those of the whole form' }),
    remark: Remark.optional().meta({ description: 'Kept in the console only' }),
  })
  .refine(({ produce, consume }) => produce || consume, {
    path: ['produce'],
    error: 'a row allows something',
    params: { rule: 'emptyRow' },
  })
  .refine(({ kind, produce }) => kind === 'Topic' || !produce, {
    path: ['produce'],
    error: 'nothing is produced to a group',
    params: { rule: 'groupProduce' },
  })
export type RoleRow = z.output<typeof RoleRow>

/** What the two forms say. Policies that they cannot express are left as they are. */
export const RoleForm = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('CLUSTER'),
    produce: z.boolean(),
    consume: z.boolean(),
    sourceIps: SourceIps.optional(),
  }),
  z.strictObject({
    type: z.literal('TOPIC_AND_GROUP'),
    rows: z
      .array(RoleRow)
      .max(maxRoleRows)
      .superRefine((rows, context) => {
        const seen = new Set<string>()
        for (const [index, { kind, name }] of rows.entries()) {
          if (seen.has(`${kind}:${name}`)) {
            const message = `${kind}:${name} is a row already`
            context.addIssue({ code: 'custom', path: [index, 'name'], message, params: { rule: 'twice', name } })
          }
          seen.add(`${kind}:${name}`)
        }
      }),
    sourceIps: SourceIps.optional(),
  }),
])
export type RoleForm = z.output<typeof RoleForm>

/** As a person writes one: `Topic:orders`, `Topic:pay%*`, `Group:*`, `Cluster:DefaultCluster`, `*`. */
const Resource = z
  .string()
  .trim()
  .max(300)
  .regex(/^(\*|(Cluster|Topic|Group|Namespace):(\*|[^\s*]+\*?))$/, 'Topic:name, Group:prefix*, Cluster:name or *')

/** One stored policy entry; its key on a broker is type and resource. */
export const PolicyInput = z.strictObject({
  policyType: PolicyType.default('Custom'),
  resource: Resource,
  actions: z.array(PolicyAction).min(1).max(policyActions.length),
  sourceIps: SourceIps.optional(),
  decision: Decision,
})
export type PolicyInput = z.output<typeof PolicyInput>

/** As a broker holds it: also what this version of the console has no word for. */
export const Policy = z
  .object({
    policyType: z.string(),
    resource: z.string(),
    actions: z.array(z.string()),
    sourceIps: z.array(z.string()).meta({ description: 'Empty: from anywhere' }),
    decision: z.string(),
  })
  .meta({ id: 'RolePolicy' })
export type Policy = z.output<typeof Policy>

export const RoleBroker = z.object({
  brokerName: z.string(),
  brokerId: z.number().int().meta({ description: '0 = master' }),
  clusterName: z.string(),
  address: z.string(),
})
export type RoleBroker = z.output<typeof RoleBroker>

/** EQUAL: as most brokers hold it. NO_STORE: access control was never configured there. */
export const BrokerRoleState = z.enum(['EQUAL', 'MISSING', 'DIFFERS', 'UNREACHABLE', 'NO_STORE'])
export type BrokerRoleState = z.output<typeof BrokerRoleState>
export const RoleDifference = z.object({
  field: z.enum(['kind', 'status', 'secret', 'policy']),
  policyType: z.string().optional(),
  resource: z.string().optional(),
  expected: z.string().nullable().meta({ description: 'As most brokers hold it; null = not there, or secret' }),
  found: z.string().nullable(),
})
export type RoleDifference = z.output<typeof RoleDifference>
export const RoleOnBroker = RoleBroker.extend({
  state: BrokerRoleState,
  differences: z.array(RoleDifference),
}).meta({ id: 'RoleOnBroker' })
export type RoleOnBroker = z.output<typeof RoleOnBroker>

/** PARTLY: `topics` and `groups` are numbers of policy entries that allow it, prefixes counted as one. */
export const MayUse = z.object({
  state: z.enum(['YES', 'NO', 'PARTLY']),
  topics: z.number().int(),
  groups: z.number().int(),
})
export type MayUse = z.output<typeof MayUse>

export const RoleItem = z
  .object({
    roleName: z.string().meta({ description: 'Also the access key' }),
    kind: RoleKind,
    status: RoleStatus,
    type: PermissionType,
    produce: MayUse,
    consume: MayUse,
    rows: z.array(z.string()).meta({
      description:
        'Its policies in short, as an import reads them: Topic:orders=Pub+Sub. Others name decision and type',
    }),
    sourceIps: z.array(z.string()).meta({ description: 'All that its policies name' }),
    isAnySource: z.boolean().meta({ description: 'A policy of it, or all of a Super role, holds from anywhere' }),
    isOwnAccount: z.boolean().meta({ description: 'The console signs its own requests with it' }),
    isPartlyWritten: z.boolean().meta({ description: 'Brokers hold something else than was saved here last' }),
    brokersEqual: z.number().int(),
    brokersKnown: z.number().int(),
    differsOn: z.array(RoleOnBroker).meta({ description: 'Brokers that are not EQUAL' }),
    remark: Metadata.shape.remark,
    labels: Metadata.shape.labels,
    owner: Metadata.shape.owner,
    isDeclared: Metadata.shape.isDeclared,
    createdAt: Metadata.shape.createdAt,
    createdBy: Metadata.shape.createdBy,
    modifiedAt: Time.nullable().meta({ description: 'By the console; what mqadmin changes has no time' }),
    keySetAt: Time.nullable().meta({ description: 'When its secret was last set by the console; null = not known' }),
    isKeyOld: z.boolean().meta({ description: 'Its secret is older than the reminder of the cluster' }),
  })
  .meta({ id: 'RoleItem' })
export type RoleItem = z.output<typeof RoleItem>

export const roleSortFields = [
  'roleName',
  'kind',
  'status',
  'type',
  'differsOn',
  'owner',
  'remark',
  'createdAt',
  'modifiedAt',
  'keySetAt',
] as const
export type RoleSortField = (typeof roleSortFields)[number]

/** Of a role as a whole. */
export const RoleWarning = z.object({
  code: z.enum([
    /** A group may be used, and no topic may be read. */
    'GROUP_WITHOUT_TOPIC',
    /** A topic may be read, and no group may be used. */
    'TOPIC_WITHOUT_GROUP',
    /** Brokers and proxies sign their own requests with it: their settings must be changed too. */
    'INNER_CREDENTIALS',
    /** ACL is off somewhere: there nothing is refused. */
    'NOT_ENFORCED',
    /** Allow and Deny of equal rank: which one holds is not defined. */
    'TIE',
  ]),
  params: z.record(z.string(), z.string()),
})
export type RoleWarning = z.output<typeof RoleWarning>

export const Role = RoleItem.extend({
  form: RoleForm.nullable().meta({ description: 'Null when its policies are CUSTOM: see /policies' }),
  brokers: z.array(RoleOnBroker),
  warnings: z.array(RoleWarning),
  isLastSuper: z.boolean().meta({ description: 'The last enabled Super: it cannot be disabled, demoted or deleted' }),
  revision: z.string(),
}).meta({ id: 'Role' })
export type Role = z.output<typeof Role>

/**
 * ON: every broker checks. SOME: some do. OFF: none does. DENIED: the console's own account may not list users. NO_STORE: it is
 * switched on but there is nowhere to keep users. ACL1: only the old account files. NOT_SUPPORTED: the version has no ACL 2.0.
 */
export const RolesState = z.enum(['ON', 'SOME', 'OFF', 'DENIED', 'NO_STORE', 'ACL1', 'NOT_SUPPORTED', 'UNKNOWN'])
export type RolesState = z.output<typeof RolesState>

export const BrokerAccess = RoleBroker.extend({
  version: z.string().nullable(),
  authenticationEnabled: z.boolean().nullable().meta({ description: 'null = the version has no such key, or unknown' }),
  authorizationEnabled: z.boolean().nullable(),
  aclEnable: z.boolean().nullable().meta({ description: 'ACL 1.0' }),
  authenticationMetadataProvider: z.string().nullable(),
  authorizationMetadataProvider: z.string().nullable(),
  authenticationWhitelist: z.string().nullable().meta({ description: 'Request codes that are not authenticated' }),
  authorizationWhitelist: z.string().nullable(),
  innerAccessKey: z.string().nullable().meta({ description: 'The role that the broker itself uses' }),
  users: z.enum(['READ', 'NO_STORE', 'DENIED', 'NOT_SUPPORTED', 'NO_ANSWER']),
  policies: z.enum(['READ', 'NO_STORE', 'DENIED', 'NOT_SUPPORTED', 'NO_ANSWER']),
  error: TargetError.optional(),
}).meta({ id: 'BrokerAccess' })
export type BrokerAccess = z.output<typeof BrokerAccess>

export const RoleSettings = z
  .object({
    state: RolesState,
    ownAccount: z
      .object({
        accessKey: z.string(),
        kind: RoleKind.nullable(),
        missing: z
          .array(z.object({ resource: z.string(), action: z.string() }))
          .meta({ description: 'Rights it lacks for this page' }),
      })
      .nullable(),
    brokers: z.array(BrokerAccess),
    keysToSet: z
      .array(z.object({ key: z.string(), value: z.string(), brokers: z.array(z.string()) }))
      .meta({ description: 'What switches access control on, where it is off; values of secrets are placeholders' }),
    maxRoles: z.number().int().nullable(),
    keyMaxAgeDays: z.number().int().nullable().meta({ description: 'Reminder; null = off' }),
    readAt: Time,
    partial,
  })
  .meta({ id: 'RoleSettings' })
export type RoleSettings = z.output<typeof RoleSettings>
export const RoleSettingsInput = z.strictObject({ keyMaxAgeDays: z.number().int().min(1).max(3650).nullable() })

export const RoleList = listOf(RoleItem).extend({
  state: RolesState,
  offOn: z.array(RoleBroker).meta({ description: 'Brokers that check nothing' }),
  owners: z.array(z.string()),
  limit: z.object({ max: z.number().int().nullable(), used: z.number().int() }),
  readAt: Time.meta({ description: 'When the brokers told' }),
})

export const RoleName = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _')
export const SecretKey = z
  .string()
  .min(8)
  .max(128)
  .regex(/^[\x21-\x7e]+$/, 'visible ASCII characters')

const keyFields = {
  keyGeneration: z
    .enum(['AUTO', 'MANUAL'])
    .default('AUTO')
    .meta({ description: 'AUTO: 32 characters, told once in the answer' }),
  secretKey: SecretKey.optional().meta({ description: 'With MANUAL only. Write-only' }),
}
const oneKey = ({ keyGeneration, secretKey }: { keyGeneration: 'AUTO' | 'MANUAL'; secretKey?: string | undefined }) =>
  (keyGeneration === 'MANUAL') === (secretKey !== undefined)
const oneKeyError = {
  path: ['secretKey'],
  error: 'with MANUAL a secret key, with AUTO none',
  params: { rule: 'secretKey' },
}
const Confirm = z.string().max(300).optional()
const confirmSuper = Confirm.meta({ description: 'For a Super role: its name, typed' })

export const NewRole = z
  .strictObject({
    roleName: RoleName,
    kind: RoleKind.default('Normal'),
    ...keyFields,
    status: RoleStatus.default('enabled'),
    form: RoleForm.default({ type: 'TOPIC_AND_GROUP', rows: [] }),
    remark: Remark.nullable().optional(),
    labels: Labels.nullable().optional(),
    owner: Owner.nullable().optional(),
    confirm: confirmSuper,
  })
  .refine(oneKey, oneKeyError)
  .meta({ id: 'NewRole' })
export type NewRole = z.output<typeof NewRole>

/** Absent = unchanged, null = cleared. Writing the same again writes only to brokers that do not hold it yet. */
export const RolePatch = z
  .strictObject({
    kind: RoleKind.optional(),
    status: RoleStatus.optional(),
    form: RoleForm.optional(),
    remark: Remark.nullable().optional(),
    labels: Labels.nullable().optional(),
    owner: Owner.nullable().optional(),
    confirm: confirmSuper,
    revision: z.string().max(200).optional(),
  })
  .meta({ id: 'RolePatch' })
export type RolePatch = z.output<typeof RolePatch>

export const PoliciesInput = z
  .strictObject({
    entries: z.array(PolicyInput).min(1).max(maxRoleRows),
    confirm: confirmSuper,
    revision: z.string().max(200).optional(),
  })
  .meta({ id: 'RolePoliciesInput' })
export type PoliciesInput = z.output<typeof PoliciesInput>

export const StatusInput = z.strictObject({ status: RoleStatus, revision: z.string().max(200).optional() })

export const RotateInput = z
  .strictObject({
    mode: z.enum(['IN_PLACE', 'TWIN']),
    ...keyFields,
    twinName: RoleName.optional().meta({ description: 'Default: the name with -2, or the next that is free' }),
    force: z.boolean().optional().meta({ description: 'Although brokers or proxies use it for themselves' }),
    confirm: Confirm.meta({ description: 'In place: the name, typed' }),
  })
  .refine(oneKey, oneKeyError)
  .meta({ id: 'RotateInput' })
export type RotateInput = z.output<typeof RotateInput>

/** One request of a write. */
export const RoleStep = z.object({
  step: z.enum(['CREATE_USER', 'UPDATE_USER', 'DELETE_USER', 'PUT_POLICY', 'DELETE_POLICY', 'DELETE_POLICIES']),
  fields: z
    .array(z.object({ field: z.enum(['kind', 'status', 'secret']), before: z.string().nullable(), after: z.string() }))
    .meta({ description: 'Of the user; values of secrets are never told' }),
  before: Policy.nullable(),
  after: Policy.nullable(),
})
export type RoleStep = z.output<typeof RoleStep>

/** What a write would do, broker by broker. A broker that does not answer now is named and would be left out. */
export const RolePreview = z
  .object({
    dryRun: z.literal(true),
    items: z.array(
      RoleBroker.extend({
        roleName: z.string(),
        state: z.enum(['CHANGES', 'SAME', 'SKIPPED', 'UNREACHABLE', 'NO_STORE']),
        steps: z.array(RoleStep),
        detail: z.string().optional(),
      }),
    ),
    blockedBy: z.array(z.object({ code: z.string(), detail: z.string() })),
    warnings: z.array(RoleWarning),
    confirm: z.string().nullable().meta({ description: 'What must be typed; null = nothing' }),
    command: z.string().meta({ description: 'The equivalent mqadmin lines; secrets are placeholders' }),
    partial,
  })
  .meta({ id: 'RolePreview' })
export type RolePreview = z.output<typeof RolePreview>

/** Outcome of a write: targets are broker addresses. */
export const WrittenRole = fanOut(Role).extend({
  command: z.string(),
  inForceBy: Time.meta({ description: 'When caches of brokers and proxies have expired' }),
  newSecretKey: z.string().optional().meta({ description: 'Generated now; told this once' }),
  leftDisabledOn: z
    .array(z.string())
    .meta({ description: 'Brokers on which the new role stays disabled, for its policies were not written' }),
})
export type WrittenRole = z.output<typeof WrittenRole>

/** Outcome of a repair or copy: targets are `role@host:port`. */
export const WrittenRoles = fanOut(z.never()).extend({
  skipped: z.array(z.object({ target: z.string(), code: z.string(), detail: z.string() })),
  command: z.string(),
  inForceBy: Time,
})
export type WrittenRoles = z.output<typeof WrittenRoles>

export const DeletedRole = fanOut(z.never()).extend({ command: z.string(), inForceBy: Time })
export type DeletedRole = z.output<typeof DeletedRole>

export const RoleSecret = z
  .object({
    roleName: z.string(),
    secrets: z
      .array(z.object({ secretKey: z.string(), brokers: z.array(RoleBroker) }))
      .meta({ description: 'More than one: brokers hold different secrets' }),
    partial,
  })
  .meta({ id: 'RoleSecret' })

export const RolePolicies = z
  .object({
    items: z
      .array(Policy.extend({ brokers: z.array(RoleBroker), isOnAll: z.boolean() }))
      .meta({ description: 'In the order in which brokers decide; one resource twice: brokers differ' }),
    revision: z.string(),
    partial,
  })
  .meta({ id: 'RolePolicies' })

export const RoleDifferences = z
  .object({
    brokers: z.array(RoleBroker.extend({ users: BrokerAccess.shape.users })),
    items: z.array(
      z.object({
        roleName: z.string(),
        kind: RoleKind,
        isOwnAccount: z.boolean(),
        hasWish: z.boolean().meta({ description: 'What was saved here last is known: from = WISH repairs to it' }),
        brokers: z.array(RoleOnBroker),
      }),
    ),
    roles: z.number().int().meta({ description: 'All that were compared' }),
    comparedAt: Time,
    partial,
  })
  .meta({ id: 'RoleDifferences' })

const RoleNames = z.array(z.string().min(1).max(255)).min(1).max(1000)
const Address = z.string().min(3).max(260)
export const RepairInput = z
  .strictObject({
    roleNames: RoleNames,
    from: z.union([z.literal('WISH'), Address]).meta({ description: 'A broker, or what was saved here last' }),
    to: z.array(Address).max(1000).optional().meta({ description: 'Default: every broker that differs' }),
    confirm: confirmSuper,
  })
  .meta({ id: 'RepairInput' })
export type RepairInput = z.output<typeof RepairInput>

export const CopyInput = z
  .strictObject({
    roleNames: RoleNames.optional().meta({ description: 'Default: all of the source' }),
    from: Address,
    to: z.array(Address).min(1).max(1000),
    ifExists: z.enum(['SKIP', 'OVERWRITE']).default('SKIP'),
  })
  .meta({ id: 'CopyInput' })
export type CopyInput = z.output<typeof CopyInput>

/** What decides about one action. DEPENDS: on the source address. UNDEFINED: Allow and Deny of equal rank. */
export const AccessDecision = z
  .object({
    allowed: z.enum(['YES', 'NO', 'DEPENDS', 'UNDEFINED']),
    reason: z.enum(['SUPER', 'POLICY', 'NO_POLICY', 'DISABLED', 'NO_GROUP', 'NO_TOPIC', 'NOT_CHECKED']),
    entry: Policy.nullable(),
    sourceIps: z.array(z.string()).meta({ description: 'With DEPENDS: the addresses that are treated otherwise' }),
  })
  .meta({ id: 'AccessDecision' })
export type AccessDecision = z.output<typeof AccessDecision>

export const AccessRow = z
  .object({
    roleName: z.string(),
    kind: RoleKind,
    status: RoleStatus,
    produce: AccessDecision.nullable().meta({ description: 'null for a group' }),
    consume: AccessDecision,
    differsOn: z.array(RoleBroker).meta({ description: 'Brokers that decide otherwise' }),
    owner: z.string().nullable(),
    clientsOnline: z.number().int().nullable().meta({
      description: 'Of the group: brokers do not tell which role a client uses; null = not known, or a topic',
    }),
  })
  .meta({ id: 'AccessRow' })
export type AccessRow = z.output<typeof AccessRow>

export const RoleAccess = listOf(AccessRow).extend({
  kind: z.enum(['topic', 'group']),
  name: z.string(),
  exists: z.boolean().nullable(),
  unprotectedOn: z.array(RoleBroker).meta({ description: 'Brokers that check nothing: there everybody may' }),
})

export const RoleMayRow = z
  .object({
    kind: z.enum(['topic', 'group']),
    name: z.string(),
    produce: AccessDecision.nullable(),
    consume: AccessDecision,
  })
  .meta({ id: 'RoleMayRow' })
export type RoleMayRow = z.output<typeof RoleMayRow>

const Acl1Perms = z.array(z.object({ name: z.string(), perm: z.string() }))
export const Acl1Account = z
  .object({
    accessKey: z.string(),
    admin: z.boolean(),
    whiteRemoteAddress: z.string().nullable(),
    defaultTopicPerm: z.string().nullable(),
    defaultGroupPerm: z.string().nullable(),
    topicPerms: Acl1Perms,
    groupPerms: Acl1Perms,
    isOwnAccount: z.boolean(),
    brokers: z.array(RoleBroker),
    isSameOnAll: z.boolean(),
    differsOn: z
      .array(RoleBroker.extend({ state: z.enum(['MISSING', 'DIFFERS']), fields: z.array(z.string()) }))
      .meta({ description: 'Compared with what most brokers hold' }),
  })
  .meta({ id: 'Acl1Account' })
export type Acl1Account = z.output<typeof Acl1Account>

/** NOT_TOLD: the version knows accounts and does not tell them (4.9.8, 5.3.2). */
export const Acl1Broker = RoleBroker.extend({
  state: z.enum(['READ', 'OFF', 'NOT_TOLD', 'NOT_SUPPORTED', 'DENIED', 'NO_ANSWER']),
  version: z.string().nullable(),
  aclEnable: z.boolean().nullable(),
  error: TargetError.optional(),
})
export type Acl1Broker = z.output<typeof Acl1Broker>
export const Acl1Accounts = z
  .object({
    items: z.array(Acl1Account),
    brokers: z.array(Acl1Broker),
    inForce: z.enum(['ACL1', 'ACL2', 'BOTH', 'NONE', 'UNKNOWN']),
    readAt: Time,
    partial,
  })
  .meta({ id: 'Acl1Accounts' })
export const Acl1WhiteList = z
  .object({
    items: z.array(z.object({ address: z.string(), brokers: z.array(RoleBroker), isOnAll: z.boolean() })),
    brokers: z.array(Acl1Broker),
    readAt: Time,
    partial,
  })
  .meta({ id: 'Acl1WhiteList' })
