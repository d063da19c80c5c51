import { z } from 'zod'
import { ClusterParams, commaList, endpoint, listOf, listQuery, measured, partial } from '#lib/api/endpoint.ts'
import {
  Client,
  ClientCounts,
  ClientDetail,
  ClientKind,
  ClientProtocol,
  ClientStack,
  ConnectedProducer,
  clientSortFields,
  RiskRulesState,
  RunningInfo,
} from './schema.ts'

const tag = 'Clients'
const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] })
const Version = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,3}){0,2}$/, 'like 4.9.8')
  .meta({ example: '5.0.0' })
const ClientParams = ClusterParams.extend({ clientId: z.string().min(1).max(512) })
const ofGroup = z.strictObject({ group: z.string().min(1).max(255) })

export const listClientsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/clients',
  tag,
  summary: 'List the online consumers and producers of a cluster',
  description:
    'From the sampler, which asks every broker and every registered proxy; without sampledAt nothing has been sampled yet. gRPC producers are never listed: no server lists them.',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery(...clientSortFields),
    q: z
      .string()
      .max(512)
      .optional()
      .meta({ description: 'Part of the id, address or host, a glob with *, or /a regular expression/' }),
    kind: ClientKind.optional(),
    group: z.string().max(255).optional().meta({ description: 'Exact name' }),
    topic: z.string().max(255).optional().meta({ description: 'A topic that it subscribes to, exact name' }),
    namespace: z.string().max(255).optional().meta({ description: 'Of the group. Empty: groups without one' }),
    language: commaList(z.string()).optional(),
    version: commaList(z.string()).optional(),
    versionBelow: Version.optional().meta({ description: 'Older than this; unknown versions do not match' }),
    protocol: ClientProtocol.optional(),
    address: z.string().max(255).optional().meta({ description: 'Part of the address or host' }),
    risk: Flag.optional(),
    hung: Flag.optional(),
    include: commaList(z.enum(['system']))
      .optional()
      .meta({ description: 'Also clients of system groups' }),
  }),
  response: listOf(Client).extend({
    counts: measured(ClientCounts),
    grpcClients: measured(z.number().int()).meta({
      description: 'Unknown while no proxy is registered (NO_PROXY) or one is silent: at least so many then',
    }),
    /** What there is to filter by. */
    languages: z.array(z.string()),
    versions: z.array(z.string()),
    riskRules: RiskRulesState,
  }),
  isExportable: true,
  permission: 'client:read',
})

export const listProducersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/producers',
  tag,
  summary: 'List the producers that are connected to brokers, without knowing their groups',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery('clientId', 'producerGroup', 'address', 'language', 'version', 'firstSeenAt', 'lastSeenAt'),
    q: z.string().max(512).optional(),
    group: z.string().max(255).optional().meta({ description: 'Producer group, exact name' }),
  }),
  response: listOf(ConnectedProducer),
  isExportable: true,
  permission: 'client:read',
})

export const getClientEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/clients/{clientId}',
  tag,
  summary: 'Show one client as a member of a group',
  description:
    'At once, from the sampler; a client that it does not know yet is looked for on every broker and proxy. What the client says of itself is asked apart: running-info.',
  params: ClientParams,
  query: z.strictObject({
    group: z.string().min(1).max(255).optional().meta({ description: 'Needed for a client that is not sampled yet' }),
    kind: ClientKind.optional(),
  }),
  response: ClientDetail.extend({ partial }),
  permission: 'client:read',
})

export const getRunningInfoEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/clients/{clientId}/running-info',
  tag,
  summary: 'Ask a consumer for its facts, topics and queues',
  description:
    'Through a broker that it is connected to, for at most 12 s. CLUSTER_TIMEOUT with the reason CLIENT_SILENT: the client did not answer. NOT_SUPPORTED: a cluster-mode proxy holds the connection.',
  params: ClientParams,
  query: ofGroup,
  response: RunningInfo.extend({ partial }),
  permission: 'client:read',
})

export const getStackEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/clients/{clientId}/stack',
  tag,
  summary: 'Ask a consumer for the stacks of its threads',
  description: 'As running-info. Hundreds of kB from a small client; at most 4 MiB of text are read.',
  params: ClientParams,
  query: ofGroup,
  response: ClientStack,
  permission: 'client:stack',
})
