import { z } from 'zod'
import {
  ClusterParams,
  commaList,
  endpoint,
  fanOut,
  Impact,
  listOf,
  listQuery,
  partial,
  Time,
} from '#lib/api/endpoint.ts'
import { batchOptions, StartedJob } from '#lib/jobs/schema.ts'
import {
  Broker,
  BrokerHa,
  brokerSortFields,
  CleanupKind,
  ClusterHealthAnswer,
  ConfigChange,
  ConfigChangeItem,
  ConfigChangeResult,
  ConfigDifference,
  ConfigItem,
  Controller,
  CveMuteInput,
  KnownCve,
  NameServer,
  NameServerAgreement,
  Node,
  NodeKind,
  nodeSortFields,
  RegisteredProxy,
  RuntimeItem,
  ServerSetting,
  SyncState,
  TrafficList,
  WritePermissionInput,
} from './schema.ts'

const tag = 'Nodes'
const BrokerParams = ClusterParams.extend({
  brokerName: z.string().min(1).max(255),
  brokerId: z.coerce.number().int().min(0).meta({ description: '0 = master' }),
})

export const listNodesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/nodes',
  tag,
  summary: 'List brokers, name servers, proxies and controllers of a cluster',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery(...nodeSortFields),
    q: z.string().max(255).optional().meta({ description: 'Part of the address or broker name' }),
    kind: commaList(NodeKind).optional(),
  }),
  response: listOf(Node),
  isExportable: true,
  permission: 'node:read',
})

export const getHealthEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/health',
  tag,
  summary: 'Show the health of a cluster and its reasons',
  params: ClusterParams,
  response: ClusterHealthAnswer,
  permission: 'cluster:read',
})

export const listBrokersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/brokers',
  tag,
  summary: 'List the brokers of a cluster with what they measure',
  description:
    'As the last node check saw them, at most 10 s ago while the worker runs. `partial` names the silent ones.',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery(...brokerSortFields),
    q: z.string().max(255).optional().meta({ description: 'Part of the name or address' }),
    role: z.enum(['MASTER', 'SLAVE']).optional(),
    clusterName: z.string().max(255).optional(),
  }),
  response: listOf(Broker),
  isExportable: true,
  permission: 'node:read',
})

export const getBrokerEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/brokers/{brokerName}/{brokerId}',
  tag,
  summary: 'Show one broker',
  params: BrokerParams,
  response: Broker,
  permission: 'node:read',
})

export const forgetBrokerEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/clusters/{clusterId}/brokers/{brokerName}/{brokerId}',
  tag,
  summary: 'Forget a broker that is gone for good',
  description:
    'CONFLICT while a name server lists it or it answers. Nothing changes in RocketMQ; a broker that registers again is there again.',
  status: 204,
  params: BrokerParams,
  response: z.undefined(),
  permission: 'node:write',
  audit: { action: 'broker.forget', target: ({ params }) => ({ kind: 'node', name: params.brokerName }) },
})

export const getBrokerRuntimeEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/brokers/{brokerName}/{brokerId}/runtime',
  tag,
  summary: 'Read what a broker measures of itself, explained',
  params: BrokerParams,
  response: z.object({ items: z.array(RuntimeItem), readAt: Time }),
  permission: 'node:read',
})

export const getBrokerConfigEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/brokers/{brokerName}/{brokerId}/config',
  tag,
  summary: 'Read the settings of a broker, and where its peers differ',
  description: 'Secrets are redacted by name. `partial` names peers that could not be compared.',
  params: BrokerParams,
  response: z.object({ items: z.array(ConfigItem), readAt: Time, partial }),
  permission: 'broker:config-read',
})

export const getBrokerStatsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/brokers/{brokerName}/{brokerId}/stats',
  tag,
  summary: 'Show the topics and groups with most traffic on a broker',
  params: BrokerParams,
  response: z.object({ topics: TrafficList, groups: TrafficList, readAt: Time }),
  permission: 'node:read',
})

export const listNameServersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/name-servers',
  tag,
  summary: 'List the name servers of a cluster and what each knows',
  params: ClusterParams,
  query: z.strictObject({ ...listQuery('address', 'isUp', 'roundTripMs', 'version', 'since', 'brokers', 'topics') }),
  response: listOf(NameServer),
  isExportable: true,
  permission: 'node:read',
})

export const getNameServerAgreementEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/name-servers/agreement',
  tag,
  summary: 'Show what name servers say differently',
  description:
    'Compared by the worker once a minute, a part of the topics at a time; what differs in two comparisons is shown. `partial` names those that did not answer.',
  params: ClusterParams,
  response: NameServerAgreement,
  permission: 'node:read',
})

export const listProxiesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/proxies',
  tag,
  summary: 'List the registered proxies of a cluster',
  params: ClusterParams,
  query: z.strictObject({ ...listQuery('name', 'address', 'isUp', 'roundTripMs', 'since', 'clients') }),
  response: listOf(RegisteredProxy),
  isExportable: true,
  permission: 'node:read',
})

export const previewBrokerConfigEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/brokers/{brokerName}/{brokerId}/config/preview',
  tag,
  summary: 'Show what a change of settings would do',
  params: BrokerParams,
  body: ConfigChange,
  response: z.object({ items: z.array(ConfigChangeItem), command: z.string(), revision: z.string(), partial }),
  permission: 'broker:config-write',
  isRead: true,
})

