'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { useBulk } from '#components/jobs/use-bulk.tsx'
import { Age } from '#components/layout/age.tsx'
import { NamespaceRow } from '#components/layout/namespace-row.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useShortcut } from '#components/layout/shortcuts-provider.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { RowSparklines } from '#components/monitoring/row-sparklines.tsx'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { useLatest } from '#components/ui/use-latest.ts'
import { urlOf } from '#lib/api/call.ts'
import { listGroupsEndpoint } from '#lib/groups/api.ts'
import { type GroupItem, maxLiveGroups } from '#lib/groups/schema.ts'
import { CreateGroupDialog } from './create-group-dialog.tsx'
import { type GroupAction, GroupDialogs } from './group-dialogs.tsx'
import { groupHref } from './group-href.ts'
import { groupFilterKeys, toGroupsFilter } from './groups-filter.ts'
import { groupsQuery } from './queries.ts'
import { useGroupColumns } from './use-group-columns.tsx'
import { useGroupFilters } from './use-group-filters.ts'
import { useGroupMenu } from './use-group-menu.ts'
import { useLiveGroups } from './use-live-groups.ts'

/** Who falls behind, the worst first: lag, its age, where it is going, and who is there to consume it. */
export function GroupsPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const access = useAccess()
  const [{ create, like }, setDialog] = useQueryStates({ create: parseAsString, like: parseAsString })
  const [action, setAction] = useState<GroupAction | null>(null)
  const menuOf = useLatest(useGroupMenu({ clusterId, onAction: setAction }))
  const list = useListUrl({ filters: groupFilterKeys, defaultSort: '-lagTimeMs' })
  const filter = toGroupsFilter(list.query)
  const query = useLiveQuery({
    ...groupsQuery(clusterId, filter),
    placeholderData: keepPreviousData,
  })
  const live = useLiveGroups(clusterId, query.data)
  const { data } = live
  const bulk = useBulk<GroupItem>({ clusterId, things: 'groups', filter, total: data?.total, source: '/groups' })
  const sparks = useSparklines(
    clusterId,
    'lag',
    'group',
    (data?.items ?? []).map(({ groupName }) => ({ groupName })),
    ({ groupName = '' }) => groupName,
  )
  const ns = list.get('ns')
  const columns = useGroupColumns({ clusterId, isShort: ns !== null, menuOf })
  const filters = useGroupFilters()
  const createReason = access.reason('group:create', clusterId, 'any')
  const openDialog = () => void setDialog({ create: '1' })
  useShortcut('c', openDialog, { label: t('createGroup'), isOn: createReason === undefined })
  const total = data?.namespaces.reduce((sum, { groups }) => sum + groups, 0)
  const silent = data?.partial?.length ?? 0
  const rows = data?.items.length ?? 0
  const createButton = (
    <Button variant="primary" icon="plus" onClick={openDialog} disabledReason={createReason}>
      {t('createGroup')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('title')}
        count={total === undefined ? undefined : format.number(total)}
        facts={[
          data?.sampledAt && (
            <span key="sampled">
              {t('numbersFrom')} <Age at={data.sampledAt} />
            </span>
          ),
          live.asked && (
            <span key="asked">
              {t('rowsAsked', { count: live.asked.rows })} <Age at={live.asked.at} />
              {live.asked.notAsked > 0 && <>, {t('rowsNotAsked', { count: live.asked.notAsked })}</>}
            </span>
          ),
          data && (
            <span key="at" className="text-fg-3">
              {silent === 0
                ? t('snapshot', { time: format.time(data.readAt, false) })
                : t('snapshotPartial', { time: format.time(data.readAt, false), count: silent })}
            </span>
          ),
        ]}
        actions={
          <>
            {bulk.importButton}
            {createButton}
          </>
        }
      />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-t border-line-1 pt-2 print:hidden">
        <NamespaceRow
          namespaces={data?.namespaces.map(({ namespace, groups }) => ({ namespace, count: groups }))}
          chosen={ns}
          onChoose={(value) => list.set('ns', value)}
        />
        <div className="text-12 text-fg-2">
          <Switch
            label={t('systemGroups')}
            checked={list.get('include') === 'system'}
            onCheckedChange={(isOn) => list.set('include', isOn ? 'system' : null)}
          />
        </div>
      </div>
      <RowSparklines value={sparks}>
        <DataTable
          viewId="groups"
          label={t('title')}
          columns={columns}
          rowId={(row) => row.groupName}
          list={list}
          query={{
            data,
            error: query.error,
            refetch: query.refetch,
            dataUpdatedAt: Math.max(query.dataUpdatedAt, live.asked?.at.getTime() ?? 0),
            isPlaceholderData: query.isPlaceholderData,
          }}
          toolbarEnd={
            rows > 0 && (
              <Button
                variant="ghost"
                icon="refresh"
                onClick={live.ask}
                isBusy={live.isAsking}
                disabledReason={rows > maxLiveGroups ? t('askRowsTooMany', { count: maxLiveGroups }) : undefined}
              >
                {t('askRows')}
              </Button>
            )
          }
          selection={bulk.selection}
          exportUrl={() => urlOf(listGroupsEndpoint, { params: { clusterId }, query: filter })}
          rowHref={(row) => groupHref(clusterId, row.groupName)}
          filters={filters}
          textPlaceholder={t('filterByName')}
          above={
            <>
              <ProblemStrip error={live.error} />
              {data && !data.sampledAt && (
                <Strip tone="unknown" icon="unknown" className="mb-2">
                  {t('notSampled')}
                </Strip>
              )}
            </>
          }
          empty={
            <Empty
              title={t('emptyTitle')}
              actions={
                <>
                  {createButton}
                  {bulk.importButton}
                  <Button icon="link" href={`/clusters/${clusterId}/connect`}>
                    {t('connectClient')}
                  </Button>
                </>
              }
            >
              {t('emptyText')}
            </Empty>
          }
          what={t('reading')}
          partialEffect={t('partialEffect')}
          rowTone={(row) =>
            row.brokerNames.length > 0 && row.staleOn.length === row.brokerNames.length ? 'gone' : undefined
          }
        />
      </RowSparklines>
      {bulk.dialogs}
      {create !== null && (
        <CreateGroupDialog
          key={like ?? ''}
          clusterId={clusterId}
          like={like}
          namespace={ns ?? ''}
          namespaces={(data?.namespaces ?? []).flatMap(({ namespace }) => namespace ?? [])}
          onClose={() => void setDialog({ create: null, like: null })}
        />
      )}
      <GroupDialogs clusterId={clusterId} action={action} onClose={() => setAction(null)} />
    </>
  )
}
