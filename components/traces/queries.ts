import { infiniteQueryOptions } from '@tanstack/react-query'
import type { AskedPage } from '#components/messages/merge-pages.ts'
import { call } from '#lib/api/call.ts'
import { queryTracesEndpoint } from '#lib/traces/api.ts'
import type { TracePage, TraceQuery } from '#lib/traces/schema.ts'

/** Traces, page by page. `searchedAt` makes a new search of the same words a new one. */
export function tracesQuery(clusterId: string, asked: TraceQuery, searchedAt: number) {
  return infiniteQueryOptions({
    queryKey: ['clusters', clusterId, 'traces', asked, searchedAt] as const,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<AskedPage<TracePage>> => {
      const query = pageParam === null ? asked : { ...asked, cursor: pageParam }
      const page = await call(queryTracesEndpoint, { params: { clusterId }, query }, { signal })
      return { asked: pageParam, page }
    },
    getNextPageParam: ({ page }) => page.cursor,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}
