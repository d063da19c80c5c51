import { handle } from '#lib/api/handle.ts'
import { deleteRoleEndpoint, getRoleEndpoint, updateRoleEndpoint } from '#lib/roles/api.ts'
import { deleteRole } from '#lib/roles/delete-role.ts'
import { getRole } from '#lib/roles/get-role.ts'
import { updateRole } from '#lib/roles/update-role.ts'

export const GET = handle(getRoleEndpoint, (ctx, { params }) => getRole(ctx, params))
export const PATCH = handle(updateRoleEndpoint, (ctx, { params, query, body }) =>
  updateRole(ctx, { ...params, ...query, ...body }),
)
export const DELETE = handle(deleteRoleEndpoint, (ctx, { params, query }) => deleteRole(ctx, { ...params, ...query }))
