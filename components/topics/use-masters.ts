'use client'

import { useQuery } from '@tanstack/react-query'
import { type Masters, mastersOf } from './masters-of.ts'
import { mastersQuery } from './queries.ts'

interface UsedMasters extends Masters {
  /** Broker at an address, null when not known. */
  nameOf: (address: string) => string | null
}

/** The masters of a cluster; none while they are not known. */
export function useMasters(clusterId: string): UsedMasters {
  const { data } = useQuery(mastersQuery(clusterId))
  const known = mastersOf(data?.items ?? [])
  return {
    ...known,
    nameOf: (address) => known.masters.find((master) => master.address === address)?.brokerName ?? null,
  }
}
