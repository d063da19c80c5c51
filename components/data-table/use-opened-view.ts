'use client'

import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { savedViewQuery, VIEW_KEY } from '#components/layout/saved-views-query.ts'
import type { SavedView } from '#lib/saved-views/schema.ts'

/** The saved view that the address names, where it is one of this table. `error`: it is gone, or not shared. */
export function useOpenedView(viewId: string): { view: SavedView | null; error: Error | null } {
  const savedViewId = useSearchParams().get(VIEW_KEY)
  const { data, error } = useQuery({ ...savedViewQuery(savedViewId ?? ''), enabled: savedViewId !== null })
  return {
    view: savedViewId !== null && data?.viewId === viewId ? data : null,
    error: savedViewId === null ? null : error,
  }
}
