import { queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import { getTopologyEndpoint } from '#lib/topology/api.ts'

export interface TopologyScope {
  topic?: string
  group?: string
}

export const topologyQuery = (clusterId: string, scope: TopologyScope) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'topology', scope],
    queryFn: ({ signal }) => call(getTopologyEndpoint, { params: { clusterId }, query: scope }, { signal }),
  })
