'use client'

import { useTranslations } from 'next-intl'
import type { Column } from '#components/data-table/column.ts'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { Age } from '#components/layout/age.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Tag } from '#components/ui/tag.tsx'
import type { ClientQueue } from '#lib/clients/schema.ts'

/** Columns that no queue has anything in are left out: pulled and popped queues know different things. */
export function useQueueColumns(queues: readonly ClientQueue[]): Column<ClientQueue>[] {
  const t = useTranslations('clients')
  const format = useFormat()
  const isPulled = queues.some(({ mode }) => mode === 'PULL')
  const isPopped = queues.some(({ mode }) => mode === 'POP')
  const isOrderly = queues.some(({ isLocked }) => isLocked !== null)
  const number = (value: bigint | number | null | undefined) =>
    value === undefined ? '–' : value === null ? '?' : format.number(value)
  const offset = (id: 'committedOffset' | 'consumerOffset' | 'brokerOffset'): Column<ClientQueue> => ({
    id,
    head: t(`queueFigures.${id}`),
    align: 'right',
    width: 116,
    priority: 2,
    sortValue: (row) => row[id] ?? null,
    cell: (row) => (
      <span className="font-mono text-12">
        {id === 'committedOffset' && row.mode === 'POP' ? '–' : number(row[id])}
      </span>
    ),
  })
  const time = (id: 'lastPullAt' | 'lastConsumeAt'): Column<ClientQueue> => ({
    id,
    head: t(`queueFigures.${id}`),
    align: 'right',
    width: 94,
    priority: id === 'lastConsumeAt' ? 1 : 2,
    sortValue: (row) => row[id]?.getTime() ?? null,
    cell: (row) => (id === 'lastConsumeAt' && row.mode === 'POP' ? '–' : <Age at={row[id]} />),
  })
  return [
    {
      id: 'topicName',
      head: t('topic'),
      isFlexible: true,
      canHide: false,
      sortValue: (row) => row.topicName,
      cell: (row) => (
        <NameCell
          name={row.topicName}
          marks={
            <>
              {row.isRetry && <Tag>{t('retry')}</Tag>}
              {row.mode === 'POP' && <Tag>POP</Tag>}
              {row.isDropped && <Tag tone="warning">{t('dropped')}</Tag>}
              {row.isLocked === false && <Tag tone="warning">{t('notLocked')}</Tag>}
            </>
          }
        />
      ),
    },
    {
      id: 'brokerName',
      head: t('broker'),
      width: 110,
      sortValue: (row) => row.brokerName,
      cell: (row) => row.brokerName,
    },
    {
      id: 'queueId',
      head: t('queue'),
      align: 'right',
      width: 60,
      sortValue: (row) => row.queueId,
      cell: (row) => row.queueId,
    },
    {
      id: 'lag',
      head: t('lag'),
      align: 'right',
      width: 84,
      sortValue: (row) => row.lag ?? null,
      cell: (row) => number(row.lag),
    },
    offset('committedOffset'),
    offset('consumerOffset'),
    offset('brokerOffset'),
    ...(isPulled
      ? [
          {
            id: 'cachedMessages',
            head: t('queueFigures.cachedMessages'),
            align: 'right' as const,
            width: 72,
            priority: 2 as const,
            sortValue: (row: ClientQueue) => row.cachedMessages,
            cell: (row: ClientQueue) => (row.mode === 'POP' ? '–' : number(row.cachedMessages)),
          },
          {
            id: 'cachedMiB',
            head: t('queueFigures.cachedMiB'),
            unit: 'MiB',
            align: 'right' as const,
            width: 92,
            priority: 2 as const,
            sortValue: (row: ClientQueue) => row.cachedMiB,
            cell: (row: ClientQueue) => (row.mode === 'POP' ? '–' : number(row.cachedMiB)),
          },
        ]
      : []),
    ...(isPopped
      ? [
          {
            id: 'waitingAcks',
            head: t('queueFigures.waitingAcks'),
            align: 'right' as const,
            width: 110,
            sortValue: (row: ClientQueue) => row.waitingAcks ?? null,
            cell: (row: ClientQueue) => number(row.waitingAcks),
          },
        ]
      : []),
    time('lastPullAt'),
    time('lastConsumeAt'),
    ...(isOrderly
      ? [
          {
            id: 'isLocked',
            head: t('locked'),
            width: 80,
            priority: 2 as const,
            cell: ({ isLocked }: ClientQueue) => (isLocked === null ? '?' : t(isLocked ? 'yes' : 'no')),
          },
        ]
      : []),
  ]
}
