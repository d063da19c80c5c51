'use client'

import { useRefresh } from '#components/layout/refresh-provider.tsx'
import type { AskedPage, ReadAnswer } from './merge-pages.ts'

/** What took longer is no reading to be done again and again. */
const MAX_MS = 2_000

interface PagesQuery {
  state: { data?: { pages: readonly AskedPage<ReadAnswer>[] } | undefined }
}

/** Keeps a list that is read page by page at the rate of the top bar, while it is one page and cheap to read. */
export function useLivePage() {
  const { intervalMs, pausedBy } = useRefresh()
  const isOn = pausedBy === null && intervalMs > 0
  return {
    refetchInterval: ({ state }: PagesQuery) => {
      const [first, second] = state.data?.pages ?? []
      const isCheap = first !== undefined && second === undefined && first.page.coverage.durationMs <= MAX_MS
      return isOn && isCheap ? intervalMs : (false as const)
    },
    meta: { isLive: true },
  }
}
