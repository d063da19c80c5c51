import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import { getClusterEndpoint, getLimitsEndpoint, listClustersEndpoint } from '#lib/clusters/api.ts'

export const clusterKeys = {
  all: ['clusters'] as const,
  list: (query: object) => ['clusters', 'list', query] as const,
  one: (clusterId: string) => ['clusters', clusterId] as const,
}

export type ClustersFilter = Partial<z.output<NonNullable<typeof listClustersEndpoint.query>>>

export const clustersQuery = (query: ClustersFilter = {}) =>
  queryOptions({
    queryKey: clusterKeys.list(query),
    queryFn: ({ signal }) => call(listClustersEndpoint, { query }, { signal }),
  })

export const clusterQuery = (clusterId: string) =>
  queryOptions({
    queryKey: clusterKeys.one(clusterId),
    queryFn: ({ signal }) => call(getClusterEndpoint, { params: { clusterId } }, { signal }),
  })

export const limitsKey = (clusterId: string) => ['clusters', clusterId, 'limits'] as const

export const limitsQuery = (clusterId: string) =>
  queryOptions({
    queryKey: limitsKey(clusterId),
    queryFn: ({ signal }) => call(getLimitsEndpoint, { params: { clusterId } }, { signal }),
  })
