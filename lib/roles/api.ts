import { z } from 'zod'
import { ClusterParams, commaList, endpoint, labelFilter, listOf, listQuery, partial } from '#lib/api/endpoint.ts'
import { BatchAnswer, BatchNames, BatchRevision, batchOptions, ImportText } from '#lib/jobs/schema.ts'
import { RoleAccess, RoleMayRow } from './access-schema.ts'
import { Acl1Accounts, Acl1WhiteList } from './acl1-schema.ts'
import { CopyInput, RepairInput, RoleDifferences } from './difference-schema.ts'
import { PermissionType, PolicyType } from './policy-schema.ts'
import { Role, RoleKind, RoleList, RolePolicies, RoleSecret, RoleStatus, roleSortFields } from './schema.ts'
import { RoleSettings, RoleSettingsInput } from './settings-schema.ts'
import {
  DeletedRole,
  NewRole,
  PoliciesInput,
  RoleImpact,
  RolePatch,
  RolePreview,
  RotateInput,
  StatusInput,
  WrittenRole,
  WrittenRoles,
} from './write-schema.ts'

const tag = 'Roles'
const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] })
const RoleParams = ClusterParams.extend({ roleName: z.string().min(1).max(255) })
const ofPath = ({ params }: { params: { roleName: string } }) => ({ kind: 'role', name: params.roleName })
const ofNames = ({ body }: { body?: { roleNames?: string[] | undefined } }) => ({
  kind: 'role',
  name: body?.roleNames?.join(', ').slice(0, 255) || 'all',
})
const ofCluster = ({ params }: { params: { clusterId: string } }) => ({ kind: 'cluster', name: params.clusterId })
const dryRun = { dryRun: Flag.optional().meta({ description: 'Answers a preview per broker and writes nothing' }) }
const Name = z.string().max(255)

/** A column or member of that name. Refused while it is parsed, so that no secret gets into the audit or a job. */
const namesSecrets = (text: string) =>
  /secret|password/i.test(text.trimStart().split('\n', 1)[0] ?? '') || /"[^"]*(secret|password)[^"]*"\s*:/i.test(text)

/** What a list of roles, and a batch of them, is narrowed by. */
const roleFilter = {
  q: Name.optional().meta({ description: 'Part of the name, a glob with *, or /a regular expression/' }),
  accessKey: Name.optional().meta({ description: 'Part of the access key, which is the name' }),
  kind: commaList(RoleKind).optional(),
  status: commaList(RoleStatus).optional(),
  type: commaList(PermissionType).optional(),
  produceTopic: Name.optional().meta({ description: 'May produce to this topic, from some address at least' }),
  consumeTopic: Name.optional().meta({ description: 'May read this topic' }),
  group: Name.optional().meta({ description: 'May use this group' }),
  sourceIp: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'A policy of it names this address or a range around it' }),
  differs: Flag.optional().meta({ description: 'Is missing on a broker or differs between brokers' }),
  owner: z.string().max(64).optional(),
  label: labelFilter.optional(),
  keyOlderThanDays: z.coerce.number().int().min(0).max(10_000).optional().meta({
    description: 'Its secret was set by the console longer ago; of others it is not known',
  }),
}

export const listRolesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/roles',
  tag,
  summary: 'List the roles of a cluster',
  description:
    'A role is an ACL 2.0 user with the policies of its subject. What all brokers hold, slaves included, is united. No secret is in it.',
  params: ClusterParams,
  query: z.strictObject({ ...listQuery(...roleSortFields), ...roleFilter }),
  response: RoleList,
  isExportable: true,
  permission: 'role:read',
})

export const createRoleEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/roles',
  tag,
  summary: 'Create a role',
  description:
    'On every broker, slaves included: the user disabled first, then its policies, then it is enabled. A generated secret is in this answer only. Super roles need role:write-super and their name typed.',
  status: 201,
  params: ClusterParams,
  query: z.strictObject(dryRun),
  body: NewRole,
  response: z.union([RolePreview, WrittenRole]),
  permission: 'role:write',
  audit: { action: 'role.create', target: ({ body }) => ({ kind: 'role', name: body.roleName }) },
})

