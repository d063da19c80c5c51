'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSettled } from '#components/ui/use-settled.ts'
import type { GroupItem } from '#lib/groups/schema.ts'
import type { GroupNameCheck } from './group-draft.ts'
import { groupsQuery } from './queries.ts'

/** The API takes regular expressions up to 100 characters; longer names are looked for as a part. */
const REGEX_NAME_MAX = 90

export interface GroupNameLookup {
  /** Null while it is not known. */
  isFree: boolean | null
  /** The group of that very name, where a broker has a config of it. */
  existing: GroupItem | null
}

/** Whether a name is taken, asked while it is typed. */
export function useGroupNameLookup(
  clusterId: string,
  { fullName, isWellFormed, isShortEnough }: GroupNameCheck,
): GroupNameLookup {
  const wanted = isWellFormed && isShortEnough ? fullName : ''
  const asked = useSettled(wanted, 300)
  // Sorted by name, a name comes before all that it begins.
  const q = asked.length <= REGEX_NAME_MAX ? `/^${asked}$/` : asked
  const { data, isPlaceholderData } = useQuery({
    ...groupsQuery(clusterId, { q, include: ['system'], pageSize: 50, sort: 'groupName' }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  })
  if (asked === '' || asked !== wanted || !data || isPlaceholderData) return { isFree: null, existing: null }
  const existing = data.items.find(({ groupName, hasConfig }) => groupName === asked && hasConfig !== false) ?? null
  return { isFree: existing === null, existing }
}
