import { handle } from '#lib/api/handle.ts'
import { getGroupProgressEndpoint } from '#lib/groups/api.ts'
import { getGroupProgress } from '#lib/groups/get-group-progress.ts'

export const GET = handle(getGroupProgressEndpoint, (ctx, { params, query }) =>
  getGroupProgress(ctx, { ...params, ...query }),
)