export const batchRolesEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/roles/batch',
  tag,
  summary: 'Disable or enable many roles as a job',
  description: "A dry run says what would be done. The console's own account and the last Super are left alone.",
  status: 202,
  params: ClusterParams,
  query: z.strictObject({ dryRun: Flag.optional() }),
  body: z
    .strictObject({
      action: z.enum(['disable', 'enable']),
      roleNames: BatchNames.optional(),
      filter: z.strictObject(roleFilter).optional().meta({ description: 'As the list takes it, however many pages' }),
      confirm: z.string().max(300).optional().meta({ description: 'The number of roles and the name of the cluster' }),
      revision: BatchRevision.optional(),
      ...batchOptions,
    })
    .refine((scope) => (scope.roleNames === undefined) !== (scope.filter === undefined), {
      path: ['roleNames'],
      error: 'either roleNames or filter',
    }),
  response: BatchAnswer,
  permission: 'role:write',
  audit: { action: 'job.start', target: ({ body }) => ({ kind: 'job', name: `role.${body.action}` }) },
})

export const importRolesEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/roles/import',
  tag,
  summary: 'Create many roles from CSV or NDJSON as a job',
  description:
    'Columns roleName, kind, type, produce, consume, rows (Topic:orders=Pub+Sub;Group:billing=Sub), sourceIps, status, remark, labels, owner: those of an export. Each gets a generated secret, to be revealed afterwards; a file with secrets is refused. A dry run names every line that is wrong or exists.',
  status: 202,
  params: ClusterParams,
  query: z.strictObject({ dryRun: Flag.optional() }),
  body: z.strictObject({
    format: z.enum(['csv', 'ndjson']),
    text: ImportText.refine((text) => !namesSecrets(text), {
      error: 'an import has no secrets: each role gets a generated one',
      params: { rule: 'noSecrets' },
    }),
    ...batchOptions,
  }),
  response: BatchAnswer,
  permission: 'role:write',
  audit: { action: 'job.start', target: () => ({ kind: 'job', name: 'role.create' }) },
})

export const getRoleSettingsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/roles/settings',
  tag,
  summary: 'Show where access control is on, broker by broker, and what is missing',
  params: ClusterParams,
  response: RoleSettings,
  permission: 'role:read',
})

export const setRoleSettingsEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/clusters/{clusterId}/roles/settings',
  tag,
  summary: 'Set after how many days a secret is called old',
  description: 'Kept in the console; touches no broker.',
  params: ClusterParams,
  body: RoleSettingsInput,
  response: RoleSettings,
  permission: 'role:write',
  audit: { action: 'role.settings-update', target: ofCluster },
})

export const getRoleDifferencesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/roles/differences',
  tag,
  summary: 'Compare roles between brokers, asked live',
  description:
    'Rows are the roles that are not equal everywhere; with all=true every role. Secrets are compared and never told.',
  params: ClusterParams,
  query: z.strictObject({ all: Flag.optional() }),
  response: RoleDifferences,
  permission: 'role:read',
})

export const repairRolesEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/roles/repair',
  tag,
  summary: 'Make roles equal on all brokers',
  description:
    'To what one broker holds, or to what was saved here last (WISH). Also the retry of a write that was done in part: only brokers that differ are written to. What the source does not have is deleted on the targets.',
  params: ClusterParams,
  query: z.strictObject(dryRun),
  body: RepairInput,
  response: z.union([RolePreview, WrittenRoles]),
  permission: 'role:write',
  audit: { action: 'role.repair', target: ofNames },
})

export const copyRolesEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/roles/copy',
  tag,
  summary: 'Copy users and policies from one broker to others',
  description:
    'As copyUser and copyAcl do. Secrets go from broker to broker through the server and are told to nobody.',
  params: ClusterParams,
  query: z.strictObject(dryRun),
  body: CopyInput,
  response: z.union([RolePreview, WrittenRoles]),
  permission: 'role:write',
  audit: { action: 'role.copy', target: ofNames },
})

export const getRoleAccessEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/roles/access',
  tag,
  summary: 'Show which roles may use a topic or group, with the deciding entry',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery('roleName', 'kind', 'status', 'owner', 'clientsOnline'),
    on: z.enum(['topic', 'group']),
    name: Name.min(1).meta({ description: 'The full name' }),
    action: z.enum(['produce', 'consume', 'any']).default('any'),
    ip: z.union([z.ipv4(), z.ipv6()]).optional().meta({ description: 'Decide for this source address' }),
    include: commaList(z.enum(['denied']))
      .optional()
      .meta({ description: 'Also roles that may not' }),
  }),
  response: RoleAccess,
  isExportable: true,
  permission: 'role:read',
})

export const getRoleEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/roles/{roleName}',
  tag,
  summary: 'Show one role, asked live on every broker',
  params: RoleParams,
  response: Role.extend({ partial }),
  permission: 'role:read',
})

export const updateRoleEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/clusters/{clusterId}/roles/{roleName}',
  tag,
  summary: 'Change kind, status, permissions, remark, labels or owner of a role',
  description:
    'On every broker that does not hold it yet, so the same once more is the retry. The form leaves policies alone that it cannot express. Remark, labels and owner touch no broker.',
  params: RoleParams,
  query: z.strictObject(dryRun),
  body: RolePatch,
  response: z.union([RolePreview, WrittenRole]),
  permission: 'role:write',
  audit: { action: 'role.update', target: ofPath },
})

