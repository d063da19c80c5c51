import { handle } from '#lib/api/handle.ts'
import { listGroupsEndpoint } from '#lib/groups/api.ts'
import { listGroups } from '#lib/groups/list-groups.ts'

export const GET = handle(listGroupsEndpoint, (ctx, { params, query }) => listGroups(ctx, { ...params, ...query }))
