'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Sparkline } from '#components/charts/sparkline.tsx'
import { clientHref } from '#components/clients/client-href.ts'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { groupHref } from '#components/groups/group-href.ts'
import { Age } from '#components/layout/age.tsx'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { topicHref } from '#components/topics/topic-href.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import type { MetricName, MetricObject, TopAnswer } from '#lib/monitoring/schema.ts'
import { boardHref } from './board-href.ts'
import { type TopScope, topMetrics, topScopes } from './boards.ts'
import { MissingReason } from './missing-reason.tsx'
import { catalogueQuery, topQuery } from './queries.ts'
import type { BoardUrl } from './use-board-url.ts'
import { useMetricWords } from './use-metric-words.ts'
import { useSparklines } from './use-sparklines.ts'

type TopItem = TopAnswer['items'][number]

const counts = ['5', '10', '20'] as const
const arrows = { UP: 'up', FLAT: 'flat', DOWN: 'down' } as const

/** Who has the most of something, now or over a while: by what the charts show. What is not known has no rank. */
export function TopTab({ clusterId, url, setUrl }: BoardUrl & { clusterId: string }) {
  const t = useTranslations('monitoring')
  const words = useMetricWords()
  const scope = url.top
  const metrics: readonly MetricName[] = topMetrics[scope]
  const metric = metrics.find((one) => one === url.by) ?? metrics[0] ?? 'lag'
  const n = Math.min(20, Math.max(5, url.n))
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2 py-3">
        <Select<TopScope>
          className="w-36"
          label={t('top.of')}
          value={scope}
          onValueChange={(top) => void setUrl({ top, by: null })}
          options={topScopes.map((value) => ({ value, label: t(`top.scopes.${value}`) }))}
        />
        <Select<MetricName>
          className="w-52"
          label={t('top.by')}
          value={metric}
          onValueChange={(by) => void setUrl({ by })}
          options={metrics.map((value) => ({ value, label: words.metricName(value) }))}
        />
        <Select<string>
          className="w-20"
          label={t('top.rows')}
          value={String(n)}
          onValueChange={(next) => void setUrl({ n: Number(next) })}
          options={[...new Set([...counts, String(n)])].map((value) => ({ value, label: value }))}
        />
        <Segmented
          label={t('top.window')}
          value={url.window}
          onValueChange={(window) => void setUrl({ window })}
          options={[
            { value: 'now', label: t('top.now') },
            { value: '1h', label: '1h' },
            { value: '24h', label: '24h' },
          ]}
        />
      </div>
      <TopList clusterId={clusterId} scope={scope} metric={metric} n={n} window={url.window} />
    </>
  )
}

interface TopListProps {
  clusterId: string
  scope: TopScope
  metric: MetricName
  n: number
  window: 'now' | '1h' | '24h'
}

function TopList({ clusterId, scope, metric, n, window }: TopListProps) {
  const t = useTranslations('monitoring')
  const format = useFormat()
  const words = useMetricWords()
  const query = useLiveQuery({
    ...topQuery(clusterId, { metric, scope, n, window }),
    placeholderData: keepPreviousData,
  })
  const items = query.data?.items ?? []
  const catalogue = useQuery(catalogueQuery(clusterId))
  const entry = catalogue.data?.items.find((item) => item.metric === metric)
  const availability = entry?.byScope[scope] ?? entry?.availability
  const isDrawable = scope !== 'client'
  const sparks = useSparklines(
    clusterId,
    metric,
    scope,
    isDrawable ? items.map(({ object }) => object) : [],
    words.objectName,
  )
  const { unit, format: show } = words.unitFormat(metric)
  const isEstimate = metric === 'storageBytes' && scope === 'topic'
  const columns: Column<TopItem>[] = [
    { id: 'rank', head: '#', width: 40, cell: ({ rank }) => <span className="text-fg-3">{rank}</span> },
    {
      id: 'object',
      head: t(`scopes.${scope}`),
      isFlexible: true,
      minWidth: 200,
      cell: ({ object }) => (
        <Link href={hrefOf(object)} tone="name" className="block truncate">
          {words.objectName(object)}
        </Link>
      ),
    },
    {
      id: 'value',
      head: words.metricName(metric),
      ...(unit !== undefined && { unit }),
      align: 'right',
      width: 148,
      cell: ({ value }) => `${isEstimate ? '~' : ''}${show(Number(value))}`,
    },
    {
      id: 'share',
      head: t('top.share'),
      width: 140,
      priority: 2,
      cell: ({ share }) =>
        share === null ? (
          <span className="text-fg-3">–</span>
        ) : (
          <span className="flex items-center gap-2">
            <span className="block h-1.5 min-w-px bg-heat-4" style={{ width: `${Math.max(1, share * 72)}px` }} />
            {format.percent(share)}
          </span>
        ),
    },
    {
      id: 'trend',
      head: t('top.trend'),
      align: 'right',
      width: 120,
      priority: 2,
      cell: ({ trend, object }) => {
        const points = sparks.get(words.objectName(object))
        return (
          <span className="inline-flex items-center gap-2">
            {trend && <Icon name={arrows[trend]} size={12} label={t(`top.trends.${trend}`)} className="text-fg-2" />}
            {points && <Sparkline points={points} />}
          </span>
        )
      },
    },
    {
      id: 'board',
      head: '',
      align: 'right',
      width: 64,
      cell: ({ object }) => (
        <Link href={boardOf(object)} className="text-12">
          {t('board')}
        </Link>
      ),
    },
  ]
  return (
    <Section
      className="mt-0"
      title={t('top.title', { scope: t(`top.scopes.${scope}`), metric: words.metricName(metric) })}
      count={query.data && t('top.ofAll', { count: format.number(query.data.ranked) })}
      end={
        query.data && (
          <>
            {query.data.unknown > 0 && <span>{t('top.unknown', { count: query.data.unknown })}</span>}
            <Age at={query.data.sampledAt} />
          </>
        )
      }
    >
      <QueryView query={query} what={t('top.reading')}>
        {(data) =>
          data.items.length === 0 ? (
            <div className="py-2 text-fg-2">
              {availability?.reason ? <MissingReason missing={{ metric, availability }} /> : <p>{t('top.none')}</p>}
            </div>
          ) : (
            <PlainTable
              label={words.metricName(metric)}
              columns={columns}
              rows={data.items}
              rowId={({ object }) => Object.values(object).join(' ')}
              density={28}
            />
          )
        }
      </QueryView>
    </Section>
  )

  function hrefOf(object: MetricObject): string {
    const { topicName, groupName, clientId } = object
    if (scope === 'topic') return topicHref(clusterId, topicName ?? '')
    if (scope === 'group') return groupHref(clusterId, groupName ?? '')
    if (scope === 'client')
      return clientHref(clusterId, { clientId: clientId ?? '', groupName: groupName ?? '', kind: 'CONSUMER' })
    return boardOf(object)
  }

  function boardOf(object: MetricObject): string {
    const name = words.objectName(object)
    return boardHref(clusterId, { scope, name, ...(scope === 'client' && { groupName: object.groupName ?? null }) })
  }
}
