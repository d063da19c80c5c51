import { handle } from '#lib/api/handle.ts'
import { getPermissionSet } from '#lib/users/list-permission-sets.ts'
import {
  deletePermissionSetEndpoint,
  getPermissionSetEndpoint,
  updatePermissionSetEndpoint,
} from '#lib/users/permission-set-api.ts'
import { deletePermissionSet, updatePermissionSet } from '#lib/users/write-permission-set.ts'

export const GET = handle(getPermissionSetEndpoint, (ctx, { params }) => getPermissionSet(ctx, params))
export const PATCH = handle(updatePermissionSetEndpoint, (ctx, { params, body }) =>
  updatePermissionSet(ctx, { ...body, ...params }),
)
export const DELETE = handle(deletePermissionSetEndpoint, (ctx, { params }) => deletePermissionSet(ctx, params))
