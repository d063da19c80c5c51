import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { TableLayout } from '#lib/users/account-schema.ts'
import type { Context } from '#lib/users/context.ts'
import { reachedClusterIds, visibleClusterIds } from '#lib/users/require-permission.ts'
import type { SavedView } from './schema.ts'

/** The person who acts. @throws AppError FORBIDDEN for what is nobody's */
export function requirePerson({ actor: { userId } }: Context): string {
  if (userId === null) throw new AppError('FORBIDDEN', 'Only a person saves views.')
  return userId
}

/**
 * Own views and shared ones, none of a cluster that is gone or that the actor may not see. For a token that may do less than its owner, those of
 * the owner are as those of others.
 */
export function visibleViews(ctx: Context): Prisma.SavedViewWhereInput {
  const reached = reachedClusterIds(ctx, 'cluster:read')
  const whole = visibleClusterIds(ctx, 'cluster:read')
  const ofClusters = (clusterIds: 'all' | ReadonlySet<string>): Prisma.SavedViewWhereInput => ({
    cluster: { removedAt: null, ...(clusterIds !== 'all' && { clusterId: { in: [...clusterIds] } }) },
  })
  const seesPart = whole !== 'all' && (reached === 'all' || !reached.isSubsetOf(whole))
  // What others filter by may name what the actor does not see, so theirs are for those who see all of the cluster; those of pages about several
  // clusters for those who see no part only.
  const shared = seesPart ? [ofClusters(whole)] : [ofClusters(whole), { clusterId: null }]
  const own = ctx.actor.isNarrowed
    ? [ofClusters(whole), ...(whole === 'all' ? [{ clusterId: null }] : [])]
    : [{ clusterId: null }, ofClusters(reached)]
  return {
    OR: [
      { ownerId: ctx.actor.userId ?? '', OR: own },
      { isShared: true, OR: shared },
    ],
  }
}

/** Before a view is made: what somebody makes they see. @throws AppError FORBIDDEN for a token that would not see it */
export function requireSeesOwn(ctx: Context, clusterId: string | null): void {
  const whole = visibleClusterIds(ctx, 'cluster:read')
  if (!ctx.actor.isNarrowed || whole === 'all' || (clusterId !== null && whole.has(clusterId))) return
  throw new AppError('FORBIDDEN', 'Views are the person’s: a token that sees less than its owner keeps none here.')
}

export const withPinsOf = (userId: string | null) =>
  ({
    owner: { select: { username: true } },
    pins: { where: { userId: userId ?? '' } },
  }) satisfies Prisma.SavedViewInclude
type Row = Prisma.SavedViewGetPayload<{ include: ReturnType<typeof withPinsOf> }>

/** @throws AppError NOT_FOUND for one that is not there and one that is not shared alike */
export async function findSavedView(ctx: Context, savedViewId: string): Promise<SavedView> {
  const row = await db().savedView.findFirst({
    where: { savedViewId, ...visibleViews(ctx) },
    include: withPinsOf(ctx.actor.userId),
  })
  if (!row) throw savedViewNotFound(savedViewId)
  return toSavedView(ctx, row)
}

/** @throws AppError NOT_FOUND, or FORBIDDEN for a shared one of somebody else */
export async function findOwnSavedView(ctx: Context, savedViewId: string): Promise<SavedView> {
  const view = await findSavedView(ctx, savedViewId)
  if (!view.isMine) throw new AppError('FORBIDDEN', `Only ${view.owner}, who made this view, changes it.`)
  return view
}

export const savedViewNotFound = (savedViewId: string) =>
  new AppError('NOT_FOUND', `There is no view ${savedViewId}, or it is not shared with you.`)

export function toSavedView(ctx: Context, { owner, ownerId, pins, layout, revision, ...row }: Row): SavedView {
  const parsed = TableLayout.safeParse(layout)
  return {
    savedViewId: row.savedViewId,
    name: row.name,
    viewId: row.viewId,
    path: row.path,
    query: row.query,
    // What a later version cannot read is as the table was made.
    layout: parsed.success ? parsed.data : { order: [], hidden: [], shown: [], pinned: [], widths: {} },
    clusterId: row.clusterId,
    isShared: row.isShared,
    isPinned: pins.length > 0,
    isMine: ownerId === ctx.actor.userId,
    owner: owner.username,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    revision: `${revision}`,
  }
}
