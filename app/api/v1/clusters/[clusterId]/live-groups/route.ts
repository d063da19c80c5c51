import { handle } from '#lib/api/handle.ts'
import { getLiveGroupsEndpoint } from '#lib/groups/api.ts'
import { getLiveGroups } from '#lib/groups/get-live-groups.ts'

export const POST = handle(getLiveGroupsEndpoint, (ctx, { params, body }) => getLiveGroups(ctx, { ...params, ...body }))
