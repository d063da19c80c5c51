'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Explained } from '#components/ui/explained.tsx'
import { urlOf } from '#lib/api/call.ts'
import { listProxiesEndpoint } from '#lib/nodes/api.ts'
import type { RegisteredProxy } from '#lib/nodes/schema.ts'
import { NodePill } from './node-pill.tsx'
import { nodeState } from './node-state.ts'
import { proxiesQuery } from './queries.ts'
import { UpTime } from './up-time.tsx'

/** The registered proxies: both ports, and the clients behind them. */
export function ProxiesTab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('nodes')
  const format = useFormat()
  const list = useListUrl({ filters: [] })
  const query = useLiveQuery({ ...proxiesQuery(clusterId, list.query), placeholderData: keepPreviousData })
  const port = (address: string, isUp: boolean | null, ms: number | null) => (
    <span className="flex min-w-0 items-baseline gap-2">
      <span className="truncate font-mono text-12">{address}</span>
      <span className={isUp === false ? 'text-critical' : 'text-fg-3'}>
        {isUp === null ? '?' : isUp ? format.duration(ms ?? 0) : t('states.noAnswer')}
      </span>
    </span>
  )
  const notOffered = () => (
    <Explained note={t('notOfferedMeaning')} className="text-fg-3">
      {t('notOffered')}
    </Explained>
  )
  const columns: Column<RegisteredProxy>[] = [
    {
      id: 'isUp',
      head: t('state'),
      width: 130,
      isSortable: true,
      canHide: false,
      cell: (row) =>
        row.isUp && row.remoting.isUp === false ? (
          <NodePill found={{ state: 'warning', word: 'partlyDown' }} why={row.remoting.error ?? undefined} />
        ) : (
          <NodePill found={nodeState(row)} why={row.error?.detail} />
        ),
    },
    { id: 'name', head: t('proxyName'), width: 140, isSortable: true, canHide: false, cell: (row) => row.name },
    {
      id: 'address',
      head: t('grpcPort'),
      width: 220,
      isFlexible: true,
      isSortable: true,
      cell: (row) => port(row.address, row.isUp, row.roundTripMs),
    },
    {
      id: 'remoting',
      head: t('remotingPort'),
      width: 220,
      isFlexible: true,
      priority: 2,
      cell: ({ remoting }) => port(remoting.address, remoting.isUp, remoting.roundTripMs),
    },
    {
      id: 'clients',
      head: t('clients'),
      align: 'right',
      width: 90,
      isSortable: true,
      cell: (row) => <MeasuredValue measured={row.clients} />,
    },
    { id: 'mode', head: t('mode'), width: 110, priority: 2, cell: notOffered },
    { id: 'version', head: t('version'), width: 110, priority: 2, cell: notOffered },
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
      viewId="proxies"
      label={t('tabs.proxies')}
      columns={columns}
      rowId={(row) => row.name}
      list={list}
      query={query}
      exportUrl={() => urlOf(listProxiesEndpoint, { params: { clusterId }, query: list.query })}
      empty={
        <Empty
          title={t('noProxies')}
          actions={<Button href={`/clusters/${clusterId}/settings`}>{t('openSettings')}</Button>}
        >
          {t('noProxiesText')}
        </Empty>
      }
      what={t('reading')}
      rowTone={(row) => (row.isUp === false ? 'gone' : undefined)}
    />
  )
}
