'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import { isLive } from './refresh-provider.tsx'

export interface DataAge {
  /** When the oldest of the shown data was read; null = nothing live on this page. */
  oldestAtMs: number | null
  isFetching: boolean
  hasFailed: boolean
}

/** Age of what the page shows, over all its live queries. */
export function useDataAge(): DataAge {
  const client = useQueryClient()
  const cache = client.getQueryCache()

  const subscribe = useCallback((onChange: () => void) => cache.subscribe(onChange), [cache])
  // A string compares by value, so that renders happen only when something of it changed.
  const snapshot = useCallback(() => {
    const live = cache.getAll().filter(isLive)
    const read = live.filter((query) => query.state.dataUpdatedAt > 0).map((query) => query.state.dataUpdatedAt)
    const isFetching = live.some((query) => query.state.fetchStatus === 'fetching')
    const hasFailed = live.some((query) => query.state.status === 'error' || query.state.fetchFailureCount > 0)
    return `${read.length > 0 ? Math.min(...read) : ''}|${isFetching}|${hasFailed}`
  }, [cache])

  const [at, isFetching, hasFailed] = useSyncExternalStore(subscribe, snapshot, () => '|false|false').split('|')
  return { oldestAtMs: at ? Number(at) : null, isFetching: isFetching === 'true', hasFailed: hasFailed === 'true' }
}
