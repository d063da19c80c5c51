import { queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import { listClustersEndpoint } from '#lib/clusters/api.ts'

/** Every cluster that the person may see, for the switcher and for what the frame says about the present one. */
export const clustersQuery = queryOptions({
  queryKey: ['clusters', 'frame'],
  queryFn: ({ signal }) => call(listClustersEndpoint, { query: { page: 1, pageSize: 500, sort: 'name' } }, { signal }),
  staleTime: 10_000,
  refetchInterval: 30_000,
})
