import type { State } from '#components/ui/state-pill.tsx'

export type HealthWord = 'HEALTHY' | 'WARNING' | 'ABNORMAL' | 'UNREACHABLE' | 'UNKNOWN' | 'MAINTENANCE'

/** How the words of a cluster's health are drawn. */
export const healthStates: Record<HealthWord, State> = {
  HEALTHY: 'ok',
  WARNING: 'warning',
  ABNORMAL: 'critical',
  UNREACHABLE: 'critical',
  UNKNOWN: 'unknown',
  MAINTENANCE: 'silenced',
}
