'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { urlOf } from '#lib/api/call.ts'
import { listNodesEndpoint } from '#lib/nodes/api.ts'
import type { Node } from '#lib/nodes/schema.ts'
import { NodePill } from './node-pill.tsx'
import { nodeState } from './node-state.ts'
import { nodesQuery } from './queries.ts'
import { UpTime } from './up-time.tsx'

/** The registered controllers and whether they listen. */
export function ControllersTab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('nodes')
  const format = useFormat()
  const list = useListUrl({ filters: [] })
  const filter = { ...list.query, kind: ['controller' as const] }
  const query = useLiveQuery({
    ...nodesQuery(clusterId, filter),
    placeholderData: keepPreviousData,
  })
  const columns: Column<Node>[] = [
    {
      id: 'isUp',
      head: t('state'),
      width: 116,
      isSortable: true,
      canHide: false,
      cell: (row) => <NodePill found={nodeState(row)} why={row.error?.detail} />,
    },
    {
      id: 'address',
      head: t('address'),
      isFlexible: true,
      isSortable: true,
      canHide: false,
      cell: (row) => <span className="font-mono text-12">{row.address}</span>,
    },
    {
      id: 'roundTripMs',
      head: t('roundTrip'),
      align: 'right',
      width: 104,
      isSortable: true,
      cell: (row) => (row.roundTripMs === null ? '?' : format.duration(row.roundTripMs)),
    },
    {
      id: 'since',
      head: t('up'),
      align: 'right',
      width: 120,
      isSortable: true,
      cell: (row) => <UpTime isUp={row.isUp} since={row.since} />,
    },
  ]
  return (
    <DataTable
      viewId="controllers"
      label={t('tabs.controllers')}
      columns={columns}
      rowId={(row) => row.address}
      list={list}
      query={query}
      exportUrl={() => urlOf(listNodesEndpoint, { params: { clusterId }, query: filter })}
      empty={<Empty title={t('noControllers')}>{t('noControllersText')}</Empty>}
      what={t('reading')}
      rowTone={(row) => (row.isUp === false ? 'gone' : undefined)}
    />
  )
}
