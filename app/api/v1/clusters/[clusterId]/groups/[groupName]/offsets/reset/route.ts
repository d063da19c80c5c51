import { handle } from '#lib/api/handle.ts'
import { resetOffsetsEndpoint } from '#lib/offsets/api.ts'
import { resetOffsets } from '#lib/offsets/reset-offsets.ts'

export const POST = handle(resetOffsetsEndpoint, (ctx, { params, body }) => resetOffsets(ctx, { ...params, ...body }))
