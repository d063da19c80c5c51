import { handle } from '#lib/api/handle.ts'
import { importRolesEndpoint } from '#lib/roles/api.ts'
import { importRoles } from '#lib/roles/import-roles.ts'

export const POST = handle(importRolesEndpoint, (ctx, { params, query, body }) =>
  importRoles(ctx, { ...params, ...query, ...body }),
)
