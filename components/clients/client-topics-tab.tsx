'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { Column } from '#components/data-table/column.ts'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Link } from '#components/ui/link.tsx'
import type { ClientDetail, ClientTopic, RunningInfo } from '#lib/clients/schema.ts'
import { AskedLine } from './asked-line.tsx'
import { AskedView } from './asked-view.tsx'

interface ClientTopicsTabProps {
  clusterId: string
  client: ClientDetail
  query: UseQueryResult<RunningInfo, Error>
  queryKey: readonly unknown[]
}

const topicHref = (clusterId: string, topicName: string) =>
  `/clusters/${clusterId}/topics/${encodeURIComponent(topicName)}`

/** What it subscribes to, and how fast it pulls and consumes by its own count. */
export function ClientTopicsTab({ clusterId, client, query, queryKey }: ClientTopicsTabProps) {
  const t = useTranslations('clients')
  return (
    <>
      <AskedView askable={client.askable} query={query} queryKey={queryKey} what={t('asked.asking')}>
        {(info) => (
          <>
            <AskedLine info={info} query={query} />
            <TopicTable clusterId={clusterId} topics={info.topics} />
          </>
        )}
      </AskedView>
      {!query.data && client.topics.length > 0 && (
        <Section title={t('subscribed')} count={client.topics.length}>
          <ul>
            {client.topics.map((topicName) => (
              <li key={topicName} className="py-0.5">
                <Link href={topicHref(clusterId, topicName)}>{topicName}</Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

function TopicTable({ clusterId, topics }: { clusterId: string; topics: readonly ClientTopic[] }) {
  const t = useTranslations('clients')
  const format = useFormat()
  const figure = (
    id: 'pullRtMs' | 'pullTps' | 'consumeRtMs' | 'consumeOkTps' | 'consumeFailedTps',
    unit: string,
  ): Column<ClientTopic> => ({
    id,
    head: t(`topicFigures.${id}`),
    unit,
    align: 'right',
    width: 118,
    priority: id === 'consumeRtMs' || id === 'consumeFailedTps' ? 1 : 2,
    sortValue: (row) => row[id],
    cell: (row) => {
      const value = row[id]
      if (value === null) return '?'
      return <span className={id === 'consumeFailedTps' && value > 0 ? 'text-critical' : ''}>{format.rate(value)}</span>
    },
  })
  const columns: Column<ClientTopic>[] = [
    {
      id: 'topicName',
      head: t('topic'),
      isFlexible: true,
      canHide: false,
      sortValue: (row) => row.topicName,
      cell: (row) => <NameCell name={row.topicName} href={topicHref(clusterId, row.topicName)} />,
    },
    {
      id: 'expression',
      head: t('expression'),
      width: 180,
      priority: 2,
      cell: ({ expression, expressionType }) =>
        expression === null ? (
          '–'
        ) : (
          <span className="block truncate font-mono text-12" title={`${expressionType ?? ''} ${expression}`}>
            {expression}
          </span>
        ),
    },
    figure('pullRtMs', 'ms'),
    figure('pullTps', t('perSecond')),
    figure('consumeRtMs', 'ms'),
    figure('consumeOkTps', t('perSecond')),
    figure('consumeFailedTps', t('perSecond')),
    {
      id: 'consumeFailedLastHour',
      head: t('topicFigures.consumeFailedLastHour'),
      align: 'right',
      width: 130,
      priority: 2,
      sortValue: (row) => row.consumeFailedLastHour,
      cell: ({ consumeFailedLastHour: failed }) =>
        failed === null ? '?' : <span className={failed > 0n ? 'text-critical' : ''}>{format.number(failed)}</span>,
    },
  ]
  return <PlainTable label={t('tabs.topics')} columns={columns} rows={topics} rowId={(row) => row.topicName} />
}
