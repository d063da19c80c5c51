'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { changedFields } from '#components/audit/changed-fields.ts'
import { OutcomePill } from '#components/audit/outcome-pill.tsx'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { CommandBox } from '#components/ui/command-box.tsx'
import { DiffTable } from '#components/ui/diff-table.tsx'
import type { HistoryRow } from '#lib/audit/schema.ts'
import { type BrokerParams, brokerHistoryQuery } from './queries.ts'

/** Who changed this broker through the console, newest first. */
export function BrokerHistoryTab({ broker }: { broker: BrokerParams }) {
  const t = useTranslations('nodes.history')
  const list = useListUrl({ filters: [], defaultSort: '-at' })
  const [openId, setOpenId] = useQueryState('row', parseAsString)
  const { page, pageSize, sort } = list.query
  const query = useLiveQuery({
    ...brokerHistoryQuery(broker, { page, pageSize, ...(sort !== undefined && { sort }) }),
    placeholderData: keepPreviousData,
  })
  const columns: Column<HistoryRow>[] = [
    { id: 'at', head: t('time'), width: 200, isSortable: true, canHide: false, cell: (row) => <Instant at={row.at} /> },
    { id: 'outcome', head: t('outcome'), width: 220, canHide: false, cell: (row) => <OutcomePill row={row} /> },
    { id: 'who', head: t('who'), width: 180, cell: (row) => row.actor.name },
    {
      id: 'action',
      head: t('action'),
      width: 180,
      cell: (row) => <code className="font-mono text-12">{row.action}</code>,
    },
    {
      id: 'changed',
      head: t('changed'),
      isFlexible: true,
      cell: (row) => (
        <span className="block truncate">
          {changedFields(row.before, row.after)
            .changed.map(({ field }) => field)
            .join(', ') || '–'}
        </span>
      ),
    },
  ]
  return (
    <DataTable
      viewId="broker-history"
      label={t('changed')}
      columns={columns}
      rowId={(row) => row.auditId}
      list={list}
      query={query}
      expanded={{ id: openId, onChange: (id) => void setOpenId(id), render: (row) => <HistoryDetail row={row} /> }}
      empty={<Empty title={t('nothing')}>{t('nothingText')}</Empty>}
      what={t('reading')}
    />
  )
}

function HistoryDetail({ row }: { row: HistoryRow }) {
  const t = useTranslations('nodes.history')
  const { changed } = changedFields(row.before, row.after)
  return (
    <div className="grid gap-4 py-3">
      {row.error && (
        <p className="[overflow-wrap:anywhere]">
          <code className="font-mono text-12">{row.error.code}</code> {row.error.detail}
        </p>
      )}
      {changed.length > 0 ? <DiffTable rows={changed} /> : <p className="text-fg-2">{t('nothingChanged')}</p>}
      {row.command && <CommandBox command={row.command} />}
    </div>
  )
}
