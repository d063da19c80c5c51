import { handle } from '#lib/api/handle.ts'
import { deleteRolePolicyEndpoint } from '#lib/roles/api.ts'
import { deleteRolePolicy } from '#lib/roles/delete-role-policy.ts'

export const DELETE = handle(deleteRolePolicyEndpoint, (ctx, { params, query }) =>
  deleteRolePolicy(ctx, { ...params, ...query }),
)
