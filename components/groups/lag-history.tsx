'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { RangedCharts } from '#components/monitoring/ranged-charts.tsx'

/** How the lag of the group came about: messages, and the age of the oldest. */
export function LagHistory({ clusterId, groupName }: { clusterId: string; groupName: string }) {
  const t = useTranslations('groups')
  const charts = useMemo(() => {
    const of = { scope: 'group', object: { groupName } } as const
    return [
      {
        title: t('lagHistory'),
        lines: [
          { ...of, metric: 'lag', label: t('lag') },
          { ...of, metric: 'retryLag', label: t('retryLag') },
        ],
      },
    ] as const
  }, [groupName, t])
  return (
    <RangedCharts
      clusterId={clusterId}
      board={{ scope: 'group', name: groupName, topicName: null, groupName: null }}
      charts={charts}
      height={214}
    />
  )
}
