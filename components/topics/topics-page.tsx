'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryStates } from 'nuqs'
import { useMemo, useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { useBulk } from '#components/jobs/use-bulk.tsx'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { NamespaceRow } from '#components/layout/namespace-row.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useShortcut } from '#components/layout/shortcuts-provider.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { RowSparklines } from '#components/monitoring/row-sparklines.tsx'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { useLatest } from '#components/ui/use-latest.ts'
import { urlOf } from '#lib/api/call.ts'
import { listTopicsEndpoint } from '#lib/topics/api.ts'
import type { TopicItem } from '#lib/topics/schema.ts'
import { CreateTopicDialog } from './create-topic-dialog.tsx'
import { topicsQuery } from './queries.ts'
import { type OpenTopicDialog, TopicDialogs } from './topic-dialogs.tsx'
import { topicHref } from './topic-href.ts'
import { includeKinds, toggleKind, topicFilterKeys, toTopicsFilter } from './topics-filter.ts'
import { rateKey, useTopicColumns } from './use-topic-columns.tsx'
import { useTopicFilters } from './use-topic-filters.ts'
import { useTopicMenu } from './use-topic-menu.ts'

/** Finds a topic among thousands: type, traffic, backlog and who falls behind, without opening it. */
export function TopicsPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('topics')
  const format = useFormat()
  const access = useAccess()
  const cluster = useCluster()
  const list = useListUrl({ filters: topicFilterKeys, defaultSort: 'topicName' })
  const [{ create, like, again }, setDialog] = useQueryStates({
    create: parseAsString,
    like: parseAsString,
    again: parseAsString,
  })
  const filter = toTopicsFilter(list.query)
  const query = useLiveQuery({
    ...topicsQuery(clusterId, filter),
    placeholderData: keepPreviousData,
  })
  const [dialog, openTopicDialog] = useState<OpenTopicDialog | null>(null)
  const menuOf = useLatest(useTopicMenu({ clusterId, onOpen: openTopicDialog }))
  const ns = list.get('ns')
  const include = list.get('include')
  const columns = useTopicColumns({ clusterId, isShort: ns !== null, menuOf })
  const names = (query.data?.items ?? []).map(({ topicName }) => ({ topicName }))
  const inSparks = useSparklines(clusterId, 'inTps', 'topic', names, ({ topicName = '' }) =>
    rateKey('inTps', topicName),
  )
  const outSparks = useSparklines(clusterId, 'outTps', 'topic', names, ({ topicName = '' }) =>
    rateKey('outTps', topicName),
  )
  const sparks = useMemo(() => new Map([...inSparks, ...outSparks]), [inSparks, outSparks])
  const filters = useTopicFilters(clusterId)
  const createReason = access.reason('topic:create', clusterId, 'any')
  const openDialog = () => void setDialog({ create: '1' })
  useShortcut('c', openDialog, { label: t('createTopic'), isOn: createReason === undefined })

  const { data } = query
  const bulk = useBulk<TopicItem>({ clusterId, things: 'topics', filter, total: data?.total, source: '/topics' })
  const silent = data?.partial?.length ?? 0
  const total = data?.namespaces.reduce((sum, { topics }) => sum + topics, 0)
  const createButton = (
    <Button variant="primary" icon="plus" onClick={openDialog} disabledReason={createReason}>
      {t('createTopic')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('title')}
        count={total === undefined ? undefined : format.number(total)}
        facts={[
          cluster && (
            <span key="in">
              {t('in')} <MeasuredValue measured={cluster.inTps} format={format.rate} /> {t('perSecond')}
            </span>
          ),
          cluster && (
            <span key="out">
              {t('out')} <MeasuredValue measured={cluster.outTps} format={format.rate} /> {t('perSecond')}
            </span>
          ),
          data?.sampledAt && (
            <span key="sampled">
              {t('numbersFrom')} <Age at={data.sampledAt} />
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
          namespaces={data?.namespaces.map(({ namespace, topics }) => ({ namespace, count: topics }))}
          chosen={ns}
          onChoose={(value) => list.set('ns', value)}
        />
        <div className="flex flex-wrap items-center gap-x-4 text-12 text-fg-2">
          {includeKinds.map((kind) => (
            <Switch
              key={kind}
              label={t(`include.${kind}`)}
              checked={(include ?? '').split(',').includes(kind)}
              onCheckedChange={() => list.set('include', toggleKind(include, kind))}
            />
          ))}
        </div>
      </div>
      <RowSparklines value={sparks}>
        <DataTable
          viewId="topics"
          label={t('title')}
          columns={columns}
          rowId={(row) => row.topicName}
          list={list}
          query={query}
          selection={bulk.selection}
          exportUrl={() => urlOf(listTopicsEndpoint, { params: { clusterId }, query: filter })}
          rowHref={(row) => topicHref(clusterId, row.topicName)}
          filters={filters}
          textPlaceholder={t('filterByName')}
          above={
            data &&
            data.autoCreateOn.length > 0 && (
              <Strip tone="info" className="mb-2">
                {t('autoCreateOn', { brokers: data.autoCreateOn.join(', '), count: data.autoCreateOn.length })}
              </Strip>
            )
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
          rowTone={(row) => (row.staleOn.length === row.brokerNames.length ? 'gone' : undefined)}
        />
      </RowSparklines>
      {bulk.dialogs}
      {create !== null && (
        <CreateTopicDialog
          clusterId={clusterId}
          like={like}
          again={again}
          namespace={ns ?? ''}
          onClose={() => void setDialog({ create: null, like: null, again: null })}
        />
      )}
      <TopicDialogs clusterId={clusterId} open={dialog} onClose={() => openTopicDialog(null)} />
    </>
  )
}
