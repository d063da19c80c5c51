'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Link } from '#components/ui/link.tsx'
import { MiddleTruncate } from '#components/ui/middle-truncate.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { MessageItem } from '#lib/messages/schema.ts'
import { NEWEST_SHOWN, newestMessagesQuery } from './queries.ts'
import { browseHref } from './topic-href.ts'

/** The newest messages of the topic; the search has a page of its own. */
export function MessagesTab({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  const t = useTranslations('topics')
  const format = useFormat()
  const query = useLiveQuery(newestMessagesQuery(clusterId, topicName))
  const hrefOf = (id: string) =>
    `/clusters/${clusterId}/messages?${new URLSearchParams({ topic: topicName, mode: 'id', id })}`
  const columns: Column<MessageItem>[] = [
    { id: 'storeTimestamp', head: t('stored'), width: 200, cell: (row) => <Instant at={row.storeTimestamp} /> },
    {
      id: 'uniqKey',
      head: t('messageId'),
      width: 300,
      isFlexible: true,
      cell: (row) => (
        <Link href={hrefOf(row.uniqKey ?? row.offsetMsgId)} tone="name" className="flex min-w-0">
          <MiddleTruncate text={row.uniqKey ?? row.offsetMsgId} isMono />
        </Link>
      ),
    },
    { id: 'brokerName', head: t('broker'), width: 140, cell: (row) => row.brokerName },
    { id: 'queueId', head: t('queue'), align: 'right', width: 70, cell: (row) => row.queueId },
    {
      id: 'queueOffset',
      head: t('offset'),
      align: 'right',
      width: 110,
      cell: (row) => <span className="font-mono text-12">{format.number(row.queueOffset)}</span>,
    },
    { id: 'tags', head: t('tag'), width: 120, cell: (row) => row.tags ?? '–' },
    {
      id: 'keys',
      head: t('keys'),
      width: 180,
      cell: (row) => <span className="block truncate">{row.keys.join(' ') || '–'}</span>,
    },
    { id: 'bodyBytes', head: t('body'), align: 'right', width: 90, cell: (row) => format.bytes(row.bodyBytes) },
  ]
  return (
    <QueryView query={query} what={t('readingMessages')} partialEffect={t('partialEffectMessages')}>
      {({ items, coverage }) => (
        <Section
          title={t('newest', { count: NEWEST_SHOWN })}
          count={format.number(items.length)}
          end={<Link href={browseHref(clusterId, topicName)}>{t('searchMessages')}</Link>}
          className="mt-2"
        >
          {coverage.stoppedBecause !== 'complete' && coverage.stoppedBecause !== 'limit' && (
            <Strip tone="warning" className="mb-2">
              {t('notAllRead', {
                count: coverage.queues.filter(({ state }) => state !== 'done').length,
                total: coverage.queues.length,
              })}
            </Strip>
          )}
          {items.length === 0 && coverage.stoppedBecause === 'complete' ? (
            <Empty title={t('noMessages')}>{t('noMessagesText')}</Empty>
          ) : (
            <PlainTable
              label={t('newest', { count: NEWEST_SHOWN })}
              columns={columns}
              rows={items}
              rowId={(row) => row.offsetMsgId}
              rowHref={(row) => hrefOf(row.uniqKey ?? row.offsetMsgId)}
            />
          )}
        </Section>
      )}
    </QueryView>
  )
}
