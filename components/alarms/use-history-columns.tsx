'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Column } from '#components/data-table/column.ts'
import { Instant } from '#components/layout/instant.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Link } from '#components/ui/link.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { incidentHref } from './alarm-href.ts'
import { episodesOf, severityLooks } from './alarm-looks.ts'
import { AlarmPill } from './alarm-pill.tsx'
import { AcknowledgedBy } from './handled-by.tsx'
import { ObjectCell } from './object-cell.tsx'
import { StateStrip } from './state-strip.tsx'
import { useAlarmWords } from './use-alarm-words.ts'

interface HistoryColumnsOptions {
  hasCluster: boolean
  /** The time that the list is about, drawn for each incident; null while it is not known. Absent: no strip. */
  times?: { from: Date; to: Date } | null
}

/** Columns of incidents that were, and those that still are: how they ended, how bad they became, when, who was told. */
export function useHistoryColumns({ hasCluster, times }: HistoryColumnsOptions): Column<AlarmInstance>[] {
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
      ...(times === undefined
        ? []
        : [
            {
              id: 'strip',
              head: t('strip'),
              width: 128,
              priority: 2 as const,
              cell: (alarm: AlarmInstance) =>
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
          ]),
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
