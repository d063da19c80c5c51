import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import { getConnectEndpoint, getScenarioEndpoint, getSnippetEndpoint } from '#lib/connect/api.ts'
import type { ScenarioId, SnippetQuery } from '#lib/connect/schema.ts'
import { listGroupsEndpoint } from '#lib/groups/api.ts'

export const connectKeys = { all: (clusterId: string) => ['clusters', clusterId, 'connect'] as const }

export const connectQuery = (clusterId: string) =>
  queryOptions({
    queryKey: [...connectKeys.all(clusterId), 'endpoints'],
    queryFn: ({ signal }) => call(getConnectEndpoint, { params: { clusterId } }, { signal }),
  })

export const snippetQuery = (clusterId: string, query: SnippetQuery) =>
  queryOptions({
    queryKey: [...connectKeys.all(clusterId), 'snippet', query],
    queryFn: ({ signal }) => call(getSnippetEndpoint, { params: { clusterId }, query }, { signal }),
    placeholderData: keepPreviousData,
  })

/** How long the page waits before it looks again whether the message has arrived. */
const WATCH_MS = 3_000

/** Read again until it is proven, for the programs run elsewhere. */
export const scenarioQuery = (
  clusterId: string,
  scenario: ScenarioId,
  names: { topic: string | null; group: string | null },
) =>
  queryOptions({
    queryKey: [...connectKeys.all(clusterId), 'scenario', scenario, names],
    queryFn: ({ signal }) =>
      call(
        getScenarioEndpoint,
        {
          params: { clusterId, scenario },
          query: { ...(names.topic && { topic: names.topic }), ...(names.group && { group: names.group }) },
        },
        { signal },
      ),
    refetchInterval: ({ state }) => (state.data && !state.data.isProven ? WATCH_MS : false),
  })

export const groupNamesQuery = (clusterId: string, text: string) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'groups', 'names', text] as const,
    queryFn: async ({ signal }) => {
      const query = { pageSize: 50, sort: 'groupName', ...(text && { q: text }) }
      const { items } = await call(listGroupsEndpoint, { params: { clusterId }, query }, { signal })
      return items.map(({ groupName }) => groupName)
    },
    staleTime: 10_000,
  })
