'use client'

import { useRefresh } from '#components/layout/refresh-provider.tsx'

/** Keeps a list that is read page by page at the rate of the top bar while only its first page is shown. */
export function useLivePage() {
  const { intervalMs, pausedBy } = useRefresh()
  const isLive = pausedBy === null && intervalMs > 0
  return {
    refetchInterval: (query: { state: { data?: { pages: readonly unknown[] } | undefined } }) =>
      isLive && (query.state.data?.pages.length ?? 0) <= 1 ? intervalMs : (false as const),
    meta: { isLive: true },
  }
}
