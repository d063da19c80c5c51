'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import { someOf } from '#components/data-table/filter-def.ts'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { urlOf } from '#lib/api/call.ts'
import { splitLabelFilter } from '#lib/api/endpoint.ts'
import { listClustersEndpoint } from '#lib/clusters/api.ts'
import type { ClusterItem } from '#lib/clusters/schema.ts'
import { fleetEnvironments } from './fleet-environments.ts'
import { fleetProblemRows } from './fleet-problem-rows.ts'
import { FleetProblems } from './fleet-problems.tsx'
import { type ClustersFilter, clustersQuery } from './queries.ts'
import { RemoveClusterDialog } from './remove-cluster-dialog.tsx'
import { RestoreButton } from './restore-button.tsx'
import { useFleetActions } from './use-fleet-actions.ts'
import { useFleetColumns } from './use-fleet-columns.tsx'

const tabs = ['live', 'removed'] as const
const healthWords = ['ABNORMAL', 'UNREACHABLE', 'WARNING', 'UNKNOWN', 'MAINTENANCE', 'HEALTHY'] as const

/** Which clusters exist, which one is in trouble, since when. Problems first. */
export function FleetPage() {
  const t = useTranslations('clusters.fleet')
  const tHealth = useTranslations('layout.health')
  const access = useAccess()
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('live'))
  const list = useListUrl({ filters: ['environment', 'health', 'label', 'version', 'owner'] })
  const filter = { ...toFilter(list.query), removed: tab === 'removed' }
  const query = useLiveQuery({
    ...clustersQuery(filter),
    placeholderData: keepPreviousData,
  })
  const all = useLiveQuery(clustersQuery({ pageSize: 500 }))
  const [removing, setRemoving] = useState<ClusterItem | null>(null)
  const { menuOf, error } = useFleetActions(setRemoving)
  const columns = useFleetColumns({
    isRemoved: tab === 'removed',
    menuOf,
    renderRestore: (row) => <RestoreButton clusterId={row.clusterId} name={row.name} />,
  })

  const problems = fleetProblemRows(all.data?.items ?? [])
  const needAttention = new Set(problems.map(({ cluster }) => cluster.clusterId)).size
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={
          all.data && [
            t('clusters', { count: all.data.total }),
            needAttention > 0 ? t('needAttention', { count: needAttention }) : all.data.total > 0 && t('allFine'),
          ]
        }
        actions={
          <Button icon="plus" href="/clusters/new" disabledReason={access.reason('cluster:register')}>
            {t('register')}
          </Button>
        }
      />
      {tab === 'live' && problems.length > 0 && <FleetProblems problems={problems} />}
      <Tabs
        label={t('which')}
        tabs={tabs.map((value) => ({ value, label: t(`tabs.${value}`) }))}
        value={tab}
        onValueChange={(value) => setTab(value as (typeof tabs)[number])}
      />
      <DataTable
        viewId={tab === 'removed' ? 'fleet-removed' : 'fleet'}
        label={t('label')}
        columns={columns}
        rowId={(row) => row.clusterId}
        list={list}
        query={query}
        exportUrl={() => urlOf(listClustersEndpoint, { query: filter })}
        {...(tab === 'live' && { rowHref: (row: ClusterItem) => `/clusters/${row.clusterId}` })}
        filters={[
          someOf('health', t('health'), healthWords, (value) => tHealth(value)),
          someOf('environment', t('environment'), fleetEnvironments(all.data?.items ?? [])),
          { key: 'label', label: t('labelFilter'), kind: 'text', placeholder: 'team=pay' },
          { key: 'version', label: t('version'), kind: 'text', placeholder: '5.5' },
          { key: 'owner', label: t('owner'), kind: 'text' },
        ]}
        textPlaceholder={t('filterByName')}
        above={<ProblemStrip error={error} />}
        rowTone={(row) => (row.health === 'UNREACHABLE' ? 'gone' : undefined)}
        empty={
          tab === 'removed' ? (
            <Empty title={t('noneRemoved')}>{t('noneRemovedText')}</Empty>
          ) : (
            <Empty
              title={t('emptyTitle')}
              actions={
                <Button variant="primary" href="/clusters/new" disabledReason={access.reason('cluster:register')}>
                  {t('register')}
                </Button>
              }
            >
              {t('emptyText')}
            </Empty>
          )
        }
        what={t('reading')}
      />
      {removing && <RemoveClusterDialog cluster={removing} onClose={() => setRemoving(null)} />}
    </>
  )
}

/** What the URL says, in the API's types; several values of a filter by comma. */
function toFilter(query: Record<string, string | number | undefined>): ClustersFilter {
  const { environment, health, label, ...rest } = query
  const split = (text: string | number | undefined) => (text === undefined ? undefined : String(text).split(','))
  return {
    ...rest,
    ...(environment !== undefined && { environment: split(environment) }),
    ...(health !== undefined && { health: split(health) as ClustersFilter['health'] }),
    ...(label !== undefined && { label: splitLabelFilter(String(label)) }),
  } as ClustersFilter // the API refuses what does not fit, and says so on the page
}
