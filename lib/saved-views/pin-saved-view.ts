import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { findSavedView, requirePerson } from './find-saved-view.ts'
import type { SavedView } from './schema.ts'

/** Puts a view into the sidebar of the person who acts, or takes it out. Nobody else's changes. */
export async function pinSavedView(
  ctx: Context,
  { savedViewId, isPinned }: { savedViewId: string; isPinned: boolean },
): Promise<SavedView> {
  const userId = requirePerson(ctx)
  const view = await findSavedView(ctx, savedViewId)
  const entry = { action: 'saved-view.pin', target: { kind: 'saved-view', name: view.name } }
  return audited(ctx, entry, async (record) => {
    const key = { userId, savedViewId }
    if (isPinned) await db().savedViewPin.upsert({ where: { userId_savedViewId: key }, create: key, update: {} })
    else await db().savedViewPin.deleteMany({ where: key })
    record.after({ isPinned })
    return { ...view, isPinned }
  })
}
