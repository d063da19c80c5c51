import { queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import { getSavedViewEndpoint, listSavedViewsEndpoint } from '#lib/saved-views/api.ts'
import type { SavedView } from '#lib/saved-views/schema.ts'

export const savedViewsKey = ['saved-views'] as const

/** Every view that the person may open: for the menus of the tables, and of these the pinned ones for the sidebar. */
export const savedViewsQuery = queryOptions({
  queryKey: [...savedViewsKey, 'list'],
  queryFn: ({ signal }) => call(listSavedViewsEndpoint, { query: { pageSize: 500 } }, { signal }),
  staleTime: 30_000,
})

/** The one that the address names. */
export const savedViewQuery = (savedViewId: string) =>
  queryOptions({
    queryKey: [...savedViewsKey, 'one', savedViewId],
    queryFn: ({ signal }) => call(getSavedViewEndpoint, { params: { savedViewId } }, { signal }),
    staleTime: 30_000,
  })

/** Name of the parameter that says which view is open. */
export const VIEW_KEY = 'view'

/** The same address for everybody: the layout is read by the id. */
export const savedViewHref = ({ path, query, savedViewId }: SavedView): string =>
  `${path}?${query === '' ? '' : `${query}&`}${VIEW_KEY}=${savedViewId}`
