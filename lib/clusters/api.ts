import { z } from 'zod'
import { ClusterParams, commaList, endpoint, Impact, labelFilter, listOf, listQuery } from '#lib/api/endpoint.ts'
import {
  Cluster,
  ClusterInput,
  ClusterItem,
  ClusterPatch,
  clusterSortFields,
  Health,
  Limits,
  LimitsInput,
  MaintenanceInput,
  ReadOnlyInput,
  TestResult,
} from './schema.ts'

const tag = 'Clusters'
const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] })
const ofPath = ({ params }: { params: { clusterId: string } }) => ({ kind: 'cluster', name: params.clusterId })

export const listClustersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters',
  tag,
  summary: 'List the registered clusters with their health',
  query: z.strictObject({
    ...listQuery(...clusterSortFields),
    q: z.string().max(255).optional().meta({ description: 'Part of the name, or a clusterId' }),
    environment: commaList(z.string()).optional(),
    health: commaList(Health).optional(),
    label: labelFilter.optional(),
    version: z.string().max(64).optional().meta({ description: 'Part of the lowest or highest broker version' }),
    owner: z.string().max(64).optional(),
    removed: Flag.optional().meta({ description: 'true: only registrations that were removed and can be restored' }),
  }),
  response: listOf(ClusterItem),
  isExportable: true,
  permission: 'cluster:read',
})

export const createClusterEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters',
  tag,
  summary: 'Register a cluster',
  status: 201,
  body: ClusterInput,
  response: Cluster,
  permission: 'cluster:register',
  audit: { action: 'cluster.create', target: ({ body }) => ({ kind: 'cluster', name: body.name }) },
  idempotent: true,
})

export const testNewClusterEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/test',
  tag,
  summary: 'Test a cluster before it is registered',
  description: 'Dials each node and says step by step what works. Changes nothing; at most 10 s.',
  body: ClusterInput,
  response: TestResult,
  permission: 'cluster:register',
  audit: { action: 'cluster.test', target: ({ body }) => ({ kind: 'cluster', name: body.name }) },
})

export const getClusterEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}',
  tag,
  summary: 'Show one registration',
  params: ClusterParams,
  response: Cluster,
  permission: 'cluster:read',
})

export const updateClusterEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/clusters/{clusterId}',
  tag,
  summary: 'Change a registration',
  params: ClusterParams,
  body: ClusterPatch,
  response: Cluster,
  permission: 'cluster:update',
  audit: { action: 'cluster.update', target: ofPath },
})

export const deleteClusterEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/clusters/{clusterId}',
  tag,
  summary: 'Remove a registration',
  description: 'Nothing changes in RocketMQ. Restorable for 7 days.',
  params: ClusterParams,
  query: z.strictObject({ confirm: z.string().max(64).optional(), dryRun: Flag.optional(), force: Flag.optional() }),
  response: z.union([Impact, Cluster]),
  permission: 'cluster:remove',
  audit: { action: 'cluster.remove', target: ofPath },
})

export const restoreClusterEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/restore',
  tag,
  summary: 'Bring a removed registration back',
  params: ClusterParams,
  response: Cluster,
  permission: 'cluster:remove',
  audit: { action: 'cluster.restore', target: ofPath },
})

export const testClusterEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/test',
  tag,
  summary: 'Test a registered cluster',
  description: 'With a body: as if that change had been made, so that an edit can be tested before it is saved.',
  params: ClusterParams,
  body: ClusterPatch.optional(),
  response: TestResult,
  permission: 'cluster:update',
  audit: { action: 'cluster.test', target: ofPath },
})

export const setReadOnlyEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/clusters/{clusterId}/read-only',
  tag,
  summary: 'Make a cluster read-only, or open it for writes for some hours',
  params: ClusterParams,
  body: ReadOnlyInput,
  response: Cluster,
  permission: 'cluster:read-only',
  audit: { action: 'cluster.read-only', target: ofPath },
})

export const setMaintenanceEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/maintenance',
  tag,
  summary: 'Say that people work on a cluster',
  params: ClusterParams,
  body: MaintenanceInput,
  response: Cluster,
  permission: 'maintenance:write',
  audit: { action: 'cluster.maintenance', target: ofPath },
})

export const getLimitsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/limits',
  tag,
  summary: 'Show what may be created in a cluster',
  params: ClusterParams,
  response: Limits,
  permission: 'cluster:read',
})

export const setLimitsEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/clusters/{clusterId}/limits',
  tag,
  summary: 'Limit what may be created in a cluster',
  description: 'For what is created or changed from now on, in the console and by its API. What exists stays.',
  params: ClusterParams,
  body: LimitsInput,
  response: Limits,
  permission: 'limit:write',
  audit: { action: 'limit.update', target: ofPath },
})
