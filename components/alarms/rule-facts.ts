import type { AlarmRule, NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import { type Severity, severities } from '#lib/alarms/schema.ts'

const keys = { INFO: 'info', WARNING: 'warning', CRITICAL: 'critical' } as const

/** What a rule can become, worst first: of all its rows. */
export const severitiesOf = ({ conditions }: Pick<NewAlarmRule, 'conditions'>): Severity[] =>
  severities
    .filter((severity) => conditions.some(({ thresholds }) => thresholds[keys[severity]] !== undefined))
    .toReversed()

interface Place {
  clusterId: string
  environment: string
  labels: Record<string, string>
}

/** Whether a rule is about a cluster. */
export function isOfCluster(scope: NewAlarmRule['clusters'], cluster: Place): boolean {
  if (scope === 'all') return true
  const { clusterIds, environments, labels } = scope
  return (
    (!clusterIds || clusterIds.includes(cluster.clusterId)) &&
    (!environments || environments.includes(cluster.environment)) &&
    Object.entries(labels ?? {}).every(([key, value]) => cluster.labels[key] === value)
  )
}

/** The cluster in whose pages a rule is edited: that of the page, else the first that it is about. */
export const homeOf = (
  { clusters: scope }: Pick<AlarmRule, 'clusters'>,
  clusterId: string | null,
  clusters: readonly Place[],
): string | null => clusterId ?? clusters.find((cluster) => isOfCluster(scope, cluster))?.clusterId ?? null
