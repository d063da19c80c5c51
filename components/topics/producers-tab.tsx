'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { RiskMark } from '#components/clients/risk-mark.tsx'
import { languageName } from '#components/clients/sdk-name.ts'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Strip } from '#components/ui/strip.tsx'
import { urlOf } from '#lib/api/call.ts'
import { getTopicProducersEndpoint } from '#lib/topics/api.ts'
import type { ProducerSample, TopicProducer } from '#lib/topics/schema.ts'
import { topicProducersQuery } from './queries.ts'

/** After so long without a message the tab says so. */
const SILENT_MS = 10 * 60_000

/** Who wrote the newest messages of the topic. */
export function ProducersTab({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  const t = useTranslations('topics.producer')
  const format = useFormat()
  const list = useListUrl({ filters: ['address', 'client', 'language'], defaultSort: '-lastMessageAt' })
  const { page, pageSize, sort, address, client, language } = list.query
  const filter = {
    page,
    pageSize,
    ...(sort !== undefined && { sort }),
    ...(address !== undefined && { address }),
    ...(client !== undefined && { clientId: client }),
    ...(language !== undefined && { language }),
  }
  const query = useLiveQuery({
    ...topicProducersQuery(clusterId, topicName, filter),
    placeholderData: keepPreviousData,
  })
  const known = (value: string | null) => value ?? <span className="text-fg-3">?</span>
  const columns: Column<TopicProducer>[] = [
    {
      id: 'address',
      head: t('address'),
      width: 200,
      isFlexible: true,
      isSortable: true,
      canHide: false,
      cell: (row) => <NameCell name={row.address} />,
    },
    {
      id: 'clientId',
      head: t('client'),
      width: 230,
      isSortable: true,
      cell: (row) => (
        <span className="block truncate" title={row.clientId ?? undefined}>
          {known(row.clientId)}
        </span>
      ),
    },
    {
      id: 'producerGroup',
      head: t('producerGroup'),
      width: 190,
      isSortable: true,
      priority: 2,
      cell: (row) => (
        <span className="block truncate" title={row.producerGroup ?? undefined}>
          {known(row.producerGroup)}
        </span>
      ),
    },
    {
      id: 'language',
      head: t('language'),
      width: 96,
      isSortable: true,
      priority: 2,
      cell: (row) => known(row.language && languageName(row.language)),
    },
    {
      id: 'version',
      head: t('version'),
      width: 90,
      isSortable: true,
      priority: 2,
      cell: (row) => <RiskMark risk={row.risk}>{known(row.version)}</RiskMark>,
    },
    { id: 'protocol', head: t('protocol'), width: 90, isSortable: true, cell: (row) => row.protocol },
    {
      id: 'messagesInSample',
      head: t('messagesInSample'),
      align: 'right',
      width: 128,
      isSortable: true,
      priority: 2,
      cell: (row) => format.number(row.messagesInSample),
    },
    {
      id: 'lastMessageAt',
      head: t('lastMessage'),
      align: 'right',
      width: 120,
      isSortable: true,
      cell: (row) => <Age at={row.lastMessageAt} />,
    },
    {
      id: 'source',
      head: t('source'),
      width: 110,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => t(`sources.${row.source}`),
    },
  ]
  const { data } = query
  return (
    <DataTable
      viewId="topic-producers"
      label={t('title')}
      columns={columns}
      rowId={(row) => `${row.protocol} ${row.clientId ?? row.address}`}
      list={list}
      query={query}
      exportUrl={() => urlOf(getTopicProducersEndpoint, { params: { clusterId, topicName }, query: filter })}
      filters={[
        { key: 'address', label: t('address'), kind: 'text' },
        { key: 'client', label: t('client'), kind: 'text' },
        { key: 'language', label: t('language'), kind: 'text', placeholder: 'JAVA' },
      ]}
      above={data && <SampleFacts sample={data.sample} at={data.sampledAt ?? new Date()} />}
      empty={<Empty title={t('none')}>{t('noneText')}</Empty>}
      what={t('reading')}
      partialEffect={t('partialEffect')}
      rowTone={(row) => (data?.sampledAt && isSilent(row.lastMessageAt, data.sampledAt) ? 'gone' : undefined)}
    />
  )
}

const isSilent = (last: Date, now: Date) => now.getTime() - last.getTime() > SILENT_MS

/** What was looked at, and what that cannot tell. */
function SampleFacts({ sample, at }: { sample: ProducerSample; at: Date }) {
  const t = useTranslations('topics.producer')
  const { messages, perQueue, queues, queuesInAll, from, to, traceMessages } = sample
  return (
    <div className="grid gap-2 pb-2">
      {to && isSilent(to, at) && (
        <Strip tone="unknown">
          {t.rich('silent', { minutes: SILENT_MS / 60_000, at: () => <Instant at={to} withMs={false} /> })}
        </Strip>
      )}
      <p className="text-fg-3">
        {messages === 0
          ? t('noMessage', { perQueue, queues: queuesInAll })
          : t('sample', { messages, perQueue, queues, queuesInAll })}{' '}
        {from && t.rich('since', { at: () => <Instant at={from} withMs={false} /> })}{' '}
        {traceMessages === undefined ? t('notTraced') : t('traced', { count: traceMessages })} {t('limits')}
      </p>
    </div>
  )
}
