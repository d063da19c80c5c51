'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { createAlarmHref } from '#components/alarms/alarm-href.ts'
import { HistoryDrawer } from '#components/audit/history-drawer.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { yesNo } from '#components/data-table/filter-def.ts'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useShortcut } from '#components/layout/shortcuts-provider.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { useNamespace } from '#components/layout/use-namespace.ts'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { Button } from '#components/ui/button.tsx'
import type { MenuItem } from '#components/ui/menu.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { urlOf } from '#lib/api/call.ts'
import { listNamespacesEndpoint } from '#lib/namespaces/api.ts'
import { onNamespace } from '#lib/users/scope-match.ts'
import { DeleteNamespaceDialog } from './delete-namespace-dialog.tsx'
import { listHref } from './list-href.ts'
import { NamespaceDialog } from './namespace-dialog.tsx'
import { namespaceRows, rowIdOf } from './namespace-rows.ts'
import { namespaceFilterKeys, toNamespacesFilter } from './namespaces-filter.ts'
import { type NamespacesAnswer, namespacesQuery } from './queries.ts'
import { useNamespaceColumns } from './use-namespace-columns.tsx'

const withoutTotals = (answer: NamespacesAnswer) => ({ ...answer, items: namespaceRows(answer.items, null) })
/** What all add up to stands under the last of them. */
const withTotals = (answer: NamespacesAnswer) => {
  const isLastPage = answer.page * answer.pageSize >= answer.total
  return { ...answer, items: namespaceRows(answer.items, isLastPage ? answer.totals : null) }
}

/** What the names of each prefix add up to, and which prefix has a group in trouble. */
export function NamespacesPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('namespaces')
  const access = useAccess()
  const format = useFormat()
  const [ns] = useNamespace()
  const [create, setCreate] = useQueryState('create', parseAsString)
  const [historyOf, setHistoryOf] = useQueryState('history', parseAsString)
  const [dialog, setDialog] = useState<{ kind: 'edit' | 'delete'; namespace: string } | null>(null)
  const list = useListUrl({ filters: namespaceFilterKeys })
  const filter = toNamespacesFilter(list.query)
  const query = useLiveQuery({
    ...namespacesQuery(clusterId, filter),
    placeholderData: keepPreviousData,
    select: list.hasFilters ? withoutTotals : withTotals,
  })
  const { data } = query
  const worst = [...new Set((data?.items ?? []).flatMap(({ sums }) => sums.worstLag?.groupName ?? []))]
  const sparks = useSparklines(
    clusterId,
    'lag',
    'group',
    worst.map((groupName) => ({ groupName })),
    ({ groupName = '' }) => groupName,
  )
  const writeReason = access.reason('namespace:write', clusterId, 'any')
  const openCreate = () => void setCreate('1')
  useShortcut('c', openCreate, { label: t('create'), isOn: writeReason === undefined })
  const menuOf = (namespace: string): MenuItem[] => {
    const disabledReason = access.reason('namespace:write', clusterId, onNamespace(namespace))
    return [
      {
        label: t('createAlarm'),
        icon: 'bell',
        href: createAlarmHref(clusterId, { metric: 'lagTimeMs', object: { level: 'namespace', namespace } }),
        disabledReason: access.reason('alarm:write', clusterId, onNamespace(namespace)),
      },
      { separator: true },
      { label: t('edit'), onSelect: () => setDialog({ kind: 'edit', namespace }), disabledReason },
      { label: t('history'), onSelect: () => void setHistoryOf(namespace) },
      {
        label: t('deleteItem'),
        isDanger: true,
        onSelect: () => setDialog({ kind: 'delete', namespace }),
        disabledReason,
      },
    ]
  }
  const columns = useNamespaceColumns({ clusterId, sparks, menuOf })
  const createButton = (
    <Button variant="primary" icon="plus" onClick={openCreate} disabledReason={writeReason}>
      {t('create')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={[
          data && (
            <span key="topics">
              {t.rich('topicsFact', { n: () => <MeasuredValue key="n" measured={data.totals.topics} /> })}
            </span>
          ),
          data && (
            <span key="groups">
              {t.rich('groupsFact', { n: () => <MeasuredValue key="n" measured={data.totals.groups} /> })}
            </span>
          ),
          data?.sampledAt && (
            <span key="at" className="text-fg-3">
              {t('sumsOf', { time: format.time(data.sampledAt, false) })}
            </span>
          ),
        ]}
        actions={createButton}
      />
      <Strip tone="info">
        <b className="font-semibold">{t('whatItIs')}</b> {t('notEnforced')}
      </Strip>
      <DataTable
        viewId="namespaces"
        label={t('title')}
        columns={columns}
        rowId={(row) => row.id}
        list={list}
        query={query}
        exportUrl={() => urlOf(listNamespacesEndpoint, { params: { clusterId }, query: filter })}
        rowHref={({ own }) => (own ? listHref(clusterId, 'topics', own.namespace) : `/clusters/${clusterId}/topics`)}
        openId={ns === null ? null : rowIdOf(ns)}
        filters={[
          yesNo('declared', t('known'), t('declared'), t('found')),
          { key: 'label', label: t('label'), kind: 'text', placeholder: 'team=pay' },
          { key: 'owner', label: t('owner'), kind: 'text' },
        ]}
        textPlaceholder={t('filterByName')}
        toolbarEnd={<span className="text-12 text-fg-3 max-lg:hidden">{t('choosing')}</span>}
        empty={
          <Empty title={t('emptyTitle')} actions={createButton}>
            {t('emptyText')}
          </Empty>
        }
        what={t('reading')}
        partialEffect={t('partialEffect')}
      />
      {historyOf !== null && (
        <HistoryDrawer
          key={historyOf}
          clusterId={clusterId}
          kind="namespace"
          name={historyOf}
          onClose={() => void setHistoryOf(null)}
        />
      )}
      {create !== null && (
        <NamespaceDialog clusterId={clusterId} namespace={null} onClose={() => void setCreate(null)} />
      )}
      {dialog?.kind === 'edit' && (
        <NamespaceDialog clusterId={clusterId} namespace={dialog.namespace} onClose={() => setDialog(null)} />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteNamespaceDialog clusterId={clusterId} namespace={dialog.namespace} onClose={() => setDialog(null)} />
      )}
    </>
  )
}
