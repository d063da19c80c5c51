import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import { listNamespacesEndpoint } from '#lib/namespaces/api.ts'

export type NamespacesFilter = Partial<z.output<NonNullable<typeof listNamespacesEndpoint.query>>>

export type NamespacesAnswer = z.output<typeof listNamespacesEndpoint.response>

export const namespacesQuery = (clusterId: string, query: NamespacesFilter) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'namespaces', 'list', query] as const,
    queryFn: ({ signal }) => call(listNamespacesEndpoint, { params: { clusterId }, query }, { signal }),
  })
