'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AlarmMetric } from '#lib/alarms/schema.ts'
import { alarmMetricsQuery } from './queries.ts'
import type { UnitOf } from './use-alarm-words.ts'

export interface Metrics {
  items: readonly AlarmMetric[]
  find: (metric: string) => AlarmMetric | undefined
  unitOf: UnitOf
}

/** What rules may ask about, with its units; one that is not known yet counts. */
export function useAlarmMetrics(): Metrics {
  const { data } = useQuery(alarmMetricsQuery)
  return useMemo(() => {
    const byName = new Map((data?.items ?? []).map((item) => [item.metric, item]))
    return {
      items: data?.items ?? [],
      find: (metric) => byName.get(metric),
      unitOf: (metric) => byName.get(metric)?.unit ?? 'count',
    }
  }, [data])
}
