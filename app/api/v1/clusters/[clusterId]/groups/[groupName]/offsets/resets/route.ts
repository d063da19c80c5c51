import { handle } from '#lib/api/handle.ts'
import { listOffsetResetsEndpoint } from '#lib/offsets/api.ts'
import { listOffsetResets } from '#lib/offsets/list-offset-resets.ts'

export const GET = handle(listOffsetResetsEndpoint, (ctx, { params, query }) =>
  listOffsetResets(ctx, { ...params, ...query }),
)
