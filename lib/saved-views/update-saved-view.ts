import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import { findOwnSavedView, findSavedView } from './find-saved-view.ts'
import { asNameTaken } from './name-taken.ts'
import { requireShare } from './require-share.ts'
import type { SavedView, SavedViewPatch } from './schema.ts'

/**
 * Changes a view of one's own; whoever opens it after that sees the new one.
 *
 * @throws AppError CONFLICT for an old revision or a name that is taken, FORBIDDEN for a view of somebody else
 */
export async function updateSavedView(
  ctx: Context,
  { savedViewId, ...patch }: SavedViewPatch & { savedViewId: string },
): Promise<SavedView> {
  const before = await findOwnSavedView(ctx, savedViewId)
  if (patch.isShared) requireShare(ctx, before.clusterId)
  const { revision, name, query, layout, isShared } = patch
  const entry = {
    action: 'saved-view.update',
    target: { kind: 'saved-view', name: before.name },
    ...(before.clusterId !== null && { clusterId: before.clusterId }),
    before,
  }
  return audited(ctx, entry, async (record) => {
    const { count } = await db()
      .savedView.updateMany({
        where: { savedViewId, ...(revision !== undefined && { revision: Number(revision) || 0 }) },
        data: {
          revision: { increment: 1 },
          ...(name !== undefined && { name }),
          ...(query !== undefined && { query }),
          ...(layout !== undefined && { layout }),
          ...(isShared !== undefined && { isShared }),
        },
      })
      .catch((error: unknown) => {
        throw asNameTaken(error, name)
      })
    if (count === 0) throw revisionConflict(`The view ${before.name}`)
    const after = await findSavedView(ctx, savedViewId)
    record.after(after)
    return after
  })
}
