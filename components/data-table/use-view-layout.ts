'use client'

import { useCallback, useEffect, useState } from 'react'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { useSession } from '#components/layout/session-provider.tsx'
import { emptyLayout, parseLayout, type ViewLayout } from './view-layout.ts'

/**
 * The layout of one table for the person who is signed in, remembered in this browser. The one place that knows where: an
 * account-wide store takes over here.
 */
export function useViewLayout(viewId: string): {
  layout: ViewLayout
  density: 28 | 32 | 40
  change: (patch: Partial<ViewLayout>) => void
  reset: () => void
} {
  const { user } = useSession()
  const preferences = usePreferences()
  const key = `apogee.view.${user.userId}.${viewId}`
  const [layout, setLayout] = useState<ViewLayout>(emptyLayout)

  useEffect(() => setLayout(parseLayout(localStorage.getItem(key))), [key])

  const change = useCallback(
    (patch: Partial<ViewLayout>) =>
      setLayout((present) => {
        const next = { ...present, ...patch }
        localStorage.setItem(key, JSON.stringify(next))
        return next
      }),
    [key],
  )
  const reset = useCallback(() => {
    localStorage.removeItem(key)
    setLayout(emptyLayout)
  }, [key])

  return { layout, density: layout.density ?? preferences.density, change, reset }
}
