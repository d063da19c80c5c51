import { handle } from '#lib/api/handle.ts'
import { repairRolesEndpoint } from '#lib/roles/api.ts'
import { repairRoles } from '#lib/roles/repair-roles.ts'

export const POST = handle(repairRolesEndpoint, (ctx, { params, query, body }) =>
  repairRoles(ctx, { ...params, ...query, ...body }),
)
