import { ClusterParams, endpoint } from '#lib/api/endpoint.ts'
import { Overview } from './schema.ts'

export const getOverviewEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/overview',
  tag: 'Overview',
  summary: 'Show what is wrong in a cluster, since when, and what is about to be',
  params: ClusterParams,
  response: Overview,
  permission: 'cluster:read',
})
