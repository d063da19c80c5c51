import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import { findOwnSavedView, findSavedView } from './find-saved-view.ts'

/** Deletes a view for all who see it. @throws AppError FORBIDDEN for one of somebody else, without user:manage */
export async function deleteSavedView(ctx: Context, savedViewId: string): Promise<undefined> {
  const find = hasPermission(ctx, 'user:manage') ? findSavedView : findOwnSavedView
  const before = await find(ctx, savedViewId)
  const entry = {
    action: 'saved-view.delete',
    target: { kind: 'saved-view', name: before.name },
    ...(before.clusterId !== null && { clusterId: before.clusterId }),
    before,
  }
  await audited(ctx, entry, () => db().savedView.deleteMany({ where: { savedViewId } }))
}
