'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { PlainTable } from '#components/data-table/plain-table.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { ClientDetail, RunningInfo } from '#lib/clients/schema.ts'
import { AskedLine } from './asked-line.tsx'
import { AskedView } from './asked-view.tsx'
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
  const withLag = queues.filter(({ lag }) => lag !== undefined)
  const isKnown = withLag.every(({ lag }) => lag !== null)
  const lag = withLag.reduce((sum, queue) => sum + (queue.lag ?? 0n), 0n)
  const cached = queues.reduce((sum, queue) => sum + (queue.cachedMessages ?? 0), 0)
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
        <span>{t('sumQueues', { count: queues.length })}</span>
        {withLag.length > 0 && (
          <span>
            {t('sumLag', { lag: isKnown ? format.number(lag) : t('atLeast', { value: format.number(lag) }) })}
          </span>
        )}
        <span>{t('sumCached', { count: cached })}</span>
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
