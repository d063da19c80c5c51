'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { oneOf } from '#components/data-table/filter-def.ts'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { urlOf } from '#lib/api/call.ts'
import { getTopicQueuesEndpoint } from '#lib/topics/api.ts'
import type { TopicQueue } from '#lib/topics/schema.ts'
import { topicQueuesQuery } from './queries.ts'
import { ShareBar } from './share-bar.tsx'

interface QueuesTabProps {
  clusterId: string
  topicName: string
  brokerNames: readonly string[]
}

/** The topic queue by queue, as each broker answers now. */
export function QueuesTab({ clusterId, topicName, brokerNames }: QueuesTabProps) {
  const t = useTranslations('topics')
  const format = useFormat()
  const list = useListUrl({ filters: ['broker'], defaultPageSize: 100 })
  const [earliest, setEarliest] = useQueryState('earliest', parseAsString)
  const { page, pageSize, broker } = list.query
  const filter = {
    page,
    pageSize,
    ...(broker !== undefined && { broker }),
    ...(earliest !== null && { earliest: true }),
  }
  const query = useLiveQuery({
    ...topicQueuesQuery(clusterId, topicName, filter),
    placeholderData: keepPreviousData,
  })
  const { data } = query
  const largest = Math.max(0, ...(data?.items ?? []).map(({ share }) => share ?? 0))
  const offset = (value: bigint | null) => (
    <span className="font-mono text-12">{value === null ? '?' : format.number(value)}</span>
  )
  const columns: Column<TopicQueue>[] = [
    { id: 'brokerName', head: t('broker'), width: 160, canHide: false, cell: (row) => row.brokerName },
    { id: 'queueId', head: t('queue'), align: 'right', width: 70, canHide: false, cell: (row) => row.queueId },
    { id: 'minOffset', head: t('minOffset'), align: 'right', width: 130, cell: (row) => offset(row.minOffset) },
    { id: 'maxOffset', head: t('maxOffset'), align: 'right', width: 130, cell: (row) => offset(row.maxOffset) },
    {
      id: 'messages',
      head: t('messages'),
      align: 'right',
      width: 110,
      cell: (row) => (row.messages === null ? '?' : format.number(row.messages)),
    },
    {
      id: 'lastWriteAt',
      head: t('lastWrite'),
      align: 'right',
      width: 110,
      cell: (row) => (row.lastWriteAt ? <Age at={row.lastWriteAt} /> : row.maxOffset === null ? '?' : '–'),
    },
    {
      id: 'inTps',
      head: t('in'),
      unit: t('perSecond'),
      align: 'right',
      width: 92,
      cell: (row) => <MeasuredValue measured={row.inTps} format={format.rate} />,
    },
    {
      id: 'share',
      head: t('share'),
      width: 200,
      isFlexible: true,
      cell: (row) => <ShareBar share={row.share} largest={largest} isHot={row.isHot} />,
    },
    {
      id: 'permission',
      head: t('permission'),
      width: 100,
      cell: ({ canRead, canWrite }) => {
        const permission = canRead && canWrite ? 'RW' : canRead ? 'R' : canWrite ? 'W' : 'NONE'
        return (
          <span className={permission === 'RW' ? 'text-fg-2' : 'text-warning'}>{t(`permissions.${permission}`)}</span>
        )
      },
    },
    ...(earliest === null
      ? []
      : [
          {
            id: 'earliestMessageAt',
            head: t('oldestMessage'),
            align: 'right' as const,
            width: 190,
            cell: ({ earliestMessageAt, messages }: TopicQueue) =>
              earliestMessageAt ? <Instant at={earliestMessageAt} /> : messages === 0n ? '–' : '?',
          },
        ]),
  ]
  return (
    <DataTable
      viewId={earliest === null ? 'topic-queues' : 'topic-queues-earliest'}
      label={t('tabs.queues')}
      columns={columns}
      rowId={(row) => `${row.brokerName} ${row.queueId}`}
      list={list}
      query={query}
      exportUrl={() => urlOf(getTopicQueuesEndpoint, { params: { clusterId, topicName }, query: filter })}
      filters={[oneOf('broker', t('broker'), brokerNames)]}
      toolbarEnd={
        <Button variant="ghost" icon="clock" onClick={() => void setEarliest(earliest === null ? '1' : null)}>
          {t(earliest === null ? 'readEarliest' : 'hideEarliest')}
        </Button>
      }
      above={
        data && (
          <p className="flex flex-wrap items-center gap-x-6 border-y border-line-1 py-1.5">
            <span className="text-fg-3">{t('sumOfAll')}</span>
            <span>
              {data.totals.messages === null ? '?' : format.number(data.totals.messages)}{' '}
              <span className="text-fg-3">{t('messagesUnit')}</span>
            </span>
            <span>
              <MeasuredValue measured={data.totals.inTps} format={format.rate} />{' '}
              <span className="text-fg-3">{t('perSecondIn')}</span>
            </span>
          </p>
        )
      }
      empty={<Empty title={t('noQueues')}>{t('noQueuesText')}</Empty>}
      what={t('readingQueues')}
      partialEffect={t('partialEffectQueues')}
    />
  )
}
