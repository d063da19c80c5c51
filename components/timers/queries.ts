import { infiniteQueryOptions } from '@tanstack/react-query'
import type { AskedPage } from '#components/messages/merge-pages.ts'
import { call } from '#lib/api/call.ts'
import { listTimersEndpoint } from '#lib/timers/api.ts'
import type { TimerPage, TimerState } from '#lib/timers/schema.ts'

const PAGE_SIZE = 500

/** Delayed messages of a topic, page by page. */
export function timersQuery(clusterId: string, topic: string, state: TimerState[]) {
  return infiniteQueryOptions({
    queryKey: ['clusters', clusterId, 'timers', topic, state] as const,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<AskedPage<TimerPage>> => {
      const query = { topic, state, pageSize: PAGE_SIZE, ...(pageParam !== null && { cursor: pageParam }) }
      const page = await call(listTimersEndpoint, { params: { clusterId }, query }, { signal })
      return { asked: pageParam, page }
    },
    getNextPageParam: ({ page }) => page.cursor,
    retry: false,
  })
}
