'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { z } from 'zod'
import type { MenuItem } from '#components/ui/menu.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { addFavouriteEndpoint, listFavouritesEndpoint, removeFavouriteEndpoint } from '#lib/favourites/api.ts'
import type { Favourite } from '#lib/favourites/schema.ts'

const favouritesKey = ['account', 'favourites'] as const
type FavouriteList = z.output<typeof listFavouritesEndpoint.response>

const keyOf = ({ kind, clusterId, name }: Favourite) => `${kind} ${clusterId} ${name}`

function useFavouriteKeys(): ReadonlySet<string> {
  const { data } = useQuery({
    queryKey: favouritesKey,
    queryFn: ({ signal }) => call(listFavouritesEndpoint, {}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return useMemo(() => new Set(data?.items.map(keyOf)), [data])
}

/** Whether the person marked it. */
export const useIsFavourite = (favourite: Favourite): boolean => useFavouriteKeys().has(keyOf(favourite))

/**
 * The menu item that marks an object, or unmarks it.
 *
 * @param listKey queries of the list that can be narrowed to favourites
 */
export function useFavouriteItem(listKey: readonly unknown[]): (favourite: Favourite) => MenuItem {
  const t = useTranslations('favourites')
  const tProblem = useTranslations('problem.title')
  const toast = useToast()
  const queryClient = useQueryClient()
  const keys = useFavouriteKeys()
  const { mutate } = useMutation({
    mutationFn: ({ favourite, isOn }: { favourite: Favourite; isOn: boolean }) =>
      isOn ? call(addFavouriteEndpoint, { body: favourite }) : call(removeFavouriteEndpoint, { query: favourite }),
    onMutate: async ({ favourite, isOn }) => {
      await queryClient.cancelQueries({ queryKey: favouritesKey })
      queryClient.setQueryData<FavouriteList>(favouritesKey, (list) => {
        if (!list) return list
        const others = list.items.filter((each) => keyOf(each) !== keyOf(favourite))
        return { ...list, items: isOn ? [...others, favourite] : others }
      })
    },
    onError: (error) =>
      toast({
        kind: 'failed',
        title: error instanceof ApiError ? tProblem(error.problem.code) : tProblem('NO_CONNECTION'),
        description: error.message,
      }),
    onSettled: () => {
      queryClient.invalidateQueries({ queryKey: favouritesKey })
      queryClient.invalidateQueries({ queryKey: listKey })
    },
  })
  return (favourite) => {
    const isOn = keys.has(keyOf(favourite))
    return { label: t(isOn ? 'remove' : 'add'), icon: 'star', onSelect: () => mutate({ favourite, isOn: !isOn }) }
  }
}
