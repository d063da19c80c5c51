'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { describeAgent } from '#components/users/describe-agent.ts'
import type { AuditRow } from '#lib/audit/schema.ts'
import { AuditDetail } from './audit-detail.tsx'
import { OutcomePill } from './outcome-pill.tsx'
import { auditQuery } from './queries.ts'
import type { useAuditFilter } from './use-audit-filter.tsx'

/** Row by row, newest first; with one object in the filter its timeline. */
export function AuditRows({ list, filter, filters, toolbar }: ReturnType<typeof useAuditFilter>) {
  const t = useTranslations('audit')
  const format = useFormat()
  const [openId, setOpenId] = useQueryState('row', parseAsString)
  const query = useLiveQuery({ ...auditQuery(filter), placeholderData: keepPreviousData })
  const columns: Column<AuditRow>[] = [
    { id: 'at', head: t('time'), width: 202, isSortable: true, canHide: false, cell: (row) => <Instant at={row.at} /> },
    {
      id: 'durationMs',
      head: t('took'),
      width: 80,
      align: 'right',
      isSortable: true,
      priority: 2,
      cell: (row) => (row.durationMs === null ? '–' : format.duration(row.durationMs)),
    },
    { id: 'outcome', head: t('outcome'), width: 196, canHide: false, cell: (row) => <OutcomePill row={row} /> },
    {
      id: 'who',
      head: t('who'),
      width: 130,
      isSortable: true,
      cell: (row) => (
        <span>
          {row.actor.kind !== 'user' && <span className="text-fg-3">{`${t(`actors.${row.actor.kind}`)} `}</span>}
          {row.actor.name}
        </span>
      ),
    },
    {
      id: 'action',
      head: t('action'),
      width: 170,
      isSortable: true,
      cell: (row) => <code className="font-mono text-12">{row.action}</code>,
    },
    {
      id: 'target',
      head: t('target'),
      isFlexible: true,
      cell: (row) => (
        <span className="[overflow-wrap:anywhere]">
          <span className="text-fg-3">{`${row.target.kind} `}</span>
          <span className="font-medium">{row.target.name}</span>
        </span>
      ),
    },
    {
      id: 'cluster',
      head: t('cluster'),
      width: 130,
      priority: 2,
      cell: (row) => row.cluster?.name ?? row.cluster?.clusterId ?? '–',
    },
    {
      id: 'address',
      head: t('address'),
      width: 140,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => <span className="font-mono text-12">{row.address ?? '?'}</span>,
    },
    {
      id: 'environment',
      head: t('environment'),
      width: 110,
      isHiddenInitially: true,
      cell: (row) => row.cluster?.environment ?? '–',
    },
    {
      id: 'agent',
      head: t('agent'),
      width: 160,
      isHiddenInitially: true,
      cell: (row) => describeAgent(row.agent) || '–',
    },
    {
      id: 'reason',
      head: t('reason'),
      width: 200,
      isHiddenInitially: true,
      cell: (row) => <span className="block truncate">{row.request.reason ?? '–'}</span>,
    },
    {
      id: 'requestId',
      head: t('requestId'),
      width: 120,
      isHiddenInitially: true,
      cell: (row) => <span className="block truncate font-mono text-12">{row.requestId}</span>,
    },
  ]

  return (
    <DataTable
      viewId="audit"
      label={t('label')}
      columns={columns}
      rowId={(row) => row.auditId}
      list={list}
      query={query}
      filters={filters}
      textPlaceholder={t('filter')}
      toolbarStart={toolbar}
      expanded={{ id: openId, onChange: setOpenId, render: (row) => <AuditDetail row={row} /> }}
      empty={<Empty title={t('emptyTitle')}>{t('emptyText')}</Empty>}
      what={t('reading')}
    />
  )
}
