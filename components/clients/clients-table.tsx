'use client'

import { useTranslations } from 'next-intl'
import { DataTable } from '#components/data-table/data-table.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { Link } from '#components/ui/link.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { urlOf } from '#lib/api/call.ts'
import { listClientsEndpoint } from '#lib/clients/api.ts'
import { clientHref } from './client-href.ts'
import { useClientColumns } from './use-client-columns.tsx'
import { useClientFilters } from './use-client-filters.ts'
import { useClientsList } from './use-clients-list.ts'

interface ClientsTableProps {
  clusterId: string
  /** Only the consumers of this group. */
  groupName?: string
}

/** Online clients, the hung ones first: of a cluster, or of one group. Filters, sort and page stand in the address. */
export function ClientsTable({ clusterId, groupName }: ClientsTableProps) {
  const t = useTranslations('clients')
  const isOfGroup = groupName !== undefined
  const { list, query, filter } = useClientsList(clusterId, groupName)
  const columns = useClientColumns({ clusterId, isOfGroup, ns: isOfGroup ? null : list.get('ns') })
  const { data } = query
  const filters = useClientFilters({
    languages: data?.languages ?? [],
    versions: data?.versions ?? [],
    isOfGroup,
  })
  if (data && !data.sampledAt) return <Empty title={t('notSampled')}>{t('notSampledText')}</Empty>
  const hasNoProxy = data?.grpcClients.reason === 'NO_PROXY'
  return (
    <DataTable
      viewId={isOfGroup ? 'group-clients' : 'clients'}
      label={t('title')}
      columns={columns}
      rowId={(client) => `${client.kind} ${client.groupName} ${client.clientId}`}
      list={list}
      query={query}
      exportUrl={() => urlOf(listClientsEndpoint, { params: { clusterId }, query: filter })}
      rowHref={(client) => clientHref(clusterId, client)}
      filters={filters}
      textPlaceholder={t('filterByText')}
      above={
        hasNoProxy &&
        (list.get('protocol') === 'grpc' || data?.total === 0) && (
          <Strip
            tone="unknown"
            icon="unknown"
            className="mb-2"
            end={
              <Link href={`/clusters/${clusterId}/settings`} className="self-center">
                {t('registerProxy')}
              </Link>
            }
          >
            {t('noProxy')}
          </Strip>
        )
      }
      empty={
        <Empty title={t(isOfGroup ? 'emptyGroupTitle' : 'emptyTitle')}>
          {t(isOfGroup ? 'emptyGroupText' : 'emptyText')}
        </Empty>
      }
      what={t('reading')}
      partialEffect={t('partialEffect')}
    />
  )
}
