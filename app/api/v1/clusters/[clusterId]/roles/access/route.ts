import { handle } from '#lib/api/handle.ts'
import { getRoleAccessEndpoint } from '#lib/roles/api.ts'
import { getRoleAccess } from '#lib/roles/get-role-access.ts'

export const GET = handle(getRoleAccessEndpoint, (ctx, { params, query }) =>
  getRoleAccess(ctx, { ...params, ...query }),
)
