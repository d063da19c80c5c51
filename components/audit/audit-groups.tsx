'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Link } from '#components/ui/link.tsx'
import type { AuditActor, AuditObject } from '#lib/audit/schema.ts'
import { auditActorsQuery, auditObjectsQuery } from './queries.ts'
import type { useAuditFilter } from './use-audit-filter.tsx'

type Group = (AuditActor | AuditObject) & { clusterId?: string | null; clusterName?: string | null }

/** How often each person acted, or each thing was acted upon; a row leads to its timeline. */
export function AuditGroups({
  by,
  list,
  filter,
  filters,
  toolbar,
}: { by: 'actors' | 'objects' } & ReturnType<typeof useAuditFilter>) {
  const t = useTranslations('audit')
  const format = useFormat()
  const actors = useLiveQuery({
    ...auditActorsQuery(filter),
    placeholderData: keepPreviousData,
    enabled: by === 'actors',
  })
  const objects = useLiveQuery({
    ...auditObjectsQuery(filter),
    placeholderData: keepPreviousData,
    enabled: by === 'objects',
  })
  const isActors = by === 'actors'
  const number = (id: 'rows' | 'refused' | 'notDone', isSortable = false): Column<Group> => ({
    id,
    head: t(`groups.${id}`),
    width: 100,
    align: 'right',
    isSortable,
    cell: (row) => format.number(row[id]),
  })
  const columns: Column<Group>[] = [
    {
      id: 'name',
      head: isActors ? t('who') : t('target'),
      isFlexible: true,
      isSortable: true,
      canHide: false,
      cell: (row) => (
        <span className="[overflow-wrap:anywhere]">
          <span className="text-fg-3">{`${isActors && isActor(row) ? t(`actors.${row.kind}`) : row.kind} `}</span>
          <Link href={timelineOf(row, isActors)}>{row.name || '?'}</Link>
        </span>
      ),
    },
    ...(isActors
      ? []
      : [
          {
            id: 'cluster',
            head: t('cluster'),
            width: 150,
            cell: (row) => row.clusterName ?? row.clusterId ?? '–',
          } satisfies Column<Group>,
        ]),
    number('rows', true),
    number('refused'),
    number('notDone'),
    { id: 'firstAt', head: t('groups.firstAt'), width: 190, priority: 2, cell: (row) => <Instant at={row.firstAt} /> },
    {
      id: 'lastAt',
      head: t('groups.lastAt'),
      width: 190,
      isSortable: true,
      cell: (row) => <Instant at={row.lastAt} />,
    },
  ]
  const common = {
    columns,
    rowId: (row: Group) => [row.kind, row.name, 'id' in row ? row.id : row.clusterId].join(' '),
    list,
    filters,
    textPlaceholder: t('filter'),
    toolbarStart: toolbar,
    empty: <Empty title={t('emptyTitle')}>{t('emptyText')}</Empty>,
    what: t('reading'),
  }
  return isActors ? (
    <DataTable viewId="audit-actors" label={t('views.actors')} query={actors} {...common} />
  ) : (
    <DataTable viewId="audit-objects" label={t('views.objects')} query={objects} {...common} />
  )
}

const isActor = (row: Group): row is AuditActor & Group => 'id' in row

function timelineOf(row: Group, isActors: boolean): string {
  const search = new URLSearchParams(
    isActors && isActor(row)
      ? { who: row.id || row.name }
      : { kind: row.kind, targetName: row.name, ...(row.clusterId && { clusterId: row.clusterId }) },
  )
  return `/audit?${search}`
}
