import { handle } from '#lib/api/handle.ts'
import { setRoleStatusEndpoint } from '#lib/roles/api.ts'
import { setRoleStatus } from '#lib/roles/set-role-status.ts'

export const PUT = handle(setRoleStatusEndpoint, (ctx, { params, query, body }) =>
  setRoleStatus(ctx, { ...params, ...query, ...body }),
)
