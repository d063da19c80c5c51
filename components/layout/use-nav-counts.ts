'use client'

import { useQuery } from '@tanstack/react-query'
import { clustersQuery } from './clusters-query.ts'
import { useCluster } from './use-cluster.ts'
import { useFormat } from './use-format.ts'

/** Numbers at the right of the sidebar, where they help; what is not known is left out there. */
export function useNavCounts(): {
  topics: string | undefined
  groups: string | undefined
  clusters: string | undefined
  none: undefined
} {
  const format = useFormat()
  const cluster = useCluster()
  const { data } = useQuery(clustersQuery)
  const count = (value: number | null | undefined) => (value == null ? undefined : format.number(value))
  return {
    topics: count(cluster?.topics.value),
    groups: count(cluster?.groups.value),
    clusters: data && format.number(data.total),
    none: undefined,
  }
}
