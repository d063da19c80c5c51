import { handle } from '#lib/api/handle.ts'
import { createSavedViewEndpoint, listSavedViewsEndpoint } from '#lib/saved-views/api.ts'
import { createSavedView } from '#lib/saved-views/create-saved-view.ts'
import { listSavedViews } from '#lib/saved-views/list-saved-views.ts'

export const GET = handle(listSavedViewsEndpoint, (ctx, { query }) => listSavedViews(ctx, query))
export const POST = handle(createSavedViewEndpoint, (ctx, { body }) => createSavedView(ctx, body))
