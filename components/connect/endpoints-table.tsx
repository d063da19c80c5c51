'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { ConnectEndpoint } from '#lib/connect/schema.ts'

/** Every address that clients are told, and what the console met there a moment ago. */
export function EndpointsTable({ items }: { items: readonly ConnectEndpoint[] }) {
  const t = useTranslations('connect')
  const format = useFormat()
  const columns: Column<ConnectEndpoint>[] = [
    {
      id: 'isReachable',
      head: t('endpoints.reached'),
      width: 140,
      sortValue: (row) => Number(row.isReachable),
      cell: (row) =>
        row.isReachable ? (
          <StatePill state="ok" label={t('endpoints.yes')} />
        ) : (
          <StatePill
            state="critical"
            label={t(row.error?.code === 'CLUSTER_TIMEOUT' ? 'endpoints.noAnswer' : 'endpoints.no')}
          />
        ),
    },
    {
      id: 'what',
      head: t('endpoints.what'),
      width: 200,
      sortValue: (row) => `${row.kind} ${row.name ?? ''}`,
      cell: (row) =>
        row.kind === 'nameServer'
          ? t('endpoints.nameServer')
          : row.kind === 'proxy'
            ? row.name
            : t(row.brokerId === 0 ? 'endpoints.master' : 'endpoints.slave', { name: row.name ?? '?' }),
    },
    {
      id: 'protocol',
      head: t('endpoints.protocol'),
      width: 100,
      sortValue: (row) => row.protocol,
      cell: (row) => (row.protocol === 'grpc' ? 'gRPC' : 'remoting'),
    },
    {
      id: 'address',
      head: t('endpoints.address'),
      isFlexible: true,
      minWidth: 240,
      sortValue: (row) => row.address,
      cell: (row) => (
        <span className="flex min-w-0 items-center gap-1">
          <span className="truncate font-mono text-12">{row.address}</span>
          {row.mappedTo !== null && (
            <span className="truncate text-12 text-fg-3">{t('endpoints.mapped', { address: row.mappedTo })}</span>
          )}
          <CopyButton text={row.address} label={t('endpoints.copy', { address: row.address })} />
        </span>
      ),
    },
    {
      id: 'version',
      head: t('endpoints.version'),
      width: 90,
      sortValue: (row) => row.version,
      cell: (row) =>
        row.version ?? (
          <span className="text-fg-3" title={t(row.kind === 'proxy' ? 'endpoints.notOffered' : 'endpoints.notTold')}>
            ?
          </span>
        ),
    },
    {
      id: 'roundTripMs',
      head: t('endpoints.took'),
      align: 'right',
      width: 90,
      sortValue: (row) => row.roundTripMs,
      cell: (row) => (row.roundTripMs === null ? '?' : format.duration(row.roundTripMs)),
    },
    {
      id: 'error',
      head: t('endpoints.reason'),
      isFlexible: true,
      minWidth: 200,
      cell: (row) => <span className="[overflow-wrap:anywhere] text-fg-2">{row.error?.detail}</span>,
    },
  ]
  return (
    <PlainTable
      label={t('tabs.endpoints')}
      columns={columns}
      rows={items}
      rowId={(row) => `${row.kind} ${row.protocol} ${row.address}`}
    />
  )
}
