import { handle } from '#lib/api/handle.ts'
import { deleteUser } from '#lib/users/delete-user.ts'
import { getUser } from '#lib/users/get-user.ts'
import { updateUser } from '#lib/users/update-user.ts'
import { deleteUserEndpoint, getUserEndpoint, updateUserEndpoint } from '#lib/users/user-api.ts'

export const GET = handle(getUserEndpoint, (ctx, { params }) => getUser(ctx, params))
export const PATCH = handle(updateUserEndpoint, (ctx, { params, body }) => updateUser(ctx, { ...body, ...params }))
export const DELETE = handle(deleteUserEndpoint, (ctx, { params }) => deleteUser(ctx, params))
