'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { savedViewQuery, savedViewsKey } from '#components/layout/saved-views-query.ts'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import {
  createSavedViewEndpoint,
  deleteSavedViewEndpoint,
  pinSavedViewEndpoint,
  updateSavedViewEndpoint,
} from '#lib/saved-views/api.ts'
import type { NewSavedView, SavedView, SavedViewPatch } from '#lib/saved-views/schema.ts'

/** What can be done to a view; each makes the menus and the sidebar read again. */
export function useSavedViewWrites() {
  const t = useTranslations('table.views')
  const toast = useToast()
  const queryClient = useQueryClient()
  const keep = (view: SavedView) => {
    queryClient.setQueryData(savedViewQuery(view.savedViewId).queryKey, view)
    return queryClient.invalidateQueries({ queryKey: [...savedViewsKey, 'list'] })
  }
  const create = useMutation({
    mutationFn: (body: NewSavedView) => call(createSavedViewEndpoint, { body }),
    onSuccess: async (view) => {
      await keep(view)
      toast({ title: t('saved', { name: view.name }) })
    },
  })
  const update = useMutation({
    mutationFn: ({ savedViewId, ...body }: SavedViewPatch & { savedViewId: string }) =>
      call(updateSavedViewEndpoint, { params: { savedViewId }, body }),
    onSuccess: async (view) => {
      await keep(view)
      toast({ title: t('saved', { name: view.name }) })
    },
  })
  const pin = useMutation({
    mutationFn: ({ savedViewId, isPinned }: { savedViewId: string; isPinned: boolean }) =>
      call(pinSavedViewEndpoint, { params: { savedViewId }, body: { isPinned } }),
    onSuccess: keep,
  })
  const remove = useMutation({
    mutationFn: (savedViewId: string) => call(deleteSavedViewEndpoint, { params: { savedViewId } }),
    onSuccess: () => {
      toast({ title: t('deleted') })
      // Not the view itself: whoever has it open leaves it first, and would only be told that it is gone.
      return queryClient.invalidateQueries({ queryKey: [...savedViewsKey, 'list'] })
    },
  })
  return { create, update, pin, remove }
}
