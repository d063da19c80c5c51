'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { RangedCharts } from '#components/monitoring/ranged-charts.tsx'

/** What the client holds and how long it takes, where clients report it. */
export function ClientCharts({
  clusterId,
  clientId,
  groupName,
}: {
  clusterId: string
  clientId: string
  groupName: string
}) {
  const t = useTranslations('monitoring.charts')
  const charts = useMemo(() => {
    const of = { scope: 'client', object: { clientId, groupName } } as const
    return [
      { title: t('cached'), lines: [{ ...of, metric: 'cachedMessages' }] },
      {
        title: t('consumeTime'),
        lines: [
          { ...of, metric: 'consumeMsAvg' },
          { ...of, metric: 'consumeMsP95' },
          { ...of, metric: 'consumeMsP99' },
        ],
      },
    ] as const
  }, [clientId, groupName, t])
  return (
    <RangedCharts
      clusterId={clusterId}
      board={{ scope: 'client', name: clientId, topicName: null, groupName }}
      charts={charts}
      height={120}
    />
  )
}
