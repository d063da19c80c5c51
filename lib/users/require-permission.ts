import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'

/**
 * Does the actor hold `permission` in this cluster? Without `clusterId`: on the whole console, so by a grant for all clusters.
 * Rights add up over grants; nothing denies.
 */
export function hasPermission(ctx: Context, permission: Permission, clusterId?: string): boolean {
  return ctx.actor.grants.some(
    (grant) =>
      grant.permissions.has(permission) &&
      (grant.clusterIds === 'all' || (clusterId !== undefined && grant.clusterIds.has(clusterId))),
  )
}

/** Holds it in at least one cluster. For lists that are then narrowed with `visibleClusterIds`. */
function hasPermissionSomewhere(ctx: Context, permission: Permission): boolean {
  return ctx.actor.grants.some(
    (grant) => grant.permissions.has(permission) && (grant.clusterIds === 'all' || grant.clusterIds.size > 0),
  )
}

/**
 * The one check in front of every verb.
 *
 * @throws AppError NOT_FOUND when the actor may not even read that cluster: a foreign cluster looks like none
 * @throws AppError FORBIDDEN that names the permission
 */
export function requirePermission(ctx: Context, permission: Permission, clusterId?: string): void {
  if (hasPermission(ctx, permission, clusterId)) return
  if (clusterId !== undefined && !hasPermission(ctx, 'cluster:read', clusterId)) throw clusterNotFound(clusterId)
  throw forbidden(permission, clusterId === undefined ? 'on all clusters' : `in cluster ${clusterId}`)
}

/** @throws AppError FORBIDDEN when the actor holds it in no cluster */
export function requirePermissionSomewhere(ctx: Context, permission: Permission): void {
  if (!hasPermissionSomewhere(ctx, permission)) throw forbidden(permission, 'in any cluster')
}

/** Clusters in which the actor holds `permission`; what a list must be narrowed to. */
export function visibleClusterIds(ctx: Context, permission: Permission): 'all' | ReadonlySet<string> {
  const ids = new Set<string>()
  for (const grant of ctx.actor.grants) {
    if (!grant.permissions.has(permission)) continue
    if (grant.clusterIds === 'all') return 'all'
    for (const id of grant.clusterIds) ids.add(id)
  }
  return ids
}

/** The same words for a cluster that is not there and for one that the actor may not see. */
export function clusterNotFound(clusterId: string): AppError {
  return new AppError('NOT_FOUND', `There is no cluster ${clusterId}.`)
}

function forbidden(permission: Permission, where: string): AppError {
  return new AppError(
    'FORBIDDEN',
    `This needs the permission ${permission} ${where}. Someone with user:manage can grant it.`,
    {
      permission,
    },
  )
}
