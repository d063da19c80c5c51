'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { ChartEvent } from '#components/charts/chart-parts.ts'
import type { RangeSetting } from './board-range.ts'
import type { BoardObject } from './boards.ts'
import { chartEventsQuery, type EventsOf } from './queries.ts'

const none: readonly ChartEvent[] = []

/** Changes by people, starts of brokers, clients that came and went, as ticks on every chart of a board. */
export function useBoardEvents(
  clusterId: string,
  { scope, name, topicName, groupName }: Pick<BoardObject, 'scope' | 'name' | 'topicName' | 'groupName'>,
  range: RangeSetting,
): readonly ChartEvent[] {
  const t = useTranslations('monitoring.events')
  const { data } = useQuery(chartEventsQuery(clusterId, eventsOf(), range))
  return useMemo(
    () =>
      data?.items.map(({ at, kind, action, by, target, from, to }) => ({
        at,
        label:
          kind === 'AUDIT'
            ? t('AUDIT', { action: action ?? '', by: by ?? '' })
            : kind === 'RESTART'
              ? t('RESTART', { target: target ?? '' })
              : t('CLIENTS', { from: from ?? 0, to: to ?? 0 }),
      })) ?? none,
    [data, t],
  )

  function eventsOf(): EventsOf {
    if (scope === 'group')
      return { ...(name !== null && { group: name }), ...(topicName !== null && { topic: topicName }) }
    if (scope === 'client') return groupName === null ? {} : { group: groupName }
    if (scope === 'cluster' || name === null) return {}
    return { [scope]: name }
  }
}
