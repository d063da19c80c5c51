import { handle } from '#lib/api/handle.ts'
import { createGroupEndpoint, listGroupsEndpoint } from '#lib/groups/api.ts'
import { createGroup } from '#lib/groups/create-group.ts'
import { listGroups } from '#lib/groups/list-groups.ts'

export const GET = handle(listGroupsEndpoint, (ctx, { params, query }) => listGroups(ctx, { ...params, ...query }))
export const POST = handle(createGroupEndpoint, (ctx, { params, body }) => createGroup(ctx, { ...params, ...body }))
