'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { Sparkline } from '#components/charts/sparkline.tsx'
import type { Column } from '#components/data-table/column.ts'
import { LabelLinks } from '#components/data-table/label-links.tsx'
import { createdAtColumn, ownerColumn, remarkColumn } from '#components/data-table/metadata-columns.tsx'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { FavouriteMark } from '#components/favourites/favourite-mark.tsx'
import { groupsOfTopicHref } from '#components/groups/group-href.ts'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { BoardLink } from '#components/monitoring/board-link.tsx'
import { useRowSparkline } from '#components/monitoring/row-sparklines.tsx'
import { Link } from '#components/ui/link.tsx'
import type { MenuItem } from '#components/ui/menu.tsx'
import type { TopicItem } from '#lib/topics/schema.ts'
import { topicHref } from './topic-href.ts'
import { TopicQueuesText } from './topic-queues-text.tsx'
import { TopicTags } from './topic-tags.tsx'
import { WorstLag } from './worst-lag.tsx'

interface TopicColumnsOptions {
  clusterId: string
  /** Names without their namespace, once one is chosen. */
  isShort: boolean
  /** The same function for good. */
  menuOf: (topic: TopicItem) => MenuItem[]
}

/** Below `RowSparklines` with the rates of the rows, under `rateKey`. */
export function useTopicColumns({ clusterId, isShort, menuOf }: TopicColumnsOptions): Column<TopicItem>[] {
  const t = useTranslations('topics')
  const format = useFormat()
  return useMemo<Column<TopicItem>[]>(() => {
    const rate = { align: 'right', unit: t('perSecond'), width: 98, isSortable: true } as const
    return [
      {
        id: 'topicName',
        head: t('topic'),
        width: 304,
        minWidth: 224,
        isFlexible: true,
        isSortable: true,
        canHide: false,
        cell: (row) => (
          <NameCell
            name={row.shortName}
            prefix={isShort || row.namespace === null ? null : `${row.namespace}%`}
            href={topicHref(clusterId, row.topicName)}
            marks={
              <>
                <FavouriteMark favourite={{ kind: 'topic', clusterId, name: row.topicName }} />
                <TopicTags topic={row} only="warnings" />
              </>
            }
            facts={<TopicTags topic={row} only="facts" />}
          />
        ),
      },
      {
        id: 'namespace',
        head: t('namespace'),
        width: 120,
        isSortable: true,
        isHiddenInitially: true,
        cell: (row) => row.namespace ?? '–',
      },
      {
        id: 'type',
        head: t('type'),
        width: 120,
        isSortable: true,
        priority: 2,
        cell: (row) =>
          row.isTypeDeclared ? (
            <span className="text-fg-2">{row.type}</span>
          ) : (
            <span className="text-fg-3" title={t('typeNotDeclaredMeaning')}>
              {t('typeNotDeclared')}
            </span>
          ),
      },
      {
        id: 'writeQueues',
        head: t('queues'),
        align: 'right',
        width: 96,
        isSortable: true,
        priority: 2,
        cell: (row) => <TopicQueuesText topic={row} />,
      },
      {
        id: 'permission',
        head: t('permission'),
        width: 92,
        isSortable: true,
        priority: 2,
        isHiddenInitially: true,
        cell: (row) => (
          <span
            className={row.permission === 'RW' && row.drainedOn.length === 0 ? 'text-fg-2' : 'text-warning'}
            title={row.drainedOn.length > 0 ? t('drainedOn', { brokers: row.drainedOn.join(', ') }) : undefined}
          >
            {t(`permissions.${row.permission}`)}
          </span>
        ),
      },
      {
        id: 'inTps',
        head: t('in'),
        ...rate,
        cell: (row) => <RateCell topicName={row.topicName} metric="inTps" measured={row.inTps} />,
      },
      {
        id: 'outTps',
        head: t('out'),
        ...rate,
        priority: 2,
        cell: (row) => <RateCell topicName={row.topicName} metric="outTps" measured={row.outTps} />,
      },
      {
        id: 'inBytesPerSecond',
        head: t('inBytes'),
        unit: t('bytesPerSecond'),
        align: 'right',
        width: 110,
        isSortable: true,
        isHiddenInitially: true,
        cell: (row) => <MeasuredValue measured={row.inBytesPerSecond} format={format.bytes} />,
      },
      {
        id: 'messages24h',
        head: t('messages24h'),
        align: 'right',
        width: 92,
        isSortable: true,
        priority: 2,
        isHiddenInitially: true,
        cell: (row) => <MeasuredValue measured={row.messages24h} />,
      },
      {
        id: 'retained',
        head: t('retained'),
        align: 'right',
        width: 84,
        isSortable: true,
        priority: 2,
        cell: (row) => <MeasuredValue measured={row.retained} />,
      },
      {
        id: 'lastWriteAt',
        head: t('lastWrite'),
        align: 'right',
        width: 88,
        isSortable: true,
        priority: 2,
        isHiddenInitially: true,
        cell: (row) => <MeasuredValue measured={row.lastWriteAt} format={(at) => <Age at={at} />} />,
      },
      {
        id: 'groups',
        head: t('groups'),
        align: 'right',
        width: 68,
        isSortable: true,
        priority: 2,
        cell: (row) => (
          <MeasuredValue
            measured={row.groups}
            format={({ online, all }) =>
              all === 0 ? (
                '0'
              ) : (
                <Link
                  href={groupsOfTopicHref(clusterId, row.topicName)}
                  tone="plain"
                  title={t('groupsOnline', { online, all })}
                >
                  {`${online} / ${all}`}
                </Link>
              )
            }
          />
        ),
      },
      {
        id: 'worstLag',
        head: t('worstLag'),
        align: 'right',
        width: 244,
        isSortable: true,
        cell: (row) => <WorstLag clusterId={clusterId} topic={row} />,
      },
      {
        id: 'sampledAt',
        head: t('measuredAt'),
        align: 'right',
        width: 88,
        priority: 2,
        isHiddenInitially: true,
        cell: (row) => <Age at={row.retained.at} />,
      },
      remarkColumn(t('remark')),
      ownerColumn(t('owner')),
      {
        id: 'labels',
        head: t('labels'),
        width: 96,
        priority: 2,
        cell: (row) => <LabelLinks labels={row.labels} />,
      },
      createdAtColumn(t('createdAt')),
      {
        id: 'actions',
        head: '',
        align: 'right',
        width: 68,
        canHide: false,
        cell: (row) => (
          <span className="inline-flex items-center">
            <BoardLink clusterId={clusterId} scope="topic" name={row.topicName} />
            <RowMenu label={t('actionsOf', { name: row.topicName })} items={() => menuOf(row)} />
          </span>
        ),
      },
    ]
  }, [clusterId, isShort, menuOf, t, format])
}

type RateMetric = 'inTps' | 'outTps'

/** Under which the last hour of a rate of a topic lies. */
export const rateKey = (metric: RateMetric, topicName: string) => `${metric} ${topicName}`

interface RateCellProps {
  topicName: string
  metric: RateMetric
  measured: TopicItem[RateMetric]
}

/** A rate now and in the last hour, narrow: there are two of them in each row. */
function RateCell({ topicName, metric, measured }: RateCellProps) {
  const format = useFormat()
  const points = useRowSparkline(rateKey(metric, topicName))
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_36px] items-center justify-items-end gap-1">
      <MeasuredValue measured={measured} format={format.rate} />
      {points ? <Sparkline points={points} width={36} /> : <span />}
    </span>
  )
}
