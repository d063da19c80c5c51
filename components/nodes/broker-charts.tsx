'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { RangedCharts } from '#components/monitoring/ranged-charts.tsx'

/** What goes through the broker, and how its disk fills. */
export function BrokerCharts({ clusterId, brokerName }: { clusterId: string; brokerName: string }) {
  const t = useTranslations('monitoring.charts')
  const charts = useMemo(() => {
    const of = { scope: 'broker', object: { brokerName } } as const
    return [
      {
        title: t('inOut'),
        lines: [
          { ...of, metric: 'inTps' },
          { ...of, metric: 'outTps' },
        ],
      },
      { title: t('disk'), lines: [{ ...of, metric: 'diskUsedRatio' }] },
    ] as const
  }, [brokerName, t])
  return (
    <RangedCharts
      clusterId={clusterId}
      board={{ scope: 'broker', name: brokerName, topicName: null, groupName: null }}
      charts={charts}
    />
  )
}
