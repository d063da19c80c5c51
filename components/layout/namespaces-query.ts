import { queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import { listNamespacesEndpoint } from '#lib/namespaces/api.ts'

/** The namespaces of a cluster by name, for the filter of the frame. */
export const namespacesQuery = (clusterId: string) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'namespaces', 'frame'],
    queryFn: ({ signal }) =>
      call(listNamespacesEndpoint, { params: { clusterId }, query: { pageSize: 500, sort: 'namespace' } }, { signal }),
    staleTime: 60_000,
  })
