'use client'

import { useQuery } from '@tanstack/react-query'
import { alarmCountsQuery } from './alarm-counts-query.ts'
import { clustersQuery } from './clusters-query.ts'
import { useCluster } from './use-cluster.ts'
import { useFormat } from './use-format.ts'

/** Numbers at the right of the sidebar, where they help; what is not known is left out there. */
export function useNavCounts(): {
  topics: string | undefined
  groups: string | undefined
  clusters: string | undefined
  /** That fire: in the cluster of the address, else all that nobody looks after yet. */
  alarms: string | undefined
  none: undefined
} {
  const format = useFormat()
  const cluster = useCluster()
  const { data } = useQuery(clustersQuery)
  const alarms = useQuery({ ...alarmCountsQuery, enabled: false }).data?.counts.unacknowledged
  const firing = cluster ? cluster.alarms : alarms
  const sum = firing ? firing.critical + firing.warning + firing.info : 0
  const count = (value: number | null | undefined) => (value == null ? undefined : format.number(value))
  return {
    topics: count(cluster?.topics.value),
    groups: count(cluster?.groups.value),
    clusters: data && format.number(data.total),
    alarms: sum === 0 ? undefined : format.number(sum),
    none: undefined,
  }
}