export const deleteRoleEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/clusters/{clusterId}/roles/{roleName}',
  tag,
  summary: 'Delete a role with its policies on every broker',
  description:
    "confirm is the name. Refused for the console's own account and the last enabled Super. Deleting once more finishes what is left.",
  params: RoleParams,
  query: z.strictObject({ confirm: z.string().max(255).optional(), dryRun: Flag.optional() }),
  response: z.union([RoleImpact, DeletedRole]),
  permission: 'role:write',
  audit: { action: 'role.delete', target: ofPath },
})

export const revealRoleSecretEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/roles/{roleName}/secret',
  tag,
  summary: 'Reveal the secret of a role',
  description: 'Audited. That of a Super role needs role:write-super too.',
  params: RoleParams,
  response: RoleSecret,
  permission: 'role:reveal-secret',
  audit: { action: 'role.reveal-secret', target: ofPath },
})

export const rotateRoleEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/roles/{roleName}/rotate',
  tag,
  summary: 'Give a role a new secret, or make a twin with one',
  description:
    "IN_PLACE: clients with the old secret fail when caches have expired. TWIN: a second role with the same policies; brokers do not tell who uses which. The console's own account is tested with the new secret first, and its registration changed in the same step.",
  params: RoleParams,
  query: z.strictObject(dryRun),
  body: RotateInput,
  response: z.union([RolePreview, WrittenRole]),
  permission: 'role:write',
  audit: { action: 'role.rotate', target: ofPath },
})

export const setRoleStatusEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/clusters/{clusterId}/roles/{roleName}/status',
  tag,
  summary: 'Disable a role, or enable it again',
  description: "Refused for the console's own account and the last enabled Super.",
  params: RoleParams,
  query: z.strictObject(dryRun),
  body: StatusInput,
  response: z.union([RolePreview, WrittenRole]),
  permission: 'role:write',
  audit: { action: 'role.status', target: ofPath },
})

export const getRolePoliciesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/roles/{roleName}/policies',
  tag,
  summary: 'Show the policies of a role as brokers hold them',
  params: RoleParams,
  response: RolePolicies,
  permission: 'role:read',
})

export const putRolePoliciesEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/clusters/{clusterId}/roles/{roleName}/policies',
  tag,
  summary: 'Write policies of a role',
  description:
    'An entry is keyed by type and resource: these are merged into what is there, and nothing is removed. To remove one, delete it.',
  params: RoleParams,
  query: z.strictObject(dryRun),
  body: PoliciesInput,
  response: z.union([RolePreview, WrittenRole]),
  permission: 'role:write',
  audit: { action: 'role.policy-write', target: ofPath },
})

export const deleteRolePolicyEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/clusters/{clusterId}/roles/{roleName}/policies/{resource}',
  tag,
  summary: 'Remove one policy of a role from every broker',
  params: RoleParams.extend({ resource: z.string().min(1).max(300) }),
  query: z.strictObject({
    policyType: PolicyType.default('Custom'),
    confirm: z.string().max(300).optional().meta({ description: 'For a Super role: its name, typed' }),
    ...dryRun,
  }),
  response: z.union([RolePreview, WrittenRole]),
  permission: 'role:write',
  audit: { action: 'role.policy-delete', target: ofPath },
})

export const getRoleMayEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/roles/{roleName}/access',
  tag,
  summary: 'Show what a role may do, over existing topics and groups',
  params: RoleParams,
  query: z.strictObject({
    ...listQuery('kind', 'name'),
    q: Name.optional(),
    on: commaList(z.enum(['topic', 'group'])).optional(),
    ip: z.union([z.ipv4(), z.ipv6()]).optional(),
    include: commaList(z.enum(['denied', 'system'])).optional(),
  }),
  response: listOf(RoleMayRow),
  isExportable: true,
  permission: 'role:read',
})

export const getAcl1AccountsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/acl1/accounts',
  tag,
  summary: 'Show the accounts of ACL 1.0 (4.x to 5.3.2), broker by broker',
  description: 'Without secrets. Some versions know accounts and do not tell them: NOT_TOLD.',
  params: ClusterParams,
  response: Acl1Accounts,
  permission: 'role:read',
})

export const getAcl1WhiteListEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/acl1/white-list',
  tag,
  summary: 'Show the addresses that ACL 1.0 lets in without an account',
  params: ClusterParams,
  response: Acl1WhiteList,
  permission: 'role:read',
})
