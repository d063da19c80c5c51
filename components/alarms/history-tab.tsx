'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useClock } from '#components/layout/use-clock.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { DateRangeField } from '#components/ui/date-range/date-range-field.tsx'
import { resolveRange } from '#components/ui/date-range/parse-range.ts'
import { useHref } from '#components/ui/use-href.ts'
import { listAlarmHistoryEndpoint } from '#lib/alarms/api.ts'
import { urlOf } from '#lib/api/call.ts'
import { alarmFilterKeys, toAlarmFilter } from './alarm-filters.ts'
import { incidentHref } from './alarm-href.ts'
import { historyQuery } from './queries.ts'
import { StripKey } from './strip-key.tsx'
import { useAlarmFilters } from './use-alarm-filters.ts'
import { useHistoryColumns } from './use-history-columns.tsx'

const quickRanges = ['1h', '24h', '7d', '30d', '400d'].map((length) => ({ from: `now-${length}`, to: 'now' }))

/** What was: each incident from its first to its last occurrence, how bad it became, who was told, who looked after it. */
export function HistoryTab({ clusterId }: { clusterId: string | null }) {
  const t = useTranslations('alarms')
  const router = useRouter()
  const toHref = useHref()
  const { timeZone } = usePreferences()
  const nowMs = useClock(60_000)
  const list = useListUrl({ filters: alarmFilterKeys, defaultSort: '-lastSeenAt' })
  const [range, setRange] = useQueryStates({
    from: parseAsString.withDefault('now-24h'),
    to: parseAsString.withDefault('now'),
  })
  const resolved = useMemo(
    () => resolveRange(range, { now: new Date(nowMs ?? Date.now()), timeZone }),
    [range, nowMs, timeZone],
  )
  const times = 'problem' in resolved ? null : resolved
  const filter = { ...toAlarmFilter(list.query, clusterId), ...times }
  const query = useLiveQuery({
    ...historyQuery(filter),
    placeholderData: keepPreviousData,
    enabled: times !== null,
  })
  const filters = useAlarmFilters(clusterId)
  const columns = useHistoryColumns({ hasCluster: clusterId === null, times })
  return (
    <>
      <DataTable
        viewId={clusterId === null ? 'alarm-history' : 'cluster-alarm-history'}
        label={t('tabs.history')}
        columns={columns}
        rowId={({ instanceId }) => instanceId}
        list={list}
        query={query}
        onOpen={(alarm) => router.push(toHref(incidentHref(alarm.clusterId, alarm.instanceId)))}
        filters={filters}
        exportUrl={() => urlOf(listAlarmHistoryEndpoint, { query: filter })}
        textPlaceholder={t('filterText')}
        empty={<Empty title={t('emptyHistory')}>{t('emptyHistoryText')}</Empty>}
        what={t('readingHistory')}
        toolbarStart={
          <DateRangeField
            label={t('range')}
            isLabelHidden
            className="w-64"
            value={range}
            onValueChange={(next) => {
              void setRange(next)
              list.setPage(1)
            }}
            quickRanges={quickRanges}
            maxDays={400}
          />
        }
      />
      {(query.data?.items.length ?? 0) > 0 && <StripKey className="pt-2" />}
    </>
  )
}
