import { handle } from '#lib/api/handle.ts'
import { pinSavedViewEndpoint } from '#lib/saved-views/api.ts'
import { pinSavedView } from '#lib/saved-views/pin-saved-view.ts'

export const PUT = handle(pinSavedViewEndpoint, (ctx, { params, body }) => pinSavedView(ctx, { ...params, ...body }))
