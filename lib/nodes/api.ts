import { z } from 'zod'
import { ClusterParams, commaList, endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { ClusterHealthAnswer, Node, NodeKind, nodeSortFields } from './schema.ts'

export const listNodesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/nodes',
  tag: 'Nodes',
  summary: 'List brokers, name servers, proxies and controllers of a cluster',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery(...nodeSortFields),
    q: z.string().max(255).optional().meta({ description: 'Part of the address or broker name' }),
    kind: commaList(NodeKind).optional(),
  }),
  response: listOf(Node),
  permission: 'node:read',
})

export const getHealthEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/health',
  tag: 'Nodes',
  summary: 'Show the health of a cluster and its reasons',
  params: ClusterParams,
  response: ClusterHealthAnswer,
  permission: 'cluster:read',
})
