'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Column } from '#components/data-table/column.ts'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { Age } from '#components/layout/age.tsx'
import { Since } from '#components/layout/since.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { Explained } from '#components/ui/explained.tsx'
import { Link } from '#components/ui/link.tsx'
import type { MenuItem } from '#components/ui/menu.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { incidentHref } from './alarm-href.ts'
import { AlarmPill } from './alarm-pill.tsx'
import { AcknowledgedBy, HiddenBy, shortTime } from './handled-by.tsx'
import { ObjectCell } from './object-cell.tsx'
import { StateStrip } from './state-strip.tsx'
import { useAlarmWords } from './use-alarm-words.ts'
import type { Strips } from './use-strips.ts'
import { ValueAndLimit } from './value-and-limit.tsx'

interface ActiveColumnsOptions {
  hasCluster: boolean
  strips: Strips | null
  menuOf: (alarm: AlarmInstance) => MenuItem[]
  onAcknowledge: (alarm: AlarmInstance) => void
  reasonOf: (alarm: AlarmInstance) => string | undefined
}

/** Columns of what is open now: how bad, what, how far beyond its limit, since when, who looks after it. */
export function useActiveColumns({
  hasCluster,
  strips,
  menuOf,
  onAcknowledge,
  reasonOf,
}: ActiveColumnsOptions): Column<AlarmInstance>[] {
  const t = useTranslations('alarms')
  const format = useFormat()
  const words = useAlarmWords()
  return useMemo<Column<AlarmInstance>[]>(
    () => [
      {
        id: 'severity',
        head: t('state'),
        width: 104,
        isSortable: true,
        canHide: false,
        cell: (alarm) => <AlarmPill alarm={alarm} hasFlapping />,
      },
      {
        id: 'ruleName',
        head: t('alarm'),
        width: 172,
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
        minWidth: 150,
        isSortable: true,
        canHide: false,
        cell: (alarm) => <ObjectCell alarm={alarm} />,
      },
      ...(hasCluster
        ? [
            {
              id: 'clusterName',
              head: t('cluster'),
              width: 130,
              isSortable: true,
              isHiddenInitially: true,
              cell: ({ clusterName }: AlarmInstance) => <span className="truncate">{clusterName}</span>,
            },
          ]
        : []),
      {
        id: 'metric',
        head: t('metric'),
        width: 150,
        isSortable: true,
        isHiddenInitially: true,
        cell: ({ metric }) => <span className="truncate">{words.metric(metric)}</span>,
      },
      {
        id: 'value',
        head: t('valueAndLimit'),
        width: 168,
        isSortable: true,
        cell: (alarm) => <ValueAndLimit alarm={alarm} />,
      },
      {
        id: 'threshold',
        head: t('threshold'),
        width: 96,
        align: 'right',
        isSortable: true,
        isHiddenInitially: true,
        cell: ({ threshold, unit }) => (threshold === null ? '–' : words.value(threshold, unit)),
      },
      {
        id: 'since',
        head: t('since'),
        width: 136,
        isSortable: true,
        cell: ({ since, firedAt }) => <Since at={firedAt ?? since} />,
      },
      {
        id: 'strip',
        head: t('last24h'),
        width: 124,
        priority: 2,
        cell: (alarm) =>
          strips && (
            <StateStrip
              episodes={strips.of(alarm)}
              from={strips.from}
              to={strips.to}
              label={t('stripLabel', { count: strips.of(alarm).filter(({ look }) => look !== 'pending').length })}
            />
          ),
      },
      {
        id: 'lastSeenAt',
        head: t('lastSeen'),
        width: 96,
        isSortable: true,
        isHiddenInitially: true,
        cell: ({ lastSeenAt }) => <Age at={lastSeenAt} />,
      },
      {
        id: 'owner',
        head: t('owner'),
        width: 120,
        isSortable: true,
        isHiddenInitially: true,
        cell: ({ owner }) => owner ?? <span className="text-fg-3">–</span>,
      },
      {
        id: 'acknowledged',
        head: t('handled'),
        width: 92,
        isSortable: true,
        priority: 2,
        cell: (alarm) => <AcknowledgedBy alarm={alarm} />,
      },
      {
        id: 'silencedBy',
        head: t('hidden'),
        width: 150,
        isSortable: true,
        priority: 2,
        isHiddenInitially: true,
        cell: (alarm) => <HiddenBy alarm={alarm} />,
      },
      {
        id: 'nextRepeatAt',
        head: t('nextRepeat'),
        width: 96,
        isSortable: true,
        isHiddenInitially: true,
        cell: ({ nextRepeatAt }) =>
          nextRepeatAt ? shortTime(nextRepeatAt, format) : <span className="text-fg-3">–</span>,
      },
      {
        id: 'actions',
        head: t('actions'),
        width: 140,
        align: 'right',
        canHide: false,
        cell: (alarm) => (
          <span className="inline-flex items-center justify-end gap-1">
            {canAcknowledge(alarm) ? (
              <Button size="s" onClick={() => onAcknowledge(alarm)} disabledReason={reasonOf(alarm)}>
                {t('acknowledge')}
              </Button>
            ) : (
              <span className="truncate text-12 text-fg-3">
                {alarm.acknowledged ? (
                  <Explained note={alarm.acknowledged.note ?? ''}>{t('isAcknowledged')}</Explained>
                ) : (
                  (alarm.silencedBy || alarm.inhibitedBy) && <HiddenBy alarm={alarm} />
                )}
              </span>
            )}
            <RowMenu label={t('actionsOf', { name: alarm.ruleName })} items={() => menuOf(alarm)} />
          </span>
        ),
      },
    ],
    [t, format, words, hasCluster, strips, menuOf, onAcknowledge, reasonOf],
  )
}

/** A pending one has told nobody yet; of one that is hidden nobody is called. */
export const canAcknowledge = ({ state, acknowledged, silencedBy, inhibitedBy }: AlarmInstance): boolean =>
  state !== 'PENDING' && !acknowledged && !silencedBy && !inhibitedBy
