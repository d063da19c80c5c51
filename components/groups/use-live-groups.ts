'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { z } from 'zod'
import { announce } from '#components/layout/live-region.tsx'
import { call } from '#lib/api/call.ts'
import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getLiveGroupsEndpoint, type listGroupsEndpoint } from '#lib/groups/api.ts'

type GroupList = z.output<typeof listGroupsEndpoint.response>
type LiveGroups = z.output<typeof getLiveGroupsEndpoint.response>

/** A page of groups whose rows can be asked just now. Until the sampler has younger numbers they show what was answered. */
export function useLiveGroups(clusterId: string, list: GroupList | undefined) {
  const t = useTranslations('groups')
  const asking = useMutation({
    mutationFn: (groupNames: string[]) => call(getLiveGroupsEndpoint, { params: { clusterId }, body: { groupNames } }),
    onSuccess: ({ items }) => announce(t('rowsAsked', { count: items.length })),
  })
  const answer = asking.data && list && isYounger(asking.data, list) ? asking.data : undefined
  const live = new Set(answer?.items.map(({ groupName }) => groupName))
  const shown = list?.items.filter(({ groupName }) => live.has(groupName)).length ?? 0
  const data = useMemo(() => list && (answer ? withLive(list, answer) : list), [list, answer])
  return {
    data,
    ask: () => asking.mutate((list?.items ?? []).map(({ groupName }) => groupName)),
    isAsking: asking.isPending,
    error: asking.error,
    /** Of the rows that are shown; null while all are the sampler's. */
    asked: answer && shown > 0 ? { at: answer.readAt, rows: shown, notAsked: answer.notAsked.length } : null,
  }
}

const isYounger = ({ readAt }: LiveGroups, { sampledAt }: GroupList) => sampledAt === undefined || sampledAt < readAt

function withLive(list: GroupList, { items, partial = [] }: LiveGroups): GroupList {
  const live = new Map(items.map((item) => [item.groupName, item]))
  const silent = new Map<string, PartialEntry>(
    [...(list.partial ?? []), ...partial].map((entry) => [entry.address, entry]),
  )
  return {
    ...list,
    items: list.items.map((item) => ({ ...item, ...live.get(item.groupName) })),
    ...(silent.size > 0 && { partial: [...silent.values()] }),
  }
}
