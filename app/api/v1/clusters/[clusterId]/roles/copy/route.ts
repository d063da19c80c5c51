import { handle } from '#lib/api/handle.ts'
import { copyRolesEndpoint } from '#lib/roles/api.ts'
import { copyRoles } from '#lib/roles/copy-roles.ts'

export const POST = handle(copyRolesEndpoint, (ctx, { params, query, body }) =>
  copyRoles(ctx, { ...params, ...query, ...body }),
)
