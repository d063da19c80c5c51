'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Empty } from '#components/layout/states/empty.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { urlOf } from '#lib/api/call.ts'
import { getTopicSubscriptionsEndpoint } from '#lib/topics/api.ts'
import { topicSubscriptionsQuery } from './queries.ts'
import { SubscriptionDetail } from './subscription-detail.tsx'
import { useSubscriptionColumns } from './use-subscription-columns.tsx'

/** The groups of the topic, as their servers answer now; a row opens to its clients and queues. */
export function SubscriptionsTab({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  const t = useTranslations('topics.subscription')
  const list = useListUrl({ filters: [], defaultSort: '-lag' })
  const [openId, setOpenId] = useQueryState('row', parseAsString)
  const query = useLiveQuery({
    ...topicSubscriptionsQuery(clusterId, topicName, list.query),
    placeholderData: keepPreviousData,
  })
  // Rows that open to more do not fold columns away: on a narrow screen the table scrolls.
  const columns = useSubscriptionColumns(clusterId, topicName, query.data?.items ?? []).map(
    ({ priority: _, ...column }) => column,
  )
  return (
    <DataTable
      viewId="topic-subscriptions"
      label={t('title')}
      columns={columns}
      rowId={(row) => row.groupName}
      list={list}
      query={query}
      exportUrl={() => urlOf(getTopicSubscriptionsEndpoint, { params: { clusterId, topicName }, query: list.query })}
      textPlaceholder={t('filterByName')}
      expanded={{
        id: openId,
        onChange: (id) => void setOpenId(id),
        render: (row) => <SubscriptionDetail clusterId={clusterId} subscription={row} />,
      }}
      empty={<Empty title={t('none')}>{t('noneText')}</Empty>}
      what={t('reading')}
      partialEffect={t('partialEffect')}
    />
  )
}
