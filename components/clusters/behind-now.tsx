'use client'

import { LagCell } from '#components/monitoring/lag-cell.tsx'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import type { BehindGroup } from '#lib/clusters/schema.ts'

/** Lag of one group now, and over the last hour. */
export function BehindNow({ clusterId, group }: { clusterId: string; group: BehindGroup }) {
  const { groupName } = group
  const points = useSparklines(clusterId, 'lag', 'group', [{ groupName }], () => groupName).get(groupName)
  return <LagCell {...group} spark={{ points }} />
}
