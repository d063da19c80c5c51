import { AppError } from '#lib/errors.ts'
import type { Context, ResolvedGrant } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { parseScope, permissionsOf } from '#lib/users/resolve-grants.ts'
import type { Scope } from '#lib/users/schema.ts'

/** What somebody is given, or holds. */
export interface Held {
  permissionSet: string
  scope: unknown
  endsAt?: Date | null | undefined
}

/**
 * Nobody gives more than they hold: each permission of each grant must come from one of the actor's own grants that reaches as far
 * and lasts as long, and so must `user:manage`. Managing a person is giving too, for a new password makes the manager that person.
 *
 * @throws AppError FORBIDDEN
 */
export function requireCovers(ctx: Context, grants: readonly Held[], now = new Date()): void {
  const current = grants.filter((grant) => !grant.endsAt || grant.endsAt > now)
  for (const grant of current) {
    const held = { ...grant, endsAt: grant.endsAt ?? null }
    requireAll(ctx, [...permissionsOf(grant.permissionSet), 'user:manage'], held)
  }
}

/**
 * The same without `user:manage` and without the end: for a token of one's own, which loses a right whenever its owner does.
 * @throws AppError FORBIDDEN
 */
export function requireHolds(ctx: Context, grants: readonly Pick<Held, 'permissionSet' | 'scope'>[]): void {
  for (const grant of grants) requireAll(ctx, permissionsOf(grant.permissionSet), grant)
}

function requireAll(ctx: Context, permissions: Iterable<Permission>, grant: Held): void {
  const scope = parseScope(grant.scope)
  const wide = ctx.actor.grants.filter(
    (own) => reaches(own, scope) && (grant.endsAt === undefined || lasts(own, grant.endsAt)),
  )
  for (const permission of permissions) {
    if (wide.some((own) => own.permissions.has(permission))) continue
    throw new AppError('FORBIDDEN', 'Nobody can give, or manage people who have, more than they hold themselves.', {
      permission,
      reason: 'WIDER_THAN_OWN',
    })
  }
}

const lasts = (own: ResolvedGrant, endsAt: Date | null) =>
  own.endsAt === null || (endsAt !== null && endsAt <= own.endsAt)

/**
 * Does a grant hold everywhere that `scope` means, today and tomorrow? Ids are compared with the clusters the grant means now; a scope by
 * environment or label also means clusters yet to come, so it is covered by the same or a wider rule only.
 */
function reaches(own: ResolvedGrant, scope: Scope): boolean {
  const { clusterIds: ownIds } = own
  if (ownIds === 'all') return true
  if (scope.clusters === 'all' || own.scope.clusters === 'all') return false
  const { clusterIds, environments, labels } = scope.clusters
  if (clusterIds) return clusterIds.every((id) => ownIds.has(id))
  const ownRule = own.scope.clusters
  if (ownRule.clusterIds) return false
  const isNarrower =
    !ownRule.environments || (environments?.every((each) => ownRule.environments?.includes(each)) ?? false)
  return isNarrower && Object.entries(ownRule.labels ?? {}).every(([key, value]) => labels?.[key] === value)
}
