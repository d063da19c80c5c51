'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import type { GroupItem } from '#lib/groups/schema.ts'

type Standing = Pick<GroupItem, 'state' | 'lag' | 'lagTimeMs' | 'flags'>

/** How bad a group's standing is. By its word, and where that tells too little by the age of what waits. */
export function groupTone({ state, lag, lagTimeMs, flags }: Standing): State {
  switch (state) {
    case 'STUCK':
      // Switched off on purpose: what waits is expected to.
      return flags.includes('OFF') ? 'warning' : 'critical'
    case 'FALLING_BEHIND':
    case 'BEHIND':
      return lagSeverity(lagTimeMs.value) ?? 'warning'
    case 'NO_CLIENT':
      return lag.value !== null && lag.value > 0n ? 'warning' : 'info'
    case 'DRAINING':
      return 'recovering'
    case 'KEEPING_UP':
      return 'ok'
    case 'NEVER_CONSUMED':
    case 'BROADCAST':
      return 'info'
    case 'UNKNOWN':
      return 'unknown'
  }
}

/** The standing of a group: icon, word, colour. */
export function GroupStatePill({ group, detail }: { group: Standing; detail?: ReactNode }) {
  const t = useTranslations('groups')
  return <StatePill state={groupTone(group)} label={t(`states.${group.state}`)} detail={detail} />
}
