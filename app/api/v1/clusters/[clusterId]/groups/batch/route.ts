import { handle } from '#lib/api/handle.ts'
import { batchGroupsEndpoint } from '#lib/groups/api.ts'
import { batchGroups } from '#lib/groups/batch-groups.ts'

export const POST = handle(batchGroupsEndpoint, (ctx, { params, query, body }) =>
  batchGroups(ctx, { ...params, ...query, ...body }),
)
