import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { clusterNotFound, requirePermissionIn } from '#lib/users/require-permission.ts'
import { findSavedView, requirePerson, requireSeesOwn } from './find-saved-view.ts'
import { asNameTaken } from './name-taken.ts'
import { requireShare } from './require-share.ts'
import type { NewSavedView, SavedView } from './schema.ts'

/** More than anybody finds again. */
const MAX_VIEWS = 200

/**
 * Saves a list or search: for the person alone, or shared with whoever may see its page.
 *
 * @throws AppError CONFLICT when the person has a view of that name of the same list, LIMIT_EXCEEDED, FORBIDDEN without view:share
 * @throws AppError NOT_FOUND for a page of a cluster that is not there
 */
export async function createSavedView(ctx: Context, input: NewSavedView): Promise<SavedView> {
  const ownerId = requirePerson(ctx)
  const { isPinned, ...view } = input
  const clusterId = await clusterOf(ctx, input.path)
  requireSeesOwn(ctx, clusterId)
  if (input.isShared) requireShare(ctx, clusterId)
  const savedViewId = randomUUID()
  const entry = {
    action: 'saved-view.create',
    target: { kind: 'saved-view', name: input.name },
    ...(clusterId !== null && { clusterId }),
  }
  return audited(ctx, entry, async (record) => {
    const used = await db().savedView.count({ where: { ownerId } })
    if (used >= MAX_VIEWS) {
      throw new AppError('LIMIT_EXCEEDED', `You have ${MAX_VIEWS} views already.`, { limit: MAX_VIEWS, used })
    }
    const pins = isPinned ? { create: { userId: ownerId } } : {}
    await db()
      .savedView.create({ data: { savedViewId, ownerId, clusterId, ...view, pins } })
      .catch((error: unknown) => {
        throw asNameTaken(error, input.name)
      })
    const saved = await findSavedView(ctx, savedViewId)
    record.after(saved)
    return saved
  })
}

/** Cluster that a page belongs to. */
async function clusterOf(ctx: Context, path: string): Promise<string | null> {
  const clusterId = /^\/clusters\/(rmq-[a-z2-7]{8})(?:\/|$)/.exec(path)?.[1]
  if (clusterId === undefined) return null
  requirePermissionIn(ctx, 'cluster:read', clusterId)
  const cluster = await db().cluster.findUnique({ where: { clusterId }, select: { removedAt: true } })
  if (!cluster || cluster.removedAt) throw clusterNotFound(clusterId)
  return clusterId
}
