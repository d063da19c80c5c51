import type { List } from '#lib/api/endpoint.ts'
import { contains } from '#lib/db/contains.ts'
import { db } from '#lib/db/db.ts'
import type { Grant, Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { toUsers, userInclude } from '#lib/users/get-user.ts'
import { lockedNames } from '#lib/users/lock-out.ts'
import { orderBy } from '#lib/users/order-by.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { resolveGrants } from '#lib/users/resolve-grants.ts'
import { idleMsOf, readSignInSettings } from '#lib/users/sign-in-settings.ts'
import { readProviderGroups } from '#lib/users/user-grants.ts'
import type { User } from '#lib/users/user-schema.ts'

export interface ListUsersInput {
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  status?: User['status'] | undefined
  source?: string | undefined
  permissionSet?: string | undefined
  cluster?: string | undefined
}

/** Users with their grants. Whoever manages users of one cluster sees all: they must find whom to give something to. */
export async function listUsers(ctx: Context, input: ListUsersInput): Promise<List<User>> {
  requirePermissionSomewhere(ctx, 'user:manage')
  const now = new Date()
  const { page, pageSize, q } = input
  const text = q === undefined ? undefined : contains(q)
  const idleMs = idleMsOf(await readSignInSettings())
  const where: Prisma.UserWhereInput = {
    ...(text && { OR: [{ username: text }, { name: text }, { email: text }] }),
    ...(await statusFilter(input.status, now)),
    ...(input.source !== undefined && { source: input.source }),
    AND: [
      ...(input.permissionSet === undefined ? [] : [await heldBy(currentOf(input.permissionSet, now))]),
      ...(input.cluster === undefined ? [] : [await heldBy(currentIn(input.cluster, now))]),
    ],
  }
  const [total, rows] = await Promise.all([
    db().user.count({ where }),
    db().user.findMany({
      where,
      include: userInclude(now, idleMs),
      orderBy: [orderBy(input.sort ?? 'name', { name: 'username', displayName: 'name' }), { id: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  return { items: await toUsers(rows), total, page, pageSize }
}

/** `locked` is no column: it follows from the failures of the last half hour, which few names have. */
async function statusFilter(status: User['status'] | undefined, now: Date): Promise<Prisma.UserWhereInput> {
  if (status === undefined) return {}
  if (status !== 'locked' && status !== 'active') return { status }
  const failed = await db().signInFailure.groupBy({ by: ['subject'], where: { subject: { startsWith: 'name:' } } })
  const locked = await lockedNames(
    failed.map(({ subject }) => subject.slice('name:'.length)),
    now,
  )
  return { status: 'active', username: status === 'locked' ? { in: [...locked] } : { notIn: [...locked] } }
}

/** Grants of a set that have not ended. */
const currentOf = (permissionSet: string, now: Date) =>
  db().grant.findMany({ where: { permissionSet, OR: [{ endsAt: null }, { endsAt: { gt: now } }] } })

/** Grants that reach a cluster now. Scopes are rules, so they are unfolded here and not in the database. */
async function currentIn(clusterId: string, now: Date) {
  const stored = await db().grant.findMany()
  // Which topics and groups a grant reaches there does not matter here, so nobody's owner is looked up.
  const grants = await resolveGrants(stored, now, { name: '', providerGroups: [] })
  const here = new Set(
    grants.flatMap(({ grantId, clusterIds }) => (clusterIds === 'all' || clusterIds.has(clusterId) ? [grantId] : [])),
  )
  return stored.filter(({ grantId }) => here.has(grantId))
}

/** Users who have one of these grants, themselves or by a group. */
async function heldBy(reading: Promise<Grant[]>): Promise<Prisma.UserWhereInput> {
  const held = await reading
  const userIds = new Set(held.flatMap(({ userId }) => userId ?? []))
  const groups = new Set(held.flatMap(({ providerGroup }) => providerGroup ?? []))
  if (groups.size > 0) {
    for (const { id, providerGroups } of await db().user.findMany({ select: { id: true, providerGroups: true } })) {
      if (readProviderGroups(providerGroups).some((name) => groups.has(name))) userIds.add(id)
    }
  }
  return { id: { in: [...userIds] } }
}
