'use client'

import { useQuery } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import type { ClusterItem } from '#lib/clusters/schema.ts'
import { clustersQuery } from './clusters-query.ts'

/** The cluster id of the address; null on pages of all clusters. */
export function useClusterId(): string | null {
  const { clusterId } = useParams<{ clusterId?: string }>()
  return clusterId ?? null
}

/** What the frame knows of the cluster of the address; null while it loads, or on pages of all clusters. */
export function useCluster(): ClusterItem | null {
  const clusterId = useClusterId()
  const { data } = useQuery(clustersQuery)
  return data?.items.find((item) => item.clusterId === clusterId) ?? null
}
