import { handle } from '#lib/api/handle.ts'
import { deleteGrant } from '#lib/users/delete-grant.ts'
import { deleteGrantEndpoint, getGrantEndpoint, updateGrantEndpoint } from '#lib/users/grant-api.ts'
import { getGrant } from '#lib/users/list-grants.ts'
import { updateGrant } from '#lib/users/update-grant.ts'

export const GET = handle(getGrantEndpoint, (ctx, { params }) => getGrant(ctx, params))
export const PATCH = handle(updateGrantEndpoint, (ctx, { params, body }) => updateGrant(ctx, { ...body, ...params }))
export const DELETE = handle(deleteGrantEndpoint, (ctx, { params }) => deleteGrant(ctx, params))
