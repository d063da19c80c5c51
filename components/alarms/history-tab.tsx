'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useClock } from '#components/layout/use-clock.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { DateRangeField } from '#components/ui/date-range/date-range-field.tsx'
import { resolveRange } from '#components/ui/date-range/parse-range.ts'
import { Link } from '#components/ui/link.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { useHref } from '#components/ui/use-href.ts'
import { listAlarmHistoryEndpoint } from '#lib/alarms/api.ts'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { urlOf } from '#lib/api/call.ts'
import { alarmFilterKeys, toAlarmFilter } from './alarm-filters.ts'
import { incidentHref } from './alarm-href.ts'
import { episodesOf, severityLooks } from './alarm-looks.ts'
import { AlarmPill } from './alarm-pill.tsx'
import { AcknowledgedBy } from './handled-by.tsx'
import { ObjectCell } from './object-cell.tsx'
import { historyQuery } from './queries.ts'
import { StateStrip } from './state-strip.tsx'
import { StripKey } from './strip-key.tsx'
import { useAlarmFilters } from './use-alarm-filters.ts'
import { useAlarmWords } from './use-alarm-words.ts'

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
  const columns = useHistoryColumns(clusterId === null, times)
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

function useHistoryColumns(hasCluster: boolean, times: { from: Date; to: Date } | null): Column<AlarmInstance>[] {
  const t = useTranslations('alarms')
  const format = useFormat()
  const words = useAlarmWords()
  return useMemo<Column<AlarmInstance>[]>(
    () => [
      {
        id: 'state',
        head: t('state'),
        width: 124,
        isSortable: true,
        canHide: false,
        cell: (alarm) =>
          alarm.state === 'CLOSED' ? (
            <StatePill
              state="silenced"
              label={t('states.CLOSED')}
              detail={alarm.closeReason && t(`closeReasons.${alarm.closeReason}`)}
            />
          ) : (
            <AlarmPill alarm={alarm} hasFlapping />
          ),
      },
      {
        id: 'peakSeverity',
        head: t('worst'),
        width: 92,
        isSortable: true,
        cell: ({ peakSeverity }) =>
          peakSeverity ? (
            <StatePill state={severityLooks[peakSeverity]} label={t(`states.${peakSeverity}`)} />
          ) : (
            <span className="text-fg-3">–</span>
          ),
      },
      {
        id: 'ruleName',
        head: t('alarm'),
        width: 160,
        isSortable: true,
        canHide: false,
        cell: (alarm) => (
          <Link href={incidentHref(alarm.clusterId, alarm.instanceId)} tone="name" className="block truncate">
            {alarm.ruleName}
          </Link>
        ),
      },
      {
        id: 'object',
        head: t('object'),
        isFlexible: true,
        minWidth: 130,
        isSortable: true,
        cell: (alarm) => <ObjectCell alarm={alarm} />,
      },
      ...(hasCluster
        ? [
            {
              id: 'clusterName',
              head: t('cluster'),
              width: 120,
              priority: 2 as const,
              isSortable: true,
              cell: ({ clusterName }: AlarmInstance) => <span className="truncate">{clusterName}</span>,
            },
          ]
        : []),
      {
        id: 'strip',
        head: t('strip'),
        width: 128,
        priority: 2,
        cell: (alarm) =>
          times && (
            <StateStrip
              episodes={episodesOf(alarm)}
              from={times.from}
              to={times.to}
              label={t('stripOfOne', {
                from: format.instant(alarm.since, false),
                to: alarm.endedAt ? format.instant(alarm.endedAt, false) : t('now'),
              })}
            />
          ),
      },
      {
        id: 'since',
        head: t('first'),
        width: 164,
        isSortable: true,
        cell: ({ since }) => <Instant at={since} withMs={false} />,
      },
      {
        id: 'lastSeenAt',
        head: t('last'),
        width: 164,
        isSortable: true,
        isHiddenInitially: true,
        priority: 2,
        cell: ({ lastSeenAt }) => <Instant at={lastSeenAt} withMs={false} />,
      },
      {
        id: 'endedAt',
        head: t('ended'),
        width: 164,
        priority: 2,
        isSortable: true,
        isHiddenInitially: true,
        cell: ({ endedAt }) =>
          endedAt ? <Instant at={endedAt} withMs={false} /> : <span className="text-fg-3">–</span>,
      },
      {
        id: 'durationMs',
        head: t('duration'),
        width: 80,
        align: 'right',
        cell: ({ durationMs }) => format.age(durationMs),
      },
      {
        id: 'peakValue',
        head: t('peak'),
        width: 88,
        align: 'right',
        isSortable: true,
        priority: 2,
        cell: ({ peakValue, unit }) => (peakValue === null ? '?' : words.value(peakValue, unit)),
      },
      {
        id: 'sends',
        head: t('notices'),
        width: 64,
        align: 'right',
        isSortable: true,
        priority: 2,
        cell: ({ sends }) => format.number(sends),
      },
      {
        id: 'acknowledged',
        head: t('handled'),
        width: 92,
        priority: 2,
        cell: (alarm) => <AcknowledgedBy alarm={alarm} />,
      },
    ],
    [t, format, words, hasCluster, times],
  )
}
