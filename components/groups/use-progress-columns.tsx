'use client'

import { useTranslations } from 'next-intl'
import { NameCell } from '#components/data-table/name-cell.tsx'
import type { Column } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import { topicHref } from '#components/topics/topic-href.ts'
import { Icon } from '#components/ui/icon.tsx'
import { MiddleTruncate } from '#components/ui/middle-truncate.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { ProgressRow, QueueOwnership } from '#lib/groups/schema.ts'

interface ProgressColumnsOptions {
  clusterId: string
  isOwnerKnown: boolean
  ownership: QueueOwnership
}

export function useProgressColumns({
  clusterId,
  isOwnerKnown,
  ownership,
}: ProgressColumnsOptions): Column<ProgressRow>[] {
  const t = useTranslations('groups')
  const format = useFormat()
  const mono = (text: string) => <span className="font-mono text-12">{text}</span>
  const offset = (value: bigint | null) => mono(value === null ? '?' : format.number(value))
  const colour = (row: ProgressRow) => {
    const severity = lagSeverity(row.lagTimeMs)
    return severity === 'critical' ? 'text-critical' : severity === 'warning' ? 'text-warning' : undefined
  }
  const unowned =
    ownership === 'EXCLUSIVE' ? (isOwnerKnown ? t('heat.noOwner') : '?') : ownership === 'UNKNOWN' ? '?' : '–'
  return [
    {
      id: 'topicName',
      head: t('topic'),
      width: 220,
      isFlexible: true,
      minWidth: 150,
      sortValue: (row) => row.topicName,
      cell: (row) => (
        <NameCell
          name={row.topicName}
          href={topicHref(clusterId, row.topicName)}
          marks={row.kind === 'RETRY' && <Tag>{t('kinds.RETRY')}</Tag>}
        />
      ),
    },
    {
      id: 'brokerName',
      head: t('broker'),
      width: 104,
      sortValue: (row) => row.brokerName,
      cell: (row) => row.brokerName,
    },
    {
      id: 'queueId',
      head: t('queue'),
      align: 'right',
      width: 64,
      sortValue: (row) => row.queueId,
      cell: (row) => row.queueId,
    },
    {
      id: 'lag',
      head: t('lag'),
      align: 'right',
      width: 92,
      sortValue: (row) => row.lag ?? null,
      cell: (row) => (
        <span className={colour(row)}>
          {row.isHot && (
            <Icon name="warning" size={12} label={t('hotQueue')} className="mr-1 inline text-warning-mark" />
          )}
          {row.lag === undefined ? '–' : row.lag !== null ? format.number(row.lag) : row.isNeverCommitted ? '–' : '?'}
        </span>
      ),
    },
    {
      id: 'lagTimeMs',
      head: t('lagTime'),
      align: 'right',
      width: 80,
      sortValue: (row) => row.lagTimeMs,
      cell: (row) => (
        <span className={colour(row) ?? 'text-fg-2'}>
          {row.lagTimeMs !== null
            ? (row.lag ?? 0n) <= 0n
              ? '0'
              : format.age(row.lagTimeMs)
            : row.lag === undefined || row.isNeverCommitted
              ? '–'
              : '?'}
        </span>
      ),
    },
    {
      id: 'consumerOffset',
      head: t('consumerOffset'),
      align: 'right',
      width: 120,
      priority: 2,
      sortValue: (row) => row.consumerOffset,
      cell: (row) => (
        <span className="inline-flex items-center gap-1">
          {row.isBelowMin && (
            <Tooltip content={t('belowMinMeaning')}>
              <span className="inline-flex">
                <Tag tone="info">{t('belowMin')}</Tag>
              </span>
            </Tooltip>
          )}
          {row.isNeverCommitted ? <span className="text-fg-3">{t('noCommit')}</span> : offset(row.consumerOffset)}
        </span>
      ),
    },
    {
      id: 'brokerOffset',
      head: t('brokerOffset'),
      align: 'right',
      width: 108,
      priority: 2,
      sortValue: (row) => row.brokerOffset,
      cell: (row) => offset(row.brokerOffset),
    },
    {
      id: 'minOffset',
      head: t('minOffset'),
      align: 'right',
      width: 92,
      priority: 2,
      sortValue: (row) => row.minOffset,
      cell: (row) => offset(row.minOffset),
    },
    {
      id: 'inflight',
      head: t('inflight'),
      align: 'right',
      width: 72,
      priority: 2,
      sortValue: (row) => row.inflight,
      cell: (row) => (row.inflight === null ? (row.isNeverCommitted ? '–' : '?') : format.number(row.inflight)),
    },
    {
      id: 'lastConsumedAt',
      head: t('lastConsumed'),
      align: 'right',
      width: 108,
      priority: 2,
      sortValue: (row) => row.lastConsumedAt?.getTime() ?? null,
      cell: (row) => (row.lastConsumedAt ? <Age at={row.lastConsumedAt} className="text-fg-2" /> : '–'),
    },
    {
      id: 'ownerClientId',
      head: t('ownerClient'),
      width: 196,
      priority: 2,
      sortValue: (row) => row.ownerClientId,
      cell: (row) =>
        row.ownerClientId === null ? (
          <span className="text-fg-3">{unowned}</span>
        ) : (
          <MiddleTruncate text={row.ownerClientId} isMono />
        ),
    },
  ]
}
