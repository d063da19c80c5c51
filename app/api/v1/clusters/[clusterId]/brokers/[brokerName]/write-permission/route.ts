import { handle } from '#lib/api/handle.ts'
import { setWritePermissionEndpoint } from '#lib/nodes/api.ts'
import { setWritePermission } from '#lib/nodes/set-write-permission.ts'

export const PUT = handle(setWritePermissionEndpoint, (ctx, { params, query, body }) =>
  setWritePermission(ctx, { ...params, ...query, ...body }),
)
