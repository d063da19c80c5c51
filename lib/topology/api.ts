import { z } from 'zod'
import { ClusterParams, endpoint, partial } from '#lib/api/endpoint.ts'
import { Topology } from './schema.ts'

export const getTopologyEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topology',
  tag: 'Topology',
  summary: 'Who produces what and who consumes it',
  description:
    'Of a topic: its producers as the newest messages tell, its groups and their clients. Of a group: its topics and clients. Of the whole cluster, which groups consume which topics, up to 200 lines.',
  params: ClusterParams,
  query: z
    .strictObject({ topic: z.string().min(1).max(255).optional(), group: z.string().min(1).max(255).optional() })
    .refine(({ topic, group }) => topic === undefined || group === undefined, {
      error: 'a topic or a group, not both',
      path: ['group'],
    }),
  response: Topology.extend({ partial }),
  permission: 'topic:read',
})
