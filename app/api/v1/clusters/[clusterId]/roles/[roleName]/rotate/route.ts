import { handle } from '#lib/api/handle.ts'
import { rotateRoleEndpoint } from '#lib/roles/api.ts'
import { rotateRole } from '#lib/roles/rotate-role.ts'

export const POST = handle(rotateRoleEndpoint, (ctx, { params, query, body }) =>
  rotateRole(ctx, { ...params, ...query, ...body }),
)
