import { z } from 'zod'
import {
  ClusterParams,
  commaList,
  endpoint,
  Impact,
  labelFilter,
  listOf,
  listQuery,
  partial,
  Time,
} from '#lib/api/endpoint.ts'
import { Client, clientSortFields } from '#lib/clients/schema.ts'
import { BatchAnswer, BatchNames, BatchRevision, batchOptions, ImportText } from '#lib/jobs/schema.ts'
import {
  DeletedGroup,
  Group,
  GroupAdoption,
  GroupFlag,
  GroupItem,
  GroupModel,
  GroupPatch,
  GroupProgress,
  GroupRetry,
  GroupSubscriptions,
  GroupType,
  groupSortFields,
  LiveGroups,
  maxLiveGroups,
  NewGroup,
  RetryPolicyType,
  WrittenGroup,
} from './schema.ts'

const tag = 'Groups'
const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] })
const GroupParams = ClusterParams.extend({ groupName: z.string().min(1).max(255) })
const ofPath = ({ params }: { params: { groupName: string } }) => ({ kind: 'group', name: params.groupName })
const deletionScope = {
  retryTopics: Flag.optional().meta({ description: 'Also its retry and dead-letter topics; default true' }),
  deadLetters: Flag.optional().meta({ description: 'false: its dead-letter topic stays' }),
}

/** What a list of groups, and a batch of them, is narrowed by. */
const groupFilter = {
  q: z.string().max(255).optional().meta({ description: 'Part of the name, a glob with *, or /a regular expression/' }),
  delivery: commaList(z.enum(['CONCURRENT', 'ORDERED'])).optional(),
  retryPolicy: commaList(RetryPolicyType).optional(),
  type: commaList(GroupType).optional(),
  model: commaList(GroupModel).optional(),
  enabled: Flag.optional().meta({ description: 'Consumption is switched on' }),
  online: Flag.optional().meta({ description: 'A client is online' }),
  hasLag: Flag.optional(),
  lagTimeMs: z.coerce.number().int().min(0).optional().meta({ description: 'The lag time is longer than this' }),
  hasDeadLetters: Flag.optional(),
  inconsistent: Flag.optional().meta({ description: 'Its clients do not subscribe alike' }),
  topic: z.string().max(255).optional().meta({ description: 'Subscribes to it or once committed an offset of it' }),
  label: labelFilter.optional(),
  owner: z.string().max(64).optional(),
  flags: commaList(GroupFlag).optional(),
  deletionProtection: Flag.optional(),
  favourite: Flag.optional().meta({ description: 'Those that you marked' }),
  namespace: z.string().max(255).optional().meta({ description: 'Empty: groups without a namespace' }),
  include: commaList(z.enum(['system'])).optional(),
}

export const listGroupsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups',
  tag,
  summary: 'List the consumer groups of a cluster',
  description:
    'Names and configs come from the brokers, numbers from the sampler. A filter on a number leaves out groups of which it is not known.',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery(...groupSortFields),
    ...groupFilter,
  }),
  response: listOf(GroupItem).extend({
    namespaces: z.array(z.object({ namespace: z.string().nullable(), groups: z.number().int() })),
    readAt: Time.meta({ description: 'When the brokers told names and configs; sampledAt is that of the numbers' }),
  }),
  isExportable: true,
  permission: 'group:read',
})

export const getLiveGroupsEndpoint = endpoint({
  method: 'POST',
  // Beside the groups, for one may be called whatever stood behind them.
  path: '/api/v1/clusters/{clusterId}/live-groups',
  tag,
  summary: 'Ask servers just now about some rows of the list of groups',
  description:
    'Clients, lag, what is ready and in flight, and the age of the oldest message; rates and trends are those of the list. Groups that are not there are left out.',
  params: ClusterParams,
  body: z.strictObject({ groupNames: z.array(z.string().min(1).max(255)).min(1).max(maxLiveGroups) }),
  response: LiveGroups.extend({ partial }),
  permission: 'group:read',
  isRead: true,
})

const GroupScope = {
  groupNames: BatchNames.optional().meta({ description: 'These; or those that a filter finds' }),
  filter: z.strictObject(groupFilter).optional().meta({ description: 'As the list takes it, however many pages' }),
  ...batchOptions,
}
const exactlyOne = (scope: { groupNames?: unknown; filter?: unknown }) =>
  (scope.groupNames === undefined) !== (scope.filter === undefined)

