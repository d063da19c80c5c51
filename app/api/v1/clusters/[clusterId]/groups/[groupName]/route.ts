import { handle } from '#lib/api/handle.ts'
import { deleteGroupEndpoint, getGroupEndpoint, updateGroupEndpoint } from '#lib/groups/api.ts'
import { deleteGroup } from '#lib/groups/delete-group.ts'
import { getGroup } from '#lib/groups/get-group.ts'
import { updateGroup } from '#lib/groups/update-group.ts'

export const GET = handle(getGroupEndpoint, (ctx, { params }) => getGroup(ctx, params))
export const PATCH = handle(updateGroupEndpoint, (ctx, { params, body }) => updateGroup(ctx, { ...params, ...body }))
export const DELETE = handle(deleteGroupEndpoint, (ctx, { params, query }) => deleteGroup(ctx, { ...params, ...query }))
