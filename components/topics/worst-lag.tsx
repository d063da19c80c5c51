'use client'

import { groupHref } from '#components/groups/group-href.ts'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { LagCell } from '#components/monitoring/lag-cell.tsx'
import { Link } from '#components/ui/link.tsx'
import { type Measured, unknown } from '#lib/api/endpoint.ts'
import type { TopicItem } from '#lib/topics/schema.ts'

const notSampled: Measured<number> = unknown('NOT_SAMPLED')

/** The group furthest behind, and how far. `–`: nobody can be behind; `?`: nobody knows. */
export function WorstLag({ clusterId, topic: { worstLag, groups } }: { clusterId: string; topic: TopicItem }) {
  if (worstLag === null) {
    if (groups.reason === 'NOT_SAMPLED') return <MeasuredValue measured={notSampled} />
    return <span className="text-fg-3">–</span>
  }
  const { groupName, ...lag } = worstLag
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_146px] items-center gap-1">
      <Link
        href={groupHref(clusterId, groupName)}
        tone="plain"
        title={groupName}
        className="block truncate text-left text-fg-2"
      >
        {groupName}
      </Link>
      <LagCell {...lag} />
    </span>
  )
}
