'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Drawer } from '#components/ui/drawer.tsx'
import { Link } from '#components/ui/link.tsx'
import type { HistoryRow } from '#lib/audit/schema.ts'
import { auditHref } from './audit-href.ts'
import { HistoryDetail } from './history-detail.tsx'
import { OutcomePill } from './outcome-pill.tsx'
import { type HistoryQuery, objectHistoryQuery } from './queries.ts'

interface HistoryDrawerProps {
  clusterId: string
  kind: NonNullable<HistoryQuery['kind']>
  name: string
  onClose: () => void
}

const SHOWN = 100

/** Who changed a thing that has no page of its own, newest first, beside the list that it stands in. */
export function HistoryDrawer({ clusterId, kind, name, onClose }: HistoryDrawerProps) {
  const t = useTranslations('audit.history')
  const access = useAccess()
  const query = useLiveQuery(objectHistoryQuery(clusterId, kind, name, { pageSize: SHOWN, sort: '-at' }))
  const [openId, setOpenId] = useState<string | null>(null)
  const columns: Column<HistoryRow>[] = [
    { id: 'at', head: t('time'), width: 104, cell: (row) => <Instant at={row.at} form="relative" /> },
    { id: 'outcome', head: t('outcome'), width: 132, cell: (row) => <OutcomePill row={row} /> },
    { id: 'who', head: t('who'), width: 104, cell: (row) => <span className="block truncate">{row.actor.name}</span> },
    {
      id: 'action',
      head: t('action'),
      isFlexible: true,
      minWidth: 140,
      cell: (row) => <code className="block truncate font-mono text-12">{row.action}</code>,
    },
  ]
  return (
    <Drawer open onClose={onClose} title={t('of', { name })} storageKey="history">
      <div className="py-3">
        <QueryView query={query} what={t('reading')}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Empty title={t('none')}>{t('noneText')}</Empty>
            ) : (
              <>
                <PlainTable
                  label={t('label')}
                  density={28}
                  columns={columns}
                  rows={items}
                  rowId={({ auditId }) => auditId}
                  expanded={{ id: openId, onChange: setOpenId, render: (row) => <HistoryDetail row={row} /> }}
                />
                {total > items.length && (
                  <p className="mt-2 text-12 text-fg-3">{t('newestOf', { count: items.length, total })}</p>
                )}
                {access.can('audit:read', clusterId) && (
                  <p className="mt-2">
                    <Link href={auditHref({ kind, targetName: name, clusterId })}>{t('allInAudit')}</Link>
                  </p>
                )}
              </>
            )
          }
        </QueryView>
      </div>
    </Drawer>
  )
}
