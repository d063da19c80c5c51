'use client'

import { keepPreviousData, useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { DateRangeField } from '#components/ui/date-range/date-range-field.tsx'
import { resolveRange } from '#components/ui/date-range/parse-range.ts'
import { Menu } from '#components/ui/menu.tsx'
import { ApiError } from '#lib/api/call.ts'
import type { AuditFilter } from '#lib/audit/api.ts'
import { AuditOutcome, type AuditRow } from '#lib/audit/schema.ts'
import { basePath } from '#lib/base-path.ts'
import { AuditDetail } from './audit-detail.tsx'
import { OutcomePill } from './outcome-pill.tsx'
import { auditQuery } from './queries.ts'

/** Who did what to which cluster, with what outcome. */
export function AuditPage() {
  const t = useTranslations('audit')
  const format = useFormat()
  const access = useAccess()
  const { timeZone } = usePreferences()
  const clusters = useClusters()
  const list = useListUrl({
    filters: ['outcome', 'who', 'action', 'kind', 'target', 'clusterId', 'address', 'requestId'],
    defaultSort: '-at',
  })
  const [from, setFrom] = useQueryState('from', parseAsString.withDefault('now-7d'))
  const [to, setTo] = useQueryState('to', parseAsString.withDefault('now'))
  const [openId, setOpenId] = useQueryState('row', parseAsString)
  const range = resolveRange({ from, to }, { now: new Date(), timeZone })
  const { outcome, action, ...rest } = list.query
  const filter = {
    ...rest,
    ...(outcome !== undefined && { outcome: String(outcome).split(',') as AuditFilter['outcome'] }),
    ...(action !== undefined && { action: String(action).split(',') }),
    // To the minute, so that the key of the query stays the same between two renders.
    ...('from' in range && { from: new Date(Math.floor(range.from.getTime() / 60_000) * 60_000) }),
    ...('to' in range && to !== 'now' && { to: range.to }),
  }
  const query = useLiveQuery({ ...auditQuery(filter), placeholderData: keepPreviousData })

  const download = useMutation({
    mutationFn: async (kind: 'csv' | 'ndjson') => {
      const { page: _page, pageSize: _pageSize, sort: _sort, ...body } = filter
      const response = await fetch(`${basePath}/api/v1/audit/export`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          format: kind,
          timeZone,
          ...body,
          outcome: outcome ?? undefined,
          action: action ?? undefined,
        }),
      })
      if (!response.ok) throw new ApiError(await response.json())
      const link = document.createElement('a')
      link.href = URL.createObjectURL(await response.blob())
      link.download = `apogee-audit.${kind}`
      link.click()
      URL.revokeObjectURL(link.href)
    },
  })

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
  ]

  return (
    <>
      <PageHeader
        title={t('title')}
        facts={[t('factWrites'), t('factReads')]}
        actions={
          <Menu
            align="end"
            trigger={
              <Button icon="download" isBusy={download.isPending} disabledReason={access.reason('audit:export')}>
                {t('export')}
              </Button>
            }
            items={(['csv', 'ndjson'] as const).map((kind) => ({
              label: t(`formats.${kind}`),
              onSelect: () => download.mutate(kind),
              disabledReason: access.reason('audit:export'),
            }))}
          />
        }
      />
      {download.error && <ProblemStrip error={download.error} />}
      <DataTable
        viewId="audit"
        label={t('label')}
        columns={columns}
        rowId={(row) => row.auditId}
        list={list}
        query={query}
        filters={[
          {
            key: 'outcome',
            label: t('outcome'),
            kind: 'options',
            isMultiple: true,
            options: AuditOutcome.options.map((value) => ({ value, label: t(`outcomes.${value}`) })),
          },
          {
            key: 'clusterId',
            label: t('cluster'),
            kind: 'options',
            options: clusters.map(({ clusterId, name }) => ({ value: clusterId, label: name })),
          },
          { key: 'who', label: t('who'), kind: 'text' },
          { key: 'action', label: t('action'), kind: 'text', placeholder: 'topic.create' },
          { key: 'kind', label: t('kind'), kind: 'text', placeholder: 'topic' },
          { key: 'target', label: t('target'), kind: 'text' },
          { key: 'address', label: t('address'), kind: 'text' },
          { key: 'requestId', label: t('requestId'), kind: 'text' },
        ]}
        textPlaceholder={t('filter')}
        toolbarStart={
          <DateRangeField
            label={t('range')}
            isLabelHidden
            value={{ from, to }}
            onValueChange={(value) => {
              setFrom(value.from)
              setTo(value.to)
            }}
          />
        }
        expanded={{ id: openId, onChange: setOpenId, render: (row) => <AuditDetail row={row} /> }}
        empty={<Empty title={t('emptyTitle')}>{t('emptyText')}</Empty>}
        what={t('reading')}
      />
    </>
  )
}
