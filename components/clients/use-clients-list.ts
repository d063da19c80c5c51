'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { clientFilterKeys, toClientsFilter } from './clients-filter.ts'
import { clientsQuery } from './queries.ts'

/** What the address asks for, and the answer. Header and table of one page share it: one request. */
export function useClientsList(clusterId: string, groupName?: string) {
  const isOfGroup = groupName !== undefined
  // A group has the clients that it has, whatever namespace is chosen.
  const list = useListUrl({ filters: isOfGroup ? clientFilterKeys.filter((key) => key !== 'ns') : clientFilterKeys })
  const filter = {
    ...toClientsFilter(list.query),
    ...(isOfGroup && { group: groupName, kind: 'CONSUMER' as const, include: ['system' as const] }),
  }
  const query = useLiveQuery({ ...clientsQuery(clusterId, filter), placeholderData: keepPreviousData })
  return { list, query, filter }
}
