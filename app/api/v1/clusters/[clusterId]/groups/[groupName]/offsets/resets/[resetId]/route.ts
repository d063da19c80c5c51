import { handle } from '#lib/api/handle.ts'
import { getOffsetResetEndpoint } from '#lib/offsets/api.ts'
import { getOffsetReset } from '#lib/offsets/get-offset-reset.ts'

export const GET = handle(getOffsetResetEndpoint, (ctx, { params }) => getOffsetReset(ctx, params))
