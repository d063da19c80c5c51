import { handle } from '#lib/api/handle.ts'
import { adoptGroup } from '#lib/groups/adopt-group.ts'
import { adoptGroupEndpoint } from '#lib/groups/api.ts'

export const POST = handle(adoptGroupEndpoint, (ctx, { params, body }) => adoptGroup(ctx, { ...params, ...body }))
