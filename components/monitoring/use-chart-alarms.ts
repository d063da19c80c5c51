'use client'

import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Band, Limit } from '#components/charts/chart-parts.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { listAlarmHistoryEndpoint, listAlarmRulesEndpoint } from '#lib/alarms/api.ts'
import { call } from '#lib/api/call.ts'
import { isMoving, type RangeSetting, rangeEnds } from './board-range.ts'
import { bandsOf, limitsOf, type WatchedLine } from './chart-alarms.ts'
import { useMetricWords } from './use-metric-words.ts'

const REFRESH_MS = 60_000
const MOST = 200

const rulesQuery = (clusterId: string) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'metrics', 'rules'],
    queryFn: ({ signal }) =>
      call(listAlarmRulesEndpoint, { query: { clusterId: [clusterId], isEnabled: true, pageSize: 500 } }, { signal }),
    staleTime: 60_000,
  })

const incidentsQuery = (clusterId: string, range: RangeSetting) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'metrics', 'incidents', range.text, range.timeZone],
    queryFn: async ({ signal }) => {
      const { from, to } = rangeEnds(range.text, new Date(), range.timeZone)
      const query = { clusterId: [clusterId], from, to, pageSize: MOST, sort: '-firedAt' as const }
      const { items } = await call(listAlarmHistoryEndpoint, { query }, { signal })
      return { items, to }
    },
  })

/** The rules of alarms about the lines of a chart: limits as lines, and when they fired as bands. */
export function useChartAlarms(
  clusterId: string,
  lines: readonly WatchedLine[],
  range: RangeSetting,
): { limits: readonly Limit[]; bands: readonly Band[] } {
  const t = useTranslations('monitoring')
  const words = useMetricWords()
  const { can } = useAccess()
  const enabled = can('alarm:read', clusterId, 'any')
  const rules = useQuery({ ...rulesQuery(clusterId), enabled })
  const incidents = useQuery({
    ...incidentsQuery(clusterId, range),
    enabled,
    refetchInterval: isMoving(range.text) ? REFRESH_MS : false,
  })
  return useMemo(() => {
    const [first] = lines
    const format = first ? words.unitFormat(first.metric).formatAxis : String
    return {
      bands: incidents.data ? bandsOf(lines, incidents.data.items, incidents.data.to) : [],
      limits: limitsOf(lines, rules.data?.items ?? []).map(({ value, state }) => ({
        value,
        state,
        label: t(`limits.${state}`, { value: format(value) }),
      })),
    }
  }, [lines, rules.data, incidents.data, t, words])
}
