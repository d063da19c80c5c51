'use client'

import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { metricsQuery } from '#components/monitoring/queries.ts'
import type { GroupState } from '#lib/groups/schema.ts'
import { type Since, sinceWhen } from '#lib/monitoring/since-when.ts'

const RANGE_MS = 6 * 3_600_000
const BEHIND_MS = 60_000

/** What a state of standing is told by, in stored samples. */
function signOf(state: GroupState | undefined) {
  switch (state) {
    case 'STUCK':
    case 'FALLING_BEHIND':
    case 'BEHIND':
    case 'DRAINING':
      return { metric: 'lagTimeMs', isSo: (ageMs: number) => ageMs >= BEHIND_MS } as const
    case 'NO_CLIENT':
      return { metric: 'consumerClients', isSo: (clients: number) => clients === 0 } as const
    default:
      return null
  }
}

/** Since when a group has been behind, or without clients; null when its state needs no date or nothing was sampled. */
export function useStateSince(clusterId: string, groupName: string, state: GroupState | undefined): Since | null {
  const sign = signOf(state)
  const query = metricsQuery(clusterId, sign?.metric ?? 'lagTimeMs', 'group', [{ groupName }], { lastMs: RANGE_MS })
  const { data } = useLiveQuery({ ...query, enabled: sign !== null })
  return sign && data ? sinceWhen(data.series[0]?.points ?? [], sign.isSo) : null
}
