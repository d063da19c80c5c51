'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import type { HistoryRow } from '#lib/audit/schema.ts'
import { changedFields } from './changed-fields.ts'
import { HistoryDetail } from './history-detail.tsx'
import { OutcomePill } from './outcome-pill.tsx'
import { type HistoryQuery, objectHistoryQuery } from './queries.ts'

interface ObjectHistoryProps {
  clusterId: string
  kind: NonNullable<HistoryQuery['kind']>
  name: string
}

/** Who changed one thing, newest first. */
export function ObjectHistory({ clusterId, kind, name }: ObjectHistoryProps) {
  const t = useTranslations('audit.history')
  const list = useListUrl({ filters: [], defaultSort: '-at' })
  const [openId, setOpenId] = useQueryState('row', parseAsString)
  const { page, pageSize, sort } = list.query
  const query = useLiveQuery({
    ...objectHistoryQuery(clusterId, kind, name, { page, pageSize, ...(sort !== undefined && { sort }) }),
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
      viewId={`${kind}-history`}
      label={t('label')}
      columns={columns}
      rowId={(row) => row.auditId}
      list={list}
      query={query}
      expanded={{ id: openId, onChange: (id) => void setOpenId(id), render: (row) => <HistoryDetail row={row} /> }}
      empty={<Empty title={t('none')}>{t('noneText')}</Empty>}
      what={t('reading')}
    />
  )
}
