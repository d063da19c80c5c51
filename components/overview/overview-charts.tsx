'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { MetricChart } from '#components/monitoring/metric-chart.tsx'
import type { BehindGroup } from '#lib/overview/schema.ts'

/** Better or worse: what comes in and goes out, and the lag of those that are furthest behind. One crosshair for both. */
export function OverviewCharts({
  clusterId,
  behind,
  lastMs,
}: {
  clusterId: string
  behind: readonly BehindGroup[]
  lastMs: number
}) {
  const t = useTranslations('overview')
  const format = useFormat()
  return (
    <div className="mt-4 grid gap-x-10 gap-y-4 lg:grid-cols-2">
      <MetricChart
        clusterId={clusterId}
        title={t('messagesChart')}
        unit={t('perSecond')}
        group="overview"
        format={format.rate}
        lastMs={lastMs}
        lines={[
          { metric: 'inTps', scope: 'cluster', label: t('in') },
          { metric: 'outTps', scope: 'cluster', label: t('out') },
        ]}
      />
      <MetricChart
        clusterId={clusterId}
        title={t('lagChart')}
        unit={t('messagesUnit')}
        group="overview"
        lastMs={lastMs}
        lines={
          behind.length > 0
            ? behind.map(({ groupName }) => ({
                metric: 'lag' as const,
                scope: 'group' as const,
                object: { groupName },
                label: groupName,
              }))
            : [{ metric: 'lag', scope: 'cluster', label: t('allGroups') }]
        }
      />
    </div>
  )
}
