'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { urlOf } from '#lib/api/call.ts'
import { listNameServersEndpoint } from '#lib/nodes/api.ts'
import type { NameServer } from '#lib/nodes/schema.ts'
import { AgreementSection } from './agreement-section.tsx'
import { ConfigButton } from './config-button.tsx'
import { CveTags } from './cve-tags.tsx'
import { CvesSection } from './cves-section.tsx'
import { NodePill } from './node-pill.tsx'
import { nodeState } from './node-state.ts'
import { nameServersQuery } from './queries.ts'
import { ServerConfigDrawer } from './server-config-drawer.tsx'
import { UpTime } from './up-time.tsx'

/** The name servers, what each of them knows, and what of that leads nowhere from here. */
export function NameServersTab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('nodes')
  const format = useFormat()
  const list = useListUrl({ filters: [] })
  const [server, setServer] = useQueryState('server', parseAsString)
  const query = useLiveQuery({ ...nameServersQuery(clusterId, list.query), placeholderData: keepPreviousData })
  const columns: Column<NameServer>[] = [
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
      width: 220,
      isSortable: true,
      canHide: false,
      cell: (row) => (
        <span className="flex items-center gap-1.5">
          <span className="font-mono text-12">{row.address}</span>
          <CveTags ids={row.cves} muted={row.mutedCves} />
        </span>
      ),
    },
    {
      id: 'version',
      head: t('version'),
      width: 90,
      isSortable: true,
      priority: 2,
      cell: (row) => row.version ?? <span className="text-fg-3">?</span>,
    },
    {
      id: 'brokers',
      head: t('brokersSeen'),
      align: 'right',
      width: 90,
      isSortable: true,
      cell: (row) => <MeasuredValue measured={row.brokers} />,
    },
    {
      id: 'topics',
      head: t('topicsSeen'),
      align: 'right',
      width: 90,
      isSortable: true,
      cell: (row) => <MeasuredValue measured={row.topics} />,
    },
    {
      id: 'roundTripMs',
      head: t('roundTrip'),
      align: 'right',
      width: 104,
      isSortable: true,
      priority: 2,
      cell: (row) => (row.roundTripMs === null ? '?' : format.duration(row.roundTripMs)),
    },
    {
      id: 'undialable',
      head: t('undialable'),
      isFlexible: true,
      minWidth: 220,
      priority: 2,
      cell: (row) => (
        <span className={row.undialable.length > 0 ? 'text-critical' : 'text-fg-3'}>
          {row.undialable.map(({ brokerName, announcedAddress }) => `${brokerName} ${announcedAddress}`).join(', ') ||
            '–'}
        </span>
      ),
    },
    {
      id: 'since',
      head: t('up'),
      align: 'right',
      width: 120,
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
        viewId="name-servers"
        label={t('tabs.nameServers')}
        columns={columns}
        rowId={(row) => row.address}
        list={list}
        query={query}
        openId={server}
        exportUrl={() => urlOf(listNameServersEndpoint, { params: { clusterId }, query: list.query })}
        empty={<Empty title={t('noNameServers')}>{t('noNameServersText')}</Empty>}
        what={t('reading')}
        partialEffect={t('partialEffect')}
        rowTone={(row) => (row.isUp === false ? 'gone' : undefined)}
      />
      <AgreementSection clusterId={clusterId} />
      <CvesSection clusterId={clusterId} component="nameServer" />
      <ServerConfigDrawer
        server={server === null ? null : { clusterId, kind: 'nameServer', address: server }}
        onClose={() => void setServer(null)}
      />
    </>
  )
}
