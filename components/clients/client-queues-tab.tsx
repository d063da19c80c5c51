'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { PlainTable } from '#components/data-table/plain-table.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { ClientDetail, RunningInfo } from '#lib/clients/schema.ts'
import { AskedLine } from './asked-line.tsx'
import { AskedView } from './asked-view.tsx'
import { sumQueues } from './queue-sums.ts'
import { useQueueColumns } from './use-queue-columns.tsx'

interface ClientQueuesTabProps {
  client: ClientDetail
  query: UseQueryResult<RunningInfo, Error>
  queryKey: readonly unknown[]
}

/** The queues that it owns: how far it is in each, what it holds in memory, when it last pulled and consumed. */
export function ClientQueuesTab({ client, query, queryKey }: ClientQueuesTabProps) {
  const t = useTranslations('clients')
  return (
    <AskedView askable={client.askable} query={query} queryKey={queryKey} what={t('asked.asking')}>
      {(info) => <Queues info={info} query={query} />}
    </AskedView>
  )
}

function Queues({ info, query }: { info: RunningInfo; query: ClientQueuesTabProps['query'] }) {
  const t = useTranslations('clients')
  const format = useFormat()
  const { queues } = info
  const columns = useQueueColumns(queues)
  const sums = sumQueues(queues)
  const lagText = (lag: bigint) => (sums.isPartial ? t('atLeast', { value: format.number(lag) }) : format.number(lag))
  if (queues.length === 0) {
    return (
      <>
        <AskedLine info={info} query={query} />
        <Empty title={t('noQueues')}>{t('noQueuesText')}</Empty>
      </>
    )
  }
  return (
    <>
      <AskedLine info={info} query={query} />
      <p className="flex flex-wrap gap-x-6 border-y border-line-1 py-1.5">
        <span>{t('sumQueues', { count: sums.queues })}</span>
        {sums.lag !== null && <span>{t('sumLag', { lag: lagText(sums.lag) })}</span>}
        {sums.retryLag !== null && <span>{t('sumRetryLag', { lag: lagText(sums.retryLag) })}</span>}
        <span>{t('sumCached', { count: sums.cachedMessages })}</span>
      </p>
      <PlainTable
        label={t('tabs.queues')}
        columns={columns}
        rows={queues}
        rowId={(row) => `${row.mode} ${row.topicName} ${row.brokerName} ${row.queueId}`}
        initialSort="-lag"
      />
    </>
  )
}
