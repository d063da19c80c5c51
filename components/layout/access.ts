import { isAboutObjects, type Permission } from '#lib/users/permissions.ts'
import type { SessionShape } from '#lib/users/schema.ts'
import { isWholeScope, nameMatcher, type ScopedObject } from '#lib/users/scope-match.ts'

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
 * Without a cluster: on the whole console. With an object: on that, as far as its name tells; labels and owners the server knows alone.
 */
export function allows(
  permissions: readonly SessionPermission[],
  permission: Permission,
  cluster: ScopedCluster | null,
  object?: ScopedObject,
): boolean {
  return permissions.some(({ permissions: held, scope }) => {
    if (!held.includes(permission) || !reaches(scope, cluster)) return false
    if (isWholeScope(scope)) return true
    return isAboutObjects(permission) && cluster !== null && (!object || nameMatcher(scope)(object))
  })
}