export const batchGroupsEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/groups/batch',
  tag,
  summary: 'Create, delete or diagnose many groups as a job',
  description:
    'A dry run says what would be done. Each group is a write of its own with its own result; protected ones are left alone. An import takes CSV or NDJSON with name, ordered, maxRetries, where, remark, labels and owner.',
  status: 202,
  params: ClusterParams,
  query: z.strictObject({ dryRun: Flag.optional() }),
  body: z.discriminatedUnion('action', [
    z
      .strictObject({
        action: z.literal('delete'),
        force: z.boolean().optional().meta({ description: 'Although clients are online, or dead letters are lost' }),
        ...GroupScope,
        confirm: z
          .string()
          .max(300)
          .optional()
          .meta({ description: 'The number of groups and the name of the cluster' }),
        revision: BatchRevision.optional(),
      })
      .refine(exactlyOne, { path: ['groupNames'], error: 'either groupNames or filter' }),
    z
      .strictObject({ action: z.literal('diagnose'), ...GroupScope })
      .refine(exactlyOne, { path: ['groupNames'], error: 'either groupNames or filter' }),
    z.strictObject({
      action: z.literal('create'),
      format: z.enum(['csv', 'ndjson']),
      text: ImportText,
      ...batchOptions,
    }),
  ]),
  response: BatchAnswer,
  permission: 'group:read',
  audit: { action: 'job.start', target: ({ body }) => ({ kind: 'job', name: `group.${body.action}` }) },
})

export const createGroupEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/groups',
  tag,
  summary: 'Create a consumer group',
  description:
    'On every master of the cluster, or where clusterNames or brokerNames say. Each master answers for itself.',
  status: 201,
  params: ClusterParams,
  body: NewGroup,
  response: WrittenGroup,
  permission: 'group:create',
  audit: { action: 'group.create', target: ({ body }) => ({ kind: 'group', name: body.groupName }) },
  idempotent: true,
})

export const getGroupEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}',
  tag,
  summary: 'Show one group: its numbers as sampled, its config on each broker',
  params: GroupParams,
  response: Group.extend({ sampledAt: Time.optional(), partial }),
  permission: 'group:read',
})

export const getGroupProgressEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/progress',
  tag,
  summary: 'Show where a group stands, queue by queue, asked live',
  params: GroupParams,
  query: z.strictObject({ topic: z.string().max(255).optional() }),
  response: GroupProgress.extend({ partial }),
  permission: 'group:read',
})

export const getGroupSubscriptionsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/subscriptions',
  tag,
  summary: 'Show what a group subscribes to and whether its clients agree, asked live',
  description: 'Each remoting client is asked itself, for at most 12 s; gRPC clients cannot be asked.',
  params: GroupParams,
  response: GroupSubscriptions.extend({ partial }),
  permission: 'group:read',
})

export const listGroupClientsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/clients',
  tag,
  summary: 'List the clients of a group that are online',
  description: 'From the sampler, as /clients does with this group; without sampledAt nothing has been sampled yet.',
  params: GroupParams,
  query: z.strictObject(listQuery(...clientSortFields)),
  response: listOf(Client),
  isExportable: true,
  permission: 'client:read',
})

export const getGroupRetryEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/retry',
  tag,
  summary: 'Show the retry and dead-letter topics of a group and when retries happen',
  params: GroupParams,
  response: GroupRetry.extend({ partial }),
  permission: 'group:read',
})

export const updateGroupEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}',
  tag,
  summary: 'Change settings, remark, labels, owner and protection of a group',
  description:
    'Settings are written on every master that holds the group; what each holds besides stays. Remark, labels, owner and protection alone touch no broker.',
  params: GroupParams,
  body: GroupPatch,
  response: WrittenGroup,
  permission: 'group:update',
  audit: { action: 'group.update', target: ofPath },
})

export const adoptGroupEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/adopt',
  tag,
  summary: 'Declare a group that was made elsewhere',
  params: GroupParams,
  body: GroupAdoption,
  response: Group,
  permission: 'group:update',
  audit: { action: 'group.adopt', target: ofPath },
})

export const switchConsumeEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/consume',
  tag,
  summary: 'Switch consumption of a group, or of one of its topics, on or off',
  description:
    'Off: its clients stay connected and receive nothing; nothing is lost. With topic only this topic, on 5.0 and later, and only for remoting push consumers: POP, pull and gRPC clients go on.',
  params: GroupParams,
  body: z.strictObject({ enabled: z.boolean(), topic: z.string().min(1).max(255).optional() }),
  response: WrittenGroup,
  permission: 'group:consume-switch',
  audit: { action: 'group.consume-switch', target: ofPath },
})

export const getGroupImpactEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/impact',
  tag,
  summary: 'Show what deleting a group would take, asked live',
  params: GroupParams,
  query: z.strictObject(deletionScope),
  response: Impact,
  permission: 'group:read',
})

export const deleteGroupEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}',
  tag,
  summary: 'Delete a group with its offsets, retry and dead-letter topics',
  description:
    'Offsets are kept as a snapshot before. Each server answers for itself; deleting once more finishes what is left. force=true is needed while clients are online or not everybody said so, and where dead letters are lost.',
  params: GroupParams,
  query: z.strictObject({
    confirm: z.string().max(255).optional(),
    force: Flag.optional(),
    dryRun: Flag.optional(),
    ...deletionScope,
  }),
  response: z.union([Impact, DeletedGroup]),
  permission: 'group:delete',
  audit: { action: 'group.delete', target: ofPath },
})
