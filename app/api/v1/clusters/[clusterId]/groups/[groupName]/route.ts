import { handle } from '#lib/api/handle.ts'
import { getGroupEndpoint } from '#lib/groups/api.ts'
import { getGroup } from '#lib/groups/get-group.ts'

export const GET = handle(getGroupEndpoint, (ctx, { params }) => getGroup(ctx, params))
