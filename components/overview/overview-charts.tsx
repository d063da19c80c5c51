'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { MetricChart } from '#components/monitoring/metric-chart.tsx'
import { useBoardEvents } from '#components/monitoring/use-board-events.ts'
import type { MetricLine } from '#components/monitoring/use-metric-series.ts'
import { cx } from '#components/ui/cx.ts'
import type { BehindGroup } from '#lib/overview/schema.ts'

interface OverviewChartsProps {
  clusterId: string
  behind: readonly BehindGroup[]
  /** `3h`, as the address has it. */
  range: string
  /** The numbers of the whole cluster are for who looks. */
  hasCluster: boolean
}

const cluster = { scope: 'cluster', name: null, topicName: null, groupName: null } as const

/** Better or worse: what comes in and goes out, and the lag of those that are furthest behind. One crosshair for both. */
export function OverviewCharts({ clusterId, behind, range, hasCluster }: OverviewChartsProps) {
  const t = useTranslations('overview')
  const { timeZone } = usePreferences()
  const events = useBoardEvents(clusterId, cluster, { text: range, stepSeconds: null, timeZone })
  const rates = useMemo<MetricLine[]>(
    () => [
      { metric: 'inTps', scope: 'cluster', label: t('in') },
      { metric: 'outTps', scope: 'cluster', label: t('out') },
    ],
    [t],
  )
  // The list is read again every few seconds and is mostly the same: then the chart stays as it is.
  const names = behind.map(({ groupName }) => groupName).join('\n')
  const lag = useMemo<MetricLine[]>(
    () =>
      names === ''
        ? [{ metric: 'lag', scope: 'cluster', label: t('allGroups') }]
        : names
            .split('\n')
            .map((groupName) => ({ metric: 'lag', scope: 'group', object: { groupName }, label: groupName })),
    [names, t],
  )
  const shared = { clusterId, range, events, group: `page ${clusterId}` }
  if (!hasCluster && names === '') return null
  return (
    <div className={cx('mt-4 grid gap-x-10', hasCluster && 'lg:grid-cols-2')}>
      {hasCluster && <MetricChart {...shared} title={t('messagesChart')} lines={rates} />}
      <MetricChart {...shared} title={t('lagChart')} lines={lag} />
    </div>
  )
}
