import { AppError } from '#lib/errors.ts'
import type { Context, ResolvedGrant } from '#lib/users/context.ts'
import { permissionsOfSets } from '#lib/users/permission-sets.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { parseScope } from '#lib/users/resolve-grants.ts'
import type { Scope } from '#lib/users/schema.ts'
import { coversPatterns } from '#lib/users/scope-match.ts'

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
export async function requireCovers(ctx: Context, grants: readonly Held[], now = new Date()): Promise<void> {
  const current = grants.filter((grant) => !grant.endsAt || grant.endsAt > now)
  const sets = await permissionsOfSets(current.map(({ permissionSet }) => permissionSet))
  for (const grant of current) {
    const held = { ...grant, endsAt: grant.endsAt ?? null }
    requireAll(ctx, [...(sets.get(grant.permissionSet) ?? []), 'user:manage'], held)
  }
}

/**
 * The same without `user:manage` and without the end: for a token of one's own, which loses a right whenever its owner does.
 * @throws AppError FORBIDDEN
 */
export async function requireHolds(
  ctx: Context,
  grants: readonly Pick<Held, 'permissionSet' | 'scope'>[],
): Promise<void> {
  const sets = await permissionsOfSets(grants.map(({ permissionSet }) => permissionSet))
  for (const grant of grants) requireAll(ctx, sets.get(grant.permissionSet) ?? [], grant, { isForSelf: true })
}

/** Of each of these tokens: is all that it gives the actor's as well? */
export async function holdsAll(
  ctx: Context,
  tokens: readonly Pick<Held, 'permissionSet' | 'scope'>[],
): Promise<boolean[]> {
  const sets = await permissionsOfSets(tokens.map(({ permissionSet }) => permissionSet))
  return tokens.map((token) => firstLack(ctx, sets.get(token.permissionSet) ?? [], token, true) === undefined)
}

/**
 * The same for a set that is about to change, with what it is to hold, wherever it is granted.
 * @throws AppError FORBIDDEN
 */
export function requireCoversAs(ctx: Context, permissions: readonly Permission[], grants: readonly Held[]): void {
  for (const grant of grants) {
    requireAll(ctx, [...permissions, 'user:manage'], { ...grant, endsAt: grant.endsAt ?? null })
  }
}

function requireAll(ctx: Context, permissions: Iterable<Permission>, grant: Held, { isForSelf = false } = {}): void {
  const permission = firstLack(ctx, permissions, grant, isForSelf)
  if (permission === undefined) return
  throw new AppError('FORBIDDEN', 'Nobody can give, or manage people who have, more than they hold themselves.', {
    permission,
    reason: 'WIDER_THAN_OWN',
  })
}

/** The first of the permissions that none of the actor's grants holds as far and as long. */
function firstLack(
  ctx: Context,
  permissions: Iterable<Permission>,
  grant: Held,
  isForSelf: boolean,
): Permission | undefined {
  const scope = parseScope(grant.scope)
  const wide = ctx.actor.grants.filter(
    (own) => reaches(own, scope, isForSelf) && (grant.endsAt === undefined || lasts(own, grant.endsAt)),
  )
  return [...permissions].find((permission) => !wide.some((own) => own.permissions.has(permission)))
}

const lasts = (own: ResolvedGrant, endsAt: Date | null) =>
  own.endsAt === null || (endsAt !== null && endsAt <= own.endsAt)

/**
 * Does a grant hold everywhere that `scope` means, today and tomorrow? Ids are compared with the clusters the grant means now; a scope by
 * environment or label also means clusters yet to come, so it is covered by the same or a wider rule only.
 */
function reaches(own: ResolvedGrant, scope: Scope, isForSelf: boolean): boolean {
  return (
    coversNarrowing(own.scope, scope, isForSelf) &&
    (!own.ownerScope || coversNarrowing(own.ownerScope, scope, isForSelf)) &&
    reachesClusters(own, scope)
  )
}

/**
 * Whose objects "me" and "my group" are depends on who asks, so a grant by owner covers nothing that is given to others; a token of one's own by the
 * same owner it does.
 */
function coversNarrowing(own: Scope, scope: Scope, isForSelf: boolean): boolean {
  const coversOwner = !own.owner || (isForSelf && (scope.owner?.every((who) => own.owner?.includes(who)) ?? false))
  return (
    coversOwner &&
    Object.entries(own.labels ?? {}).every(([key, value]) => scope.labels?.[key] === value) &&
    coversPatterns(own.namespaces, scope.namespaces) &&
    coversPatterns(own.topics, scope.topics) &&
    coversPatterns(own.groups, scope.groups)
  )
}

function reachesClusters(own: ResolvedGrant, scope: Scope): boolean {
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
