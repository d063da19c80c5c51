import { isAboutObjects, type Permission } from '#lib/users/permissions.ts'
import { isWholeScope, nameMatcher, type ScopedObject } from '#lib/users/scope-match.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'

/** What a scope is judged by. */
export interface ScopedCluster {
  clusterId: string
  environment: string
  labels: Record<string, string>
}

type SessionPermission = SessionShape['permissions'][number]

/**
 * On what: a topic, group or namespace; all of the cluster (`all`); anything in it (`any`), for lists and forms that name their object later. As
 * on the server: `requirePermission` with and without an object, and `requirePermissionIn`.
 */
export type AskedOn = ScopedObject | 'all' | 'any'

function reaches(scope: SessionPermission['scope'], cluster: ScopedCluster | null, on: AskedOn): boolean {
  if (scope.clusters === 'all') return true
  if (!cluster) return on === 'any'
  const { clusterIds, environments, labels } = scope.clusters
  return (
    (!clusterIds || clusterIds.includes(cluster.clusterId)) &&
    (!environments || environments.includes(cluster.environment)) &&
    (!labels || Object.entries(labels).every(([key, value]) => cluster.labels[key] === value))
  )
}

/**
 * A courtesy of the browser, so that a button can say beforehand what the server would answer; the server decides. Of an object it goes by the name;
 * what labels and owners mean the server knows alone.
 *
 * @param cluster null: on the whole console; with `any` in any cluster
 */
export function allows(
  permissions: readonly SessionPermission[],
  permission: Permission,
  cluster: ScopedCluster | null,
  on: AskedOn,
): boolean {
  return permissions.some(({ permissions: held, scope }) => {
    if (!held.includes(permission) || !reaches(scope, cluster, on)) return false
    if (isWholeScope(scope)) return true
    if (on === 'all' || !isAboutObjects(permission)) return false
    return on === 'any' || (cluster !== null && nameMatcher(scope)(on))
  })
}
