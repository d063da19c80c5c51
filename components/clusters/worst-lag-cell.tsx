'use client'

import { useTranslations } from 'next-intl'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import type { ClusterItem } from '#lib/clusters/schema.ts'

const arrows = { UP: 'up', FLAT: 'flat', DOWN: 'down' } as const
const colours = { critical: 'font-medium text-critical', warning: 'font-medium text-warning' }

/** The longest lag time of a cluster with its arrow; a link to the group, whose name is on hover. */
export function WorstLagCell({ cluster: { clusterId, worstLag, groupsBehind } }: { cluster: ClusterItem }) {
  const t = useTranslations('lag.trend')
  const format = useFormat()
  // Nobody is behind, or nobody has told.
  if (!worstLag)
    return groupsBehind.state === 'ok' ? '0' : <MeasuredValue measured={{ ...groupsBehind, value: null }} />
  const { groupName, lagTimeMs, trend } = worstLag
  const severity = lagSeverity(lagTimeMs.value)
  return (
    <Link
      href={`/clusters/${clusterId}/groups/${encodeURIComponent(groupName)}`}
      tone="plain"
      title={groupName}
      className={severity ? colours[severity] : 'text-fg-2'}
    >
      {trend && <Icon name={arrows[trend]} size={12} label={t(trend)} className="mr-1 inline-block align-[-1px]" />}
      <MeasuredValue measured={lagTimeMs} format={(ageMs) => format.age(ageMs)} />
    </Link>
  )
}
