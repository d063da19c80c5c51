'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { RangedCharts } from '#components/monitoring/ranged-charts.tsx'

interface TopicChartsProps {
  clusterId: string
  topicName: string
}

/** What goes in and out, and how far behind its groups are. */
export function TopicCharts({ clusterId, topicName }: TopicChartsProps) {
  const t = useTranslations('topics')
  const charts = useMemo(() => {
    const of = { scope: 'topic', object: { topicName } } as const
    return [
      {
        title: t('charts.rates'),
        lines: [
          { ...of, metric: 'inTps', label: t('in') },
          { ...of, metric: 'outTps', label: t('out') },
        ],
      },
      {
        title: t('charts.lag'),
        lines: [{ metric: 'lag', scope: 'groupTopic', pattern: `${topicName}/*`, names: 'group' }],
      },
    ] as const
  }, [topicName, t])
  return (
    <RangedCharts
      clusterId={clusterId}
      board={{ scope: 'topic', name: topicName, topicName: null, groupName: null }}
      charts={charts}
    />
  )
}
