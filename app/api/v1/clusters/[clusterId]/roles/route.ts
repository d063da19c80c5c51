import { handle } from '#lib/api/handle.ts'
import { createRoleEndpoint, listRolesEndpoint } from '#lib/roles/api.ts'
import { createRole } from '#lib/roles/create-role.ts'
import { listRoles } from '#lib/roles/list-roles.ts'

export const GET = handle(listRolesEndpoint, (ctx, { params, query }) => listRoles(ctx, { ...params, ...query }))
export const POST = handle(createRoleEndpoint, (ctx, { params, query, body }) =>
  createRole(ctx, { ...params, ...query, ...body }),
)
