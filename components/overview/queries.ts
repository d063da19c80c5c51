import { queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import { getOverviewEndpoint } from '#lib/overview/api.ts'

export const overviewQuery = (clusterId: string) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'overview'] as const,
    queryFn: ({ signal }) => call(getOverviewEndpoint, { params: { clusterId } }, { signal }),
  })
