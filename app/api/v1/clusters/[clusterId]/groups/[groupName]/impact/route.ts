import { handle } from '#lib/api/handle.ts'
import { getGroupImpactEndpoint } from '#lib/groups/api.ts'
import { getGroupImpact } from '#lib/groups/get-group-impact.ts'

export const GET = handle(getGroupImpactEndpoint, (ctx, { params, query }) =>
  getGroupImpact(ctx, { ...params, ...query }),
)
