'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useClock } from '#components/layout/use-clock.ts'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import type { AlarmObject } from '#lib/alarms/schema.ts'
import { episodesOf } from './alarm-looks.ts'
import { historyQuery } from './queries.ts'
import type { Episode } from './strip-episode.ts'

const DAY_MS = 86_400_000
const STEP_MS = 60_000

export interface Strips {
  from: Date
  to: Date
  of: (alarm: AlarmInstance) => readonly Episode[]
}

const keyOf = (ruleId: string, clusterId: string, { level: _level, ...names }: AlarmObject): string =>
  JSON.stringify([ruleId, clusterId, Object.entries(names).sort()])

/** What each alarm of a list was in the last 24 h: all its incidents, out of one request. */
export function useStrips(clusterIds: readonly string[] | undefined, isOn: boolean): Strips | null {
  const nowMs = useClock(STEP_MS)
  const from = nowMs === null ? null : new Date(nowMs - DAY_MS)
  const { data } = useQuery({
    ...historyQuery({
      pageSize: 500,
      sort: '-lastSeenAt',
      ...(from && { from }),
      ...(clusterIds && { clusterId: [...clusterIds] }),
    }),
    enabled: isOn && from !== null,
    placeholderData: (before) => before,
  })
  return useMemo(() => {
    if (nowMs === null) return null
    const byKey = Map.groupBy(data?.items ?? [], ({ ruleId, clusterId, object }) => keyOf(ruleId, clusterId, object))
    return {
      from: new Date(nowMs - DAY_MS),
      to: new Date(nowMs),
      of: (alarm) => (byKey.get(keyOf(alarm.ruleId, alarm.clusterId, alarm.object)) ?? [alarm]).flatMap(episodesOf),
    }
  }, [data, nowMs])
}
