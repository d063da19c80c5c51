'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Age } from '#components/layout/age.tsx'
import { deskHref } from '#components/layout/desk-href.ts'
import { Instant } from '#components/layout/instant.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { NamespaceRow } from '#components/layout/namespace-row.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Tag } from '#components/ui/tag.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { urlOf } from '#lib/api/call.ts'
import { listDeadLetterGroupsEndpoint } from '#lib/dead-letters/api.ts'
import type { DeadLetterGroup } from '#lib/dead-letters/schema.ts'
import { deadLetterGroupsQuery } from './queries.ts'

/** Which groups gave up messages, the newest trouble first, and what was done about it. */
export function DeadLettersPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('deadLetters')
  const format = useFormat()
  const list = useListUrl({ filters: ['ns'], defaultSort: '-new24h' })
  const { ns, ...paging } = list.query
  const filter = { ...paging, ...(ns !== undefined && { namespace: ns }) }
  const query = useLiveQuery({
    ...deadLetterGroupsQuery(clusterId, filter),
    placeholderData: keepPreviousData,
  })
  const { data } = query
  const total = data?.namespaces.reduce((sum, { groups }) => sum + groups, 0)
  return (
    <>
      <PageHeader
        title={t('title')}
        count={total === undefined ? undefined : t('groupsCount', { count: total })}
        facts={[
          data?.sampledAt && (
            <span key="sampled">
              {t('sampled')} <Age at={data.sampledAt} />
            </span>
          ),
        ]}
      />
      <div className="border-t border-line-1 pt-2 print:hidden">
        <NamespaceRow
          namespaces={data?.namespaces.map(({ namespace, groups }) => ({ namespace, count: groups }))}
          chosen={list.get('ns')}
          onChoose={(value) => list.set('ns', value)}
        />
      </div>
      <DataTable
        viewId="dead-letters"
        label={t('title')}
        columns={useColumns(clusterId, format, ns !== undefined)}
        rowId={(row) => row.groupName}
        list={list}
        query={query}
        rowHref={(row) => deskHref(clusterId, row.groupName)}
        exportUrl={() => urlOf(listDeadLetterGroupsEndpoint, { params: { clusterId }, query: filter })}
        textPlaceholder={t('filterByName')}
        empty={<Empty title={t('emptyTitle')}>{t('emptyText')}</Empty>}
        what={t('reading')}
        partialEffect={t('partialEffect')}
      />
    </>
  )
}

/** `isShort`: names without their namespace, once one is chosen. */
function useColumns(
  clusterId: string,
  format: ReturnType<typeof useFormat>,
  isShort: boolean,
): Column<DeadLetterGroup>[] {
  const t = useTranslations('deadLetters')
  const number = { align: 'right', width: 80 } as const
  const wideOnly = { ...number, priority: 2 } as const
  return [
    {
      id: 'groupName',
      head: t('group'),
      width: 240,
      isFlexible: true,
      minWidth: 180,
      isSortable: true,
      canHide: false,
      cell: (row) => (
        <NameCell
          name={row.shortName}
          prefix={isShort || row.namespace === null ? null : `${row.namespace}%`}
          href={deskHref(clusterId, row.groupName)}
          marks={
            row.writeOnlyOn.length > 0 && (
              <Tooltip content={t('writeOnlyOn', { names: row.writeOnlyOn.join(', ') })}>
                <span>
                  <Tag tone="warning">{t('writeOnly')}</Tag>
                </span>
              </Tooltip>
            )
          }
        />
      ),
    },
    {
      id: 'stored',
      head: t('stored'),
      ...number,
      isSortable: true,
      cell: (row) => <MeasuredValue measured={row.stored} />,
    },
    { id: 'new1h', head: t('new1h'), ...number, cell: (row) => <MeasuredValue measured={row.new1h} /> },
    {
      id: 'new24h',
      head: t('new24h'),
      ...number,
      isSortable: true,
      cell: (row) => <MeasuredValue measured={row.new24h} />,
    },
    {
      id: 'originTopics',
      head: t('originTopics'),
      width: 150,
      priority: 2,
      cell: ({ originTopics }) => (
        <span className="block truncate">{originTopics === null ? '?' : originTopics.join(', ') || '–'}</span>
      ),
    },
    {
      id: 'newestAt',
      head: t('newest'),
      ...number,
      width: 92,
      isSortable: true,
      cell: (row) => <MeasuredValue measured={row.newestAt} format={(at) => <Age at={at} />} />,
    },
    {
      id: 'oldestAt',
      head: t('oldest'),
      ...wideOnly,
      width: 92,
      cell: (row) => <MeasuredValue measured={row.oldestAt} format={(at) => <Age at={at} />} />,
    },
    {
      id: 'nextExpiryAt',
      head: t('nextExpiry'),
      align: 'right',
      priority: 2,
      width: 176,
      cell: (row) => <MeasuredValue measured={row.nextExpiryAt} format={(at) => <Instant at={at} withMs={false} />} />,
    },
    { id: 'resent', head: t('resent'), ...wideOnly, width: 72, cell: (row) => format.number(row.resent) },
    { id: 'handled', head: t('handled'), ...wideOnly, width: 76, cell: (row) => format.number(row.handled) },
    {
      id: 'owner',
      head: t('owner'),
      width: 96,
      priority: 2,
      cell: (row) => <span className="block truncate">{row.owner ?? '–'}</span>,
    },
  ]
}
