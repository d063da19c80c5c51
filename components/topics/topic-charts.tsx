'use client'

import { useTranslations } from 'next-intl'
import { MetricChart } from '#components/monitoring/metric-chart.tsx'

const HISTORY_MS = 3 * 3_600_000

interface TopicChartsProps {
  clusterId: string
  topicName: string
  /** Those furthest behind. */
  groupNames: readonly string[]
}

/** The last three hours: what goes in and out, and how far behind its groups are. */
export function TopicCharts({ clusterId, topicName, groupNames }: TopicChartsProps) {
  const t = useTranslations('topics')
  const shared = { clusterId, lastMs: HISTORY_MS, group: `topic ${topicName}` }
  const object = { topicName }
  return (
    <div className="mt-4 grid gap-x-10 gap-y-4 lg:grid-cols-2">
      <MetricChart
        {...shared}
        title={t('charts.rates')}
        unit={t('perSecond')}
        lines={[
          { metric: 'inTps', scope: 'topic', object, label: t('in') },
          { metric: 'outTps', scope: 'topic', object, label: t('out') },
        ]}
      />
      {groupNames.length > 0 && (
        <MetricChart
          {...shared}
          title={t('charts.lag')}
          unit={t('messagesUnit')}
          lines={groupNames.map((groupName) => ({
            metric: 'lag',
            scope: 'groupTopic',
            object: { topicName, groupName },
            label: groupName,
          }))}
        />
      )}
    </div>
  )
}
