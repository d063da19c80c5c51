import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import { getClientEndpoint, getRunningInfoEndpoint, getStackEndpoint, listClientsEndpoint } from '#lib/clients/api.ts'
import type { ClientKind } from '#lib/clients/schema.ts'

export interface ClientName {
  clientId: string
  group: string | null
  kind: ClientKind | null
}

export const clientKeys = {
  list: (clusterId: string, query: object) => ['clusters', clusterId, 'clients', 'list', query] as const,
  one: (clusterId: string, { clientId, group, kind }: ClientName) =>
    ['clusters', clusterId, 'clients', 'one', clientId, group, kind] as const,
}

export type ClientsFilter = Partial<z.output<NonNullable<typeof listClientsEndpoint.query>>>

export const clientsQuery = (clusterId: string, query: ClientsFilter) =>
  queryOptions({
    queryKey: clientKeys.list(clusterId, query),
    queryFn: ({ signal }) => call(listClientsEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const clientQuery = (clusterId: string, client: ClientName) =>
  queryOptions({
    queryKey: clientKeys.one(clusterId, client),
    queryFn: ({ signal }) =>
      call(
        getClientEndpoint,
        {
          params: { clusterId, clientId: client.clientId },
          query: {
            ...(client.group !== null && { group: client.group }),
            ...(client.kind !== null && { kind: client.kind }),
          },
        },
        { signal },
      ),
  })

/** Asks the client itself: what came stays until a person asks again. */
export const runningInfoQuery = (clusterId: string, clientId: string, group: string) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'clients', 'running-info', clientId, group],
    queryFn: ({ signal }) =>
      call(getRunningInfoEndpoint, { params: { clusterId, clientId }, query: { group } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** Asks the client itself, hundreds of kB: what came stays until a person asks again. */
export const stackQuery = (clusterId: string, clientId: string, group: string) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'clients', 'stack', clientId, group],
    queryFn: ({ signal }) => call(getStackEndpoint, { params: { clusterId, clientId }, query: { group } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
