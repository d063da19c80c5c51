import { handle } from '#lib/api/handle.ts'
import { previewOffsetResetEndpoint } from '#lib/offsets/api.ts'
import { previewOffsetReset } from '#lib/offsets/preview-offset-reset.ts'

export const POST = handle(previewOffsetResetEndpoint, (ctx, { params, body }) =>
  previewOffsetReset(ctx, { ...params, ...body }),
)
