'use client'

import { type QueryKey, type UseQueryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useRefresh } from './refresh-provider.tsx'

/** `useQuery` at the rate of the top bar, which shows its age: for lists, details and overviews. Searches use plain `useQuery`. */
export function useLiveQuery<Fetched, Failure, Data, Key extends QueryKey>(
  options: UseQueryOptions<Fetched, Failure, Data, Key>,
): UseQueryResult<Data, Failure> {
  const { intervalMs, pausedBy } = useRefresh()
  return useQuery({
    ...options,
    refetchInterval: pausedBy === null && intervalMs > 0 ? intervalMs : false,
    meta: { ...options.meta, isLive: true },
  })
}
