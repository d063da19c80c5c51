'use client'

import { useQuery } from '@tanstack/react-query'
import type { ClusterItem } from '#lib/clusters/schema.ts'
import { clustersQuery } from './clusters-query.ts'

/** Every cluster that the person may see; empty while they load. */
export function useClusters(): readonly ClusterItem[] {
  return useQuery(clustersQuery).data?.items ?? []
}
