'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { useSession } from '#components/layout/session-provider.tsx'
import { call } from '#lib/api/call.ts'
import type { SavedView } from '#lib/saved-views/schema.ts'
import { listLayoutsEndpoint, setLayoutEndpoint } from '#lib/users/account-api.ts'
import { emptyLayout, parseLayout, type ViewLayout } from './view-layout.ts'

const layoutsKey = ['account', 'layouts'] as const
/** A column that is being dragged changes many times. */
const SAVE_AFTER_MS = 1_000

export interface LayoutOfTable {
  layout: ViewLayout
  density: 28 | 32 | 40
  change: (patch: Partial<ViewLayout>) => void
  reset: () => void
}

/**
 * The layout of one table: that of the saved view which the address names, else the person's own. What is changed in a view stays
 * on screen until it is saved there; the own layout does not change with it.
 */
export function useViewLayout(viewId: string, opened: SavedView | null): LayoutOfTable {
  const preferences = usePreferences()
  const own = useOwnLayout(viewId)
  const [changed, setChanged] = useState<{ of: string; layout: ViewLayout } | null>(null)
  if (!opened) return own
  const of = `${opened.savedViewId} ${opened.revision}`
  const saved = parseLayout(JSON.stringify(opened.layout))
  const layout = changed?.of === of ? changed.layout : saved
  return {
    layout,
    density: layout.density ?? preferences.density,
    change: (patch) =>
      setChanged((present) => ({ of, layout: { ...(present?.of === of ? present.layout : saved), ...patch } })),
    reset: () => setChanged(null),
  }
}

/** Kept by the account, and in this browser, so that a table is drawn right before the account has answered. */
function useOwnLayout(viewId: string): LayoutOfTable {
  const { user } = useSession()
  const preferences = usePreferences()
  const queryClient = useQueryClient()
  const key = `apogee.view.${user.userId}.${viewId}`
  const [layout, setLayout] = useState<ViewLayout>(emptyLayout)
  const saving = useRef<ReturnType<typeof setTimeout>>(undefined)
  const { data } = useQuery({
    queryKey: layoutsKey,
    queryFn: ({ signal }) => call(listLayoutsEndpoint, {}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const kept = data?.items.find((item) => item.viewId === viewId)?.layout

  useEffect(() => setLayout(parseLayout(localStorage.getItem(key))), [key])
  useEffect(() => {
    // What was changed here since is newer than what the account said when the page opened.
    if (!kept || saving.current !== undefined) return
    const text = JSON.stringify(kept)
    localStorage.setItem(key, text)
    setLayout(parseLayout(text))
  }, [kept, key])

  const keep = useCallback(
    (next: ViewLayout) => {
      localStorage.setItem(key, JSON.stringify(next))
      clearTimeout(saving.current)
      saving.current = setTimeout(() => {
        saving.current = undefined
        call(setLayoutEndpoint, { params: { viewId }, body: next }).then(
          () => queryClient.invalidateQueries({ queryKey: layoutsKey }),
          // This browser keeps it all the same; the next change tries again.
          () => {},
        )
      }, SAVE_AFTER_MS)
    },
    [key, viewId, queryClient],
  )
  const change = useCallback(
    (patch: Partial<ViewLayout>) =>
      setLayout((present) => {
        const next = { ...present, ...patch }
        keep(next)
        return next
      }),
    [keep],
  )
  const reset = useCallback(() => {
    setLayout(emptyLayout)
    keep(emptyLayout)
  }, [keep])

  return { layout, density: layout.density ?? preferences.density, change, reset }
}
