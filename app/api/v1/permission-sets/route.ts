import { handle } from '#lib/api/handle.ts'
import { listPermissionSets } from '#lib/users/list-permission-sets.ts'
import { createPermissionSetEndpoint, listPermissionSetsEndpoint } from '#lib/users/permission-set-api.ts'
import { createPermissionSet } from '#lib/users/write-permission-set.ts'

export const GET = handle(listPermissionSetsEndpoint, (ctx) => listPermissionSets(ctx))
export const POST = handle(createPermissionSetEndpoint, (ctx, { body }) => createPermissionSet(ctx, body))
