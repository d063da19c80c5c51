import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import type { Impact } from '#lib/api/endpoint.ts'
import { deleteNamespaceEndpoint, getNamespaceEndpoint, listNamespacesEndpoint } from '#lib/namespaces/api.ts'

export type NamespacesFilter = Partial<z.output<NonNullable<typeof listNamespacesEndpoint.query>>>

export type NamespacesAnswer = z.output<typeof listNamespacesEndpoint.response>

export const namespaceKeys = { all: (clusterId: string) => ['clusters', clusterId, 'namespaces'] as const }

export const namespacesQuery = (clusterId: string, query: NamespacesFilter) =>
  queryOptions({
    queryKey: [...namespaceKeys.all(clusterId), 'list', query] as const,
    queryFn: ({ signal }) => call(listNamespacesEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const namespaceQuery = (clusterId: string, namespace: string) =>
  queryOptions({
    queryKey: [...namespaceKeys.all(clusterId), 'one', namespace] as const,
    queryFn: ({ signal }) => call(getNamespaceEndpoint, { params: { clusterId, namespace } }, { signal }),
  })

export const namespaceImpactQuery = (clusterId: string, namespace: string) =>
  queryOptions({
    queryKey: [...namespaceKeys.all(clusterId), 'impact', namespace] as const,
    queryFn: ({ signal }) =>
      call(
        deleteNamespaceEndpoint,
        { params: { clusterId, namespace }, query: { dryRun: true } },
        { signal },
      ) as Promise<Impact>, // so `dryRun` promises
    staleTime: 0,
  })
