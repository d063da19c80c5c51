'use client'

import { useTranslations } from 'next-intl'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { deskHref } from '#components/layout/desk-href.ts'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { topicHref } from '#components/topics/topic-href.ts'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { GroupRetry, GroupRetryTopic } from '#lib/groups/schema.ts'
import { groupRetryQuery } from './queries.ts'
import { RetryPolicyText } from './retry-policy-text.tsx'

/** What failed: where it waits to be tried again, what was given up, and when each retry comes. */
export function RetryTab({ clusterId, groupName }: { clusterId: string; groupName: string }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const query = useLiveQuery(groupRetryQuery(clusterId, groupName))
  const columns: Column<GroupRetryTopic>[] = [
    {
      id: 'topicName',
      head: t('topic'),
      width: 300,
      isFlexible: true,
      minWidth: 240,
      cell: (row) => (
        <NameCell
          name={row.topicName}
          href={topicHref(clusterId, row.topicName)}
          marks={<Tag>{t(`retryKinds.${row.kind}`)}</Tag>}
        />
      ),
    },
    { id: 'brokerName', head: t('broker'), width: 104, cell: (row) => row.brokerName },
    {
      id: 'messages',
      head: t('stored'),
      align: 'right',
      width: 84,
      sortValue: (row) => row.messages,
      cell: (row) => (row.messages === null ? '?' : format.number(row.messages)),
    },
    {
      id: 'maxOffset',
      head: t('everStored'),
      align: 'right',
      width: 92,
      priority: 2,
      sortValue: (row) => row.maxOffset,
      cell: (row) => (row.maxOffset === null ? '?' : format.number(row.maxOffset)),
    },
    {
      id: 'queues',
      head: t('queues'),
      align: 'right',
      width: 80,
      priority: 2,
      cell: (row) => format.number(row.queues),
    },
    {
      id: 'lastWriteAt',
      head: t('lastWrite'),
      align: 'right',
      width: 104,
      priority: 2,
      sortValue: (row) => row.lastWriteAt?.getTime() ?? null,
      cell: (row) => (row.lastWriteAt ? <Age at={row.lastWriteAt} /> : row.messages === null ? '?' : '–'),
    },
    {
      id: 'browse',
      head: '',
      align: 'right',
      width: 88,
      priority: 2,
      cell: (row) => (
        <Link href={deskHref(clusterId, groupName, row.kind === 'DLQ' ? null : row.topicName)}>
          {row.kind === 'DLQ' ? t('openDesk') : t('browse')}
        </Link>
      ),
    },
  ]
  return (
    <QueryView query={query} what={t('readingRetry')} partialEffect={t('partialEffectRetry')}>
      {(data) => (
        <div className="grid gap-x-10 xl:grid-cols-[minmax(0,1fr)_320px]">
          <Section title={t('retryTopics')} count={format.number(data.items.length)}>
            <Totals retry={data} />
            {data.items.length === 0 ? (
              <p className="py-3 text-fg-2">{t('noRetryTopics')}</p>
            ) : (
              <PlainTable
                label={t('retryTopics')}
                columns={columns}
                rows={data.items}
                rowId={(row) => `${row.topicName} ${row.brokerName}`}
              />
            )}
          </Section>
          <Schedule retry={data} />
        </div>
      )}
    </QueryView>
  )
}

function Totals({ retry: { totals } }: { retry: GroupRetry }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const sum = (value: bigint | null) => (value === null ? '?' : format.number(value))
  return (
    <p className="flex flex-wrap items-center gap-x-6 border-y border-line-1 py-1.5">
      <span className="text-fg-3">{t(totals.isAtLeast ? 'sumAtLeast' : 'sum')}</span>
      <span>
        {sum(totals.retry)} <span className="text-fg-3">{t('inRetry')}</span>
      </span>
      <span>
        {sum(totals.deadLetters)} <span className="text-fg-3">{t('inDeadLetters')}</span>
      </span>
    </p>
  )
}

function Schedule({ retry: { schedule, policy, maxRetries } }: { retry: GroupRetry }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const columns: Column<GroupRetry['schedule'][number]>[] = [
    { id: 'retry', head: t('retryNumber'), align: 'right', width: 70, cell: (row) => format.number(row.retry) },
    { id: 'delayMs', head: t('waits'), align: 'right', width: 120, cell: (row) => format.duration(row.delayMs) },
    { id: 'afterMs', head: t('afterFirst'), align: 'right', width: 150, cell: (row) => format.duration(row.afterMs) },
  ]
  return (
    <Section title={t('retries')}>
      {maxRetries === null ? (
        <p>{t('noRetryConfig')}</p>
      ) : (
        <KeyValuePanel
          items={[
            { label: t('maxRetries'), value: format.number(maxRetries) },
            ...(policy ? [{ label: t('retryPolicy'), value: <RetryPolicyText policy={policy} /> }] : []),
          ]}
        />
      )}
      <p className="pt-1 pb-2 text-fg-2">{t('retryPolicyWho')}</p>
      {schedule.length > 0 && (
        <PlainTable
          label={t('retryPolicy')}
          columns={columns}
          rows={schedule}
          rowId={(row) => String(row.retry)}
          density={28}
        />
      )}
    </Section>
  )
}
