import { handle } from '#lib/api/handle.ts'
import { deleteSavedViewEndpoint, getSavedViewEndpoint, updateSavedViewEndpoint } from '#lib/saved-views/api.ts'
import { deleteSavedView } from '#lib/saved-views/delete-saved-view.ts'
import { findSavedView } from '#lib/saved-views/find-saved-view.ts'
import { updateSavedView } from '#lib/saved-views/update-saved-view.ts'

export const GET = handle(getSavedViewEndpoint, (ctx, { params }) => findSavedView(ctx, params.savedViewId))
export const PATCH = handle(updateSavedViewEndpoint, (ctx, { params, body }) =>
  updateSavedView(ctx, { ...params, ...body }),
)
export const DELETE = handle(deleteSavedViewEndpoint, (ctx, { params }) => deleteSavedView(ctx, params.savedViewId))
