'use client'

import { useQuery } from '@tanstack/react-query'
import { clustersQuery } from './clusters-query.ts'
import { useCluster } from './use-cluster.ts'
import { useFormat } from './use-format.ts'

/** Numbers at the right of the sidebar, where they help; what is not known is left out there. */
export function useNavCounts(): { topics: string | undefined; clusters: string | undefined; none: undefined } {
  const format = useFormat()
  const cluster = useCluster()
  const { data } = useQuery(clustersQuery)
  const topics = cluster?.topics.value
  return {
    topics: topics === null || topics === undefined ? undefined : format.number(topics),
    clusters: data && format.number(data.total),
    none: undefined,
  }
}
