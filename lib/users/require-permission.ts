import { AppError } from '#lib/errors.ts'
import type { Context, Described, ResolvedGrant } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import type { ScopedObject } from '#lib/users/scope-match.ts'

/**
 * The one answer to "may the actor do this?". With an object: on that topic, group or namespace. Without: on all of the cluster, and
 * without a cluster on the whole console. Rights add up over grants; nothing denies.
 */
export function hasPermission(
  ctx: Context,
  permission: Permission,
  clusterId?: string,
  object?: ScopedObject,
): boolean {
  return ctx.actor.grants.some(
    (grant) =>
      grant.permissions.has(permission) &&
      reaches(grant, clusterId) &&
      (grant.narrow === null ||
        (clusterId !== undefined && object !== undefined && grant.narrow.holds(clusterId, object))),
  )
}

function reaches({ clusterIds }: ResolvedGrant, clusterId: string | undefined): boolean {
  return clusterIds === 'all' || (clusterId !== undefined && clusterIds.has(clusterId))
}

/** Holds it on something in this cluster. For lists that then show what it is held on, row by row. */
export function hasPermissionIn(ctx: Context, permission: Permission, clusterId: string): boolean {
  return ctx.actor.grants.some((grant) => grant.permissions.has(permission) && reaches(grant, clusterId))
}

/** Holds it in at least one cluster. For lists that are then narrowed with `visibleClusterIds`. */
function hasPermissionSomewhere(ctx: Context, permission: Permission): boolean {
  return ctx.actor.grants.some(
    (grant) => grant.permissions.has(permission) && (grant.clusterIds === 'all' || grant.clusterIds.size > 0),
  )
}

const readPermission = { topic: 'topic:read', group: 'group:read', namespace: 'namespace:read' } as const

/**
 * The one check in front of every verb. Who acts on a topic, group or namespace names it.
 *
 * @throws AppError NOT_FOUND when the actor may not even read that cluster or that object: a foreign one looks like none
 * @throws AppError FORBIDDEN that names the permission
 */
export function requirePermission(
  ctx: Context,
  permission: Permission,
  clusterId?: string,
  object?: ScopedObject,
): void {
  if (hasPermission(ctx, permission, clusterId, object)) return
  if (clusterId === undefined) throw forbidden(permission, 'on all clusters')
  requireCluster(ctx, clusterId)
  if (!object) throw forbidden(permission, `in all of cluster ${clusterId}`)
  // Who may read nothing of the kind learns nothing by hearing which right that needs.
  const read = readPermission[object.kind]
  if (!hasPermission(ctx, read, clusterId, object) && hasPermissionIn(ctx, read, clusterId))
    throw objectNotFound(object)
  throw forbidden(permission, `on ${object.kind} ${object.name} in cluster ${clusterId}`)
}

/**
 * In front of verbs that make an object: whether there is one of this name already must not be told by the refusal.
 *
 * @param as labels and owner that it is to have
 * @returns how it is in the scope: by its name and what is known, or only as what it is to be, which must be new then
 * @throws AppError NOT_FOUND for a cluster that is not to be seen; FORBIDDEN
 */
export function requirePermissionToCreate(
  ctx: Context,
  permission: Permission,
  clusterId: string,
  object: ScopedObject,
  as: Described,
): 'HELD' | 'AS_NEW' {
  if (hasPermission(ctx, permission, clusterId, object)) return 'HELD'
  const isAsNew = ctx.actor.grants.some(
    (grant) =>
      grant.permissions.has(permission) && reaches(grant, clusterId) && grant.narrow?.wouldHold(clusterId, object, as),
  )
  if (isAsNew) return 'AS_NEW'
  requireCluster(ctx, clusterId)
  throw cannotCreate(permission, clusterId, object)
}

export function cannotCreate(permission: Permission, clusterId: string, { kind, name }: ScopedObject): AppError {
  return forbidden(permission, `on ${kind} ${name} in cluster ${clusterId}`)
}

/**
 * In front of verbs that show, of a cluster, what the actor holds `permission` on.
 *
 * @throws AppError NOT_FOUND, FORBIDDEN as `requirePermission`
 */
export function requirePermissionIn(ctx: Context, permission: Permission, clusterId: string): void {
  if (hasPermissionIn(ctx, permission, clusterId)) return
  requireCluster(ctx, clusterId)
  throw forbidden(permission, `in cluster ${clusterId}`)
}

/** @throws AppError NOT_FOUND for a cluster in which the actor may read nothing */
function requireCluster(ctx: Context, clusterId: string): void {
  if (!hasPermissionIn(ctx, 'cluster:read', clusterId)) throw clusterNotFound(clusterId)
}

/** @throws AppError FORBIDDEN when the actor holds it in no cluster */
export function requirePermissionSomewhere(ctx: Context, permission: Permission): void {
  if (!hasPermissionSomewhere(ctx, permission)) throw forbidden(permission, 'in any cluster')
}

/** Clusters in all of which the actor holds `permission`; what a list must be narrowed to. */
export const visibleClusterIds = (ctx: Context, permission: Permission): 'all' | ReadonlySet<string> =>
  clusterIdsOf(ctx.actor.grants.filter((grant) => grant.narrow === null && grant.permissions.has(permission)))

/** Clusters in which the actor holds `permission` on something. For lists that then ask for each row. */
export const reachedClusterIds = (ctx: Context, permission: Permission): 'all' | ReadonlySet<string> =>
  clusterIdsOf(ctx.actor.grants.filter((grant) => grant.permissions.has(permission)))

function clusterIdsOf(grants: readonly ResolvedGrant[]): 'all' | ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { clusterIds } of grants) {
    if (clusterIds === 'all') return 'all'
    for (const id of clusterIds) ids.add(id)
  }
  return ids
}

/** The same words for a cluster that is not there and for one that the actor may not see. */
export function clusterNotFound(clusterId: string): AppError {
  return new AppError('NOT_FOUND', `There is no cluster ${clusterId}.`)
}

/** The same for a topic, group or namespace. */
export function objectNotFound({ kind, name }: ScopedObject): AppError {
  return new AppError('NOT_FOUND', `There is no ${kind} ${name}.`)
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
