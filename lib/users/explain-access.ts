import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context, ResolvedGrant } from '#lib/users/context.ts'
import type { AccessAnswer, AccessReason } from '#lib/users/grant-schema.ts'
import { isAboutObjects, type Permission } from '#lib/users/permissions.ts'
import { hasPermission, requirePermission } from '#lib/users/require-permission.ts'
import type { ScopedObject } from '#lib/users/scope-match.ts'
import { resolveUserGrants } from '#lib/users/user-grants.ts'
import { whoCanGrant } from '#lib/users/who-can-grant.ts'

export interface ExplainInput {
  /** Absent: oneself. */
  user?: string | undefined
  permission: Permission
  clusterId?: string | undefined
  kind?: ScopedObject['kind'] | undefined
  name?: string | undefined
}

/**
 * May somebody do something, and why: each of their grants with what it says. Answered by the very function that guards the verbs, so
 * it cannot say something else than the API does. Of oneself everybody may ask.
 *
 * @throws AppError NOT_FOUND for an unknown user; INVALID_INPUT for an object without its cluster or name
 */
export async function explainAccess(ctx: Context, input: ExplainInput): Promise<AccessAnswer> {
  const { permission, clusterId, kind, name } = input
  const isSelf = input.user === undefined || input.user === ctx.actor.userId
  if (!isSelf) requirePermission(ctx, 'user:manage')
  if (kind !== undefined && (name === undefined || clusterId === undefined)) {
    const detail = 'An object has a cluster and a full name.'
    const path = clusterId === undefined ? 'query.clusterId' : 'query.name'
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path, rule: 'required', detail }] })
  }
  const object = kind === undefined ? undefined : { kind, name: name ?? '' }
  // Of oneself what holds here: through a token that is less than the person has.
  const { grants, user } = isSelf ? await ownGrants(ctx) : await grantsOf(input.user ?? '')
  const asked: Context = { ...ctx, actor: { ...ctx.actor, grants } }
  const reasons = grants.map((grant) => ({
    grantId: grant.grantId,
    permissionSet: grant.permissionSet,
    scope: grant.scope,
    ...(grant.endsAt && { endsAt: grant.endsAt }),
    ...(grant.providerGroup !== undefined && { providerGroup: grant.providerGroup }),
    ...verdictOf(grant, { permission, clusterId, object }),
  }))
  return {
    user,
    permission,
    isAllowed: hasPermission(asked, permission, clusterId, object),
    grants: reasons.toSorted((a, b) => Number(b.gives) - Number(a.gives)),
    grantedBy: await whoCanGrant(),
  }
}

function verdictOf(
  grant: ResolvedGrant,
  asked: { permission: Permission; clusterId: string | undefined; object: ScopedObject | undefined },
): { gives: boolean; because: AccessReason } {
  const { permission, clusterId, object } = asked
  if (!grant.permissions.has(permission)) return { gives: false, because: 'NOT_IN_SET' }
  if (grant.clusterIds !== 'all') {
    if (clusterId === undefined) return { gives: false, because: 'NOT_ALL_CLUSTERS' }
    if (!grant.clusterIds.has(clusterId)) return { gives: false, because: 'OTHER_CLUSTERS' }
  }
  if (grant.narrow === null) return { gives: true, because: 'IN_SCOPE' }
  if (!isAboutObjects(permission)) return { gives: false, because: 'NEEDS_WHOLE_CLUSTER' }
  if (clusterId === undefined || object === undefined) return { gives: false, because: 'ONLY_SOME_OBJECTS' }
  if (grant.narrow.holds(clusterId, object)) return { gives: true, because: 'IN_SCOPE' }
  return { gives: false, because: 'OBJECT_OUT_OF_SCOPE' }
}

async function ownGrants({ actor }: Context) {
  const row = await db().user.findUnique({ where: { id: actor.userId ?? '' } })
  return { grants: actor.grants, user: { userId: row?.id ?? '', name: row?.username ?? actor.name } }
}

async function grantsOf(userId: string) {
  const row = await db().user.findUnique({ where: { id: userId }, include: { grants: true } })
  if (!row) throw new AppError('NOT_FOUND', 'There is no such user.')
  // Who may not sign in may do nothing.
  const grants = row.status === 'active' ? await resolveUserGrants(row, new Date()) : []
  return { grants, user: { userId: row.id, name: row.username } }
}
