import { handle } from '#lib/api/handle.ts'
import { batchRolesEndpoint } from '#lib/roles/api.ts'
import { batchRoles } from '#lib/roles/batch-roles.ts'

export const POST = handle(batchRolesEndpoint, (ctx, { params, query, body }) =>
  batchRoles(ctx, { ...params, ...query, ...body }),
)
