import { queryOptions } from '@tanstack/react-query'
import { listActiveAlarmsEndpoint } from '#lib/alarms/api.ts'
import { call } from '#lib/api/call.ts'

const EVERY_MS = 15_000

/** What the bell counts, over every cluster that one may see: one row is asked for, the counts come beside it. */
export const alarmCountsQuery = queryOptions({
  queryKey: ['alarms', 'active', 'counts'],
  queryFn: ({ signal }) => call(listActiveAlarmsEndpoint, { query: { page: 1, pageSize: 1 } }, { signal }),
  refetchInterval: EVERY_MS,
  staleTime: EVERY_MS / 2,
  retry: false,
})
