import type { Scope } from '#lib/users/schema.ts'

/** Is a rule with this scope for the cluster? Every part that is there must match. */
export function isForCluster(
  clusters: Scope['clusters'],
  cluster: { clusterId: string; environment: string; labels: unknown },
): boolean {
  if (clusters === 'all') return true
  const { clusterIds, environments, labels } = clusters
  const of = Object(cluster.labels) as Record<string, unknown> // a JSON column
  return (
    (!clusterIds || clusterIds.includes(cluster.clusterId)) &&
    (!environments || environments.includes(cluster.environment)) &&
    (!labels || Object.entries(labels).every(([key, value]) => Object.hasOwn(of, key) && of[key] === value))
  )
}
