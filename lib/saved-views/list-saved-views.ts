import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { toSavedView, visibleViews, withPinsOf } from './find-saved-view.ts'
import type { SavedView } from './schema.ts'

export interface ListSavedViewsInput {
  page: number
  pageSize: number
  sort?: string | undefined
  viewId?: string | undefined
  clusterId?: string | undefined
  isPinned?: boolean | undefined
}

/** Own views and those that others share, by name unless told otherwise. */
export async function listSavedViews(ctx: Context, input: ListSavedViewsInput): Promise<List<SavedView>> {
  const { page, pageSize, sort = 'name', viewId, clusterId, isPinned } = input
  const ofMine = { userId: ctx.actor.userId ?? '' }
  const where = {
    ...visibleViews(ctx),
    ...(viewId !== undefined && { viewId }),
    ...(clusterId !== undefined && { clusterId }),
    ...(isPinned !== undefined && { pins: isPinned ? { some: ofMine } : { none: ofMine } }),
  }
  const [rows, total] = await Promise.all([
    db().savedView.findMany({
      where,
      include: withPinsOf(ctx.actor.userId),
      orderBy: [{ [sort.replace(/^-/, '')]: sort.startsWith('-') ? 'desc' : 'asc' }, { savedViewId: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db().savedView.count({ where }),
  ])
  return { items: rows.map((row) => toSavedView(ctx, row)), total, page, pageSize }
}
