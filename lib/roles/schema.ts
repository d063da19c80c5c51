import { z } from 'zod'
import { listOf, Metadata, partial, Time } from '#lib/api/endpoint.ts'
import { PermissionType, Policy, RoleForm } from './policy-schema.ts'

/** How long brokers and proxies may go on with what they have in their caches. */
export const ROLE_CACHE_MS = 60_000

export const RoleKind = z.enum(['Super', 'Normal'])
export type RoleKind = z.output<typeof RoleKind>
export const RoleStatus = z.enum(['enabled', 'disabled'])
export type RoleStatus = z.output<typeof RoleStatus>

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

export const RoleList = listOf(RoleItem).extend({
  state: RolesState,
  offOn: z.array(RoleBroker).meta({ description: 'Brokers that check nothing' }),
  owners: z.array(z.string()),
  limit: z.object({ max: z.number().int().nullable(), used: z.number().int() }),
  readAt: Time.meta({ description: 'When the brokers told' }),
})

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
