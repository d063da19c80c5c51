'use client'

import { useTranslations } from 'next-intl'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import type { NamespaceSums } from '#lib/namespaces/schema.ts'

/** How bad the word is; where it tells too little, by the age of what waits. */
function tone({ state, lagTimeMs }: NamespaceSums): State {
  switch (state) {
    case 'STUCK':
      return 'critical'
    case 'FALLING_BEHIND':
    case 'BEHIND':
      return lagSeverity(lagTimeMs.value) ?? 'warning'
    case 'NO_CLIENT':
    case 'DEAD_LETTERS':
      return 'warning'
    case 'OK':
      return 'ok'
    case 'UNKNOWN':
    case 'EMPTY':
      return 'unknown'
  }
}

/** The standing of a namespace: icon, word, colour. */
export function NamespaceStatePill({ sums }: { sums: NamespaceSums }) {
  const t = useTranslations('namespaces.states')
  return <StatePill state={tone(sums)} label={t(sums.state)} />
}
