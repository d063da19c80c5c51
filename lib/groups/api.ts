import { z } from 'zod'
import { ClusterParams, commaList, endpoint, listOf, listQuery, partial, Time } from '#lib/api/endpoint.ts'
import { Client, clientSortFields } from '#lib/clients/schema.ts'
import {
  Group,
  GroupFlag,
  GroupItem,
  GroupModel,
  GroupProgress,
  GroupRetry,
  GroupSubscriptions,
  GroupType,
  groupSortFields,
  RetryPolicyType,
} from './schema.ts'

const tag = 'Groups'
const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] })
const GroupParams = ClusterParams.extend({ groupName: z.string().min(1).max(255) })

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
    q: z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'Part of the name, a glob with *, or /a regular expression/' }),
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
    label: commaList(z.string()).optional().meta({ description: 'key=value; all must hold' }),
    owner: z.string().max(64).optional(),
    flags: commaList(GroupFlag).optional(),
    deletionProtection: Flag.optional(),
    namespace: z.string().max(255).optional().meta({ description: 'Empty: groups without a namespace' }),
    include: commaList(z.enum(['system'])).optional(),
  }),
  response: listOf(GroupItem).extend({
    namespaces: z.array(z.object({ namespace: z.string().nullable(), groups: z.number().int() })),
    readAt: Time.meta({ description: 'When the brokers told names and configs; sampledAt is that of the numbers' }),
  }),
  permission: 'group:read',
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
