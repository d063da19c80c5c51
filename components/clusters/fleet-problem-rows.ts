import { healthStates } from '#components/layout/health.ts'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import type { BehindGroup, ClusterItem } from '#lib/clusters/schema.ts'

/** One thing that is wrong with a cluster: its health with the reasons, or its worst group. */
export interface FleetProblem {
  id: string
  cluster: ClusterItem
  state: 'critical' | 'warning' | 'unknown'
  group: BehindGroup | null
}

const order = ['critical', 'warning', 'unknown'] as const

/** What needs somebody, the worst first. A cluster that people work on is left out. */
export function fleetProblemRows(clusters: readonly ClusterItem[]): FleetProblem[] {
  const rows = clusters.flatMap((cluster): FleetProblem[] => {
    const { clusterId, health, worstBehind: group } = cluster
    const state = healthStates[health]
    if (state === 'silenced') return []
    const ofHealth =
      state === 'critical' || state === 'warning' || state === 'unknown'
        ? [{ id: clusterId, cluster, state, group: null }]
        : []
    return group ? [...ofHealth, { id: `${clusterId} group`, cluster, state: groupSeverity(group), group }] : ofHealth
  })
  return rows.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
}

const groupSeverity = ({ state, lagTimeMs }: BehindGroup) =>
  state === 'STUCK' ? 'critical' : (lagSeverity(lagTimeMs.value) ?? 'warning')
