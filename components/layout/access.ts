import { type BuiltInSet, builtInSets, type Permission } from '#lib/users/permissions.ts'
import type { SessionShape } from '#lib/users/schema.ts'

/** What a scope is judged by. */
export interface ScopedCluster {
  clusterId: string
  environment: string
  labels: Record<string, string>
}

type SessionPermission = SessionShape['permissions'][number]

function reaches(scope: SessionPermission['scope'], cluster: ScopedCluster | null): boolean {
  if (scope.clusters === 'all') return true
  if (!cluster) return false
  const { clusterIds, environments, labels } = scope.clusters
  return (
    (!clusterIds || clusterIds.includes(cluster.clusterId)) &&
    (!environments || environments.includes(cluster.environment)) &&
    (!labels || Object.entries(labels).every(([key, value]) => cluster.labels[key] === value))
  )
}

/**
 * A courtesy of the browser, so that a button can say beforehand what the server would answer; the server decides.
 * Without a cluster: on the whole console.
 */
export function allows(
  permissions: readonly SessionPermission[],
  permission: Permission,
  cluster: ScopedCluster | null,
): boolean {
  return permissions.some(({ permissionSet, scope }) => {
    const held: readonly Permission[] = builtInSets[permissionSet as BuiltInSet] ?? [] // a set that is not built in holds nothing here
    return held.includes(permission) && reaches(scope, cluster)
  })
}