export const updateBrokerConfigEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/clusters/{clusterId}/brokers/{brokerName}/{brokerId}/config',
  tag,
  summary: 'Change settings of a broker, of the masters, or of all brokers beside it',
  description:
    'Only settings with `isEditable`. Each broker is read again: what it ignored is IGNORED, though it answered success.',
  params: BrokerParams,
  query: z.strictObject({ confirm: z.string().max(255).optional().meta({ description: 'The brokerName, typed' }) }),
  body: ConfigChange.extend({
    revision: z
      .string()
      .max(64)
      .optional()
      .meta({ description: 'That of the preview: refused when values are others by now' }),
  }),
  response: fanOut(z.never())
    .omit({ resource: true })
    .extend({ items: z.array(ConfigChangeResult), command: z.string() }),
  permission: 'broker:config-write',
  audit: {
    action: 'broker.config-update',
    target: ({ params }) => ({ kind: 'node', name: params.brokerName }),
  },
})

export const setWritePermissionEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/clusters/{clusterId}/brokers/{brokerName}/write-permission',
  tag,
  summary: 'Drain a broker of writes, or open it again',
  description:
    'By its own setting, which lasts; or by the name servers, which keep it in memory and open every topic again, read-only ones too.',
  params: BrokerParams.omit({ brokerId: true }),
  query: z.strictObject({
    confirm: z.string().max(255).optional().meta({ description: 'The brokerName, typed' }),
    dryRun: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
  }),
  body: WritePermissionInput,
  response: z.union([Impact, fanOut(z.never()).omit({ resource: true })]),
  permission: 'broker:drain',
  audit: { action: 'broker.drain', target: ({ params }) => ({ kind: 'node', name: params.brokerName }) },
})

export const cleanUpBrokerEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/brokers/{brokerName}/{brokerId}/cleanup',
  tag,
  summary: 'Drop files that a broker does not need any more, as a job',
  status: 202,
  params: BrokerParams,
  body: z.strictObject({
    kind: CleanupKind,
    everywhere: z.boolean().optional().meta({ description: 'On every broker of the cluster, slaves too' }),
    source: batchOptions.source,
    reason: batchOptions.reason,
  }),
  response: StartedJob,
  permission: 'broker:cleanup',
  audit: { action: 'job.start', target: () => ({ kind: 'job', name: 'broker.cleanup' }) },
})

export const getConfigDifferencesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/config-differences',
  tag,
  summary: 'List the settings in which brokers differ from each other',
  description:
    'Names, ids, addresses and paths differ by nature and are left out; secrets are compared and not shown. `partial` names brokers that could not be compared.',
  params: ClusterParams,
  response: z.object({
    items: z.array(ConfigDifference),
    brokers: z.number().int().meta({ description: 'How many were compared' }),
    readAt: Time.nullable(),
    partial,
  }),
  permission: 'broker:config-read',
})

const CveParams = ClusterParams.extend({ cve: z.string().min(1).max(64).meta({ description: 'Like CVE-2023-33246' }) })

export const listCvesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/cves',
  tag,
  summary: 'List the published weaknesses that nodes of a cluster have by their version',
  params: ClusterParams,
  response: z.object({ items: z.array(KnownCve) }),
  permission: 'node:read',
})

export const muteCveEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/clusters/{clusterId}/cves/{cve}/mute',
  tag,
  summary: 'Warn of a known weakness no longer',
  description: 'In this cluster only. It stays listed, with the reason and who gave it.',
  params: CveParams,
  body: CveMuteInput,
  response: KnownCve,
  permission: 'node:write',
  audit: { action: 'cve.mute', target: ({ params }) => ({ kind: 'cve', name: params.cve }) },
})

export const unmuteCveEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/clusters/{clusterId}/cves/{cve}/mute',
  tag,
  summary: 'Warn of a known weakness again',
  params: CveParams,
  response: KnownCve,
  permission: 'node:write',
  audit: { action: 'cve.unmute', target: ({ params }) => ({ kind: 'cve', name: params.cve }) },
})

export const getBrokerHaEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/brokers/{brokerName}/{brokerId}/ha',
  tag,
  summary: 'Read how the replication of a broker goes',
  description:
    'In controller mode with its epochs and the sync-state set. `partial` names controllers without an answer.',
  params: BrokerParams,
  response: BrokerHa,
  permission: 'node:read',
})

export const listControllersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/controllers',
  tag,
  summary: 'List the registered controllers of a cluster and who leads',
  params: ClusterParams,
  query: z.strictObject({ ...listQuery('address', 'isUp', 'roundTripMs', 'since', 'isLeader') }),
  response: listOf(Controller),
  permission: 'node:read',
})

export const getSyncStatesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/controllers/sync-states',
  tag,
  summary: 'Read which replicas are as far as their masters, by the controller that leads',
  params: ClusterParams,
  response: z.object({ items: z.array(SyncState), leader: z.string().nullable(), readAt: Time, partial }),
  permission: 'node:read',
})

const ServerParams = ClusterParams.extend({ address: z.string().min(1).max(260).meta({ description: 'host:port' }) })
const serverConfig = z.object({ items: z.array(ServerSetting), readAt: Time })

export const getNameServerConfigEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/name-servers/{address}/config',
  tag,
  summary: 'Read the settings of a name server',
  description: 'Secrets are redacted by name.',
  params: ServerParams,
  response: serverConfig,
  permission: 'broker:config-read',
})

export const getControllerConfigEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/controllers/{address}/config',
  tag,
  summary: 'Read the settings of a controller',
  description: 'Secrets are redacted by name.',
  params: ServerParams,
  response: serverConfig,
  permission: 'broker:config-read',
})
