'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSettled } from '#components/ui/use-settled.ts'
import type { TopicItem } from '#lib/topics/schema.ts'
import { topicsQuery } from './queries.ts'
import { type NameCheck, shortNameOf } from './topic-draft.ts'

/** The API takes regular expressions up to 100 characters; longer names are looked for by their end. */
const REGEX_NAME_MAX = 85

export interface NameLookup {
  /** Null while it is not known. */
  isFree: boolean | null
  /** The topic of that very name. */
  existing: TopicItem | null
  /** Topics of the same name in other namespaces. */
  others: TopicItem[]
}

/** Whether a name is taken, asked while it is typed. */
export function useNameLookup(clusterId: string, { fullName, isWellFormed, isShortEnough }: NameCheck): NameLookup {
  const wanted = isWellFormed && isShortEnough ? fullName : ''
  const asked = useSettled(wanted, 300)

  const shortName = shortNameOf(asked)
  const q = shortName.length <= REGEX_NAME_MAX ? `/^(.*%)?${shortName}$/` : `*${shortName}`
  const { data, isPlaceholderData } = useQuery({
    ...topicsQuery(clusterId, { q, include: ['system', 'retry', 'dlq'], pageSize: 20 }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  })
  if (asked === '' || asked !== wanted || !data || isPlaceholderData)
    return { isFree: null, existing: null, others: [] }
  const same = data.items.filter((topic) => shortNameOf(topic.topicName) === shortName)
  const existing = same.find(({ topicName }) => topicName === asked) ?? null
  return { isFree: existing === null, existing, others: same.filter((topic) => topic !== existing) }
}
