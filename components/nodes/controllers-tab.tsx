'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Age } from '#components/layout/age.tsx'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Tag } from '#components/ui/tag.tsx'
import { urlOf } from '#lib/api/call.ts'
import { listControllersEndpoint } from '#lib/nodes/api.ts'
import type { Controller } from '#lib/nodes/schema.ts'
import { ConfigButton } from './config-button.tsx'
import { NodePill } from './node-pill.tsx'
import { nodeState } from './node-state.ts'
import { controllersQuery, syncStatesQuery } from './queries.ts'
import { ServerConfigDrawer } from './server-config-drawer.tsx'
import { SyncStateTable } from './sync-state-table.tsx'
import { UpTime } from './up-time.tsx'

/** The registered controllers, who leads, and the replicas that they watch. */
export function ControllersTab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('nodes')
  const format = useFormat()
  const list = useListUrl({ filters: [] })
  const [server, setServer] = useQueryState('server', parseAsString)
  const query = useLiveQuery({ ...controllersQuery(clusterId, list.query), placeholderData: keepPreviousData })
  const columns: Column<Controller>[] = [
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
      width: 180,
      isSortable: true,
      canHide: false,
      cell: (row) => <span className="font-mono text-12">{row.address}</span>,
    },
    {
      id: 'isLeader',
      head: t('controller.role'),
      width: 96,
      isSortable: true,
      cell: ({ isLeader }) => {
        if (isLeader === null) return <span className="text-fg-3">?</span>
        return isLeader ? <Tag tone="strong">{t('controller.leader')}</Tag> : t('controller.follower')
      },
    },
    {
      id: 'leaderAddress',
      head: t('controller.knows'),
      width: 190,
      priority: 2,
      cell: ({ leaderAddress, leaderId, isLeader }) => {
        if (isLeader === null) return <span className="text-fg-3">?</span>
        if (leaderAddress === null) return <span className="text-critical">{t('controller.noLeader')}</span>
        const name = leaderId && leaderId !== leaderAddress ? `${leaderId} ` : ''
        return <span className="font-mono text-12">{`${name}${leaderAddress}`}</span>
      },
    },
    {
      id: 'peers',
      head: t('controller.peers'),
      isFlexible: true,
      minWidth: 180,
      priority: 2,
      cell: ({ group, peers }) => {
        const text = peers.map(({ id, address }) => (id === null ? address : `${id} ${address}`)).join(', ')
        return (
          <span className="block truncate font-mono text-12" title={group ? `${group}: ${text}` : text}>
            {text || '?'}
          </span>
        )
      },
    },
    {
      id: 'roundTripMs',
      head: t('roundTrip'),
      align: 'right',
      width: 96,
      isSortable: true,
      cell: (row) => (row.roundTripMs === null ? '?' : format.duration(row.roundTripMs)),
    },
    {
      id: 'since',
      head: t('up'),
      align: 'right',
      width: 100,
      isSortable: true,
      cell: (row) => <UpTime isUp={row.isUp} since={row.since} />,
    },
    {
      id: 'config',
      head: t('serverConfig.head'),
      align: 'right',
      width: 92,
      cell: ({ address }) => <ConfigButton clusterId={clusterId} address={address} onOpen={setServer} />,
    },
  ]
  return (
    <>
      <DataTable
        viewId="controllers"
        label={t('tabs.controllers')}
        columns={columns}
        rowId={(row) => row.address}
        list={list}
        query={query}
        openId={server}
        exportUrl={() => urlOf(listControllersEndpoint, { params: { clusterId }, query: list.query })}
        empty={<Empty title={t('noControllers')}>{t('noControllersText')}</Empty>}
        what={t('reading')}
        rowTone={(row) => (row.isUp === false ? 'gone' : undefined)}
      />
      {(query.data?.total ?? 0) > 0 && <Replicas clusterId={clusterId} />}
      <ServerConfigDrawer
        server={server === null ? null : { clusterId, kind: 'controller', address: server }}
        onClose={() => void setServer(null)}
      />
    </>
  )
}

function Replicas({ clusterId }: { clusterId: string }) {
  const t = useTranslations('nodes')
  const query = useLiveQuery(syncStatesQuery(clusterId))
  return (
    <QueryView query={query}>
      {({ items, leader, readAt }) => (
        <Section
          title={t('controller.replicas')}
          end={
            leader !== null && (
              <>
                <span>{t('controller.saidBy', { address: leader })}</span>
                <Age at={readAt} />
              </>
            )
          }
        >
          {items.length === 0 ? (
            <p className="py-2 text-fg-2">
              {leader === null ? t('controller.nobodyLeads') : t('controller.noReplicas')}
            </p>
          ) : (
            <SyncStateTable states={items} />
          )}
        </Section>
      )}
    </QueryView>
  )
}
