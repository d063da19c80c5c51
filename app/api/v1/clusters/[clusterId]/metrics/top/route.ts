import { handle } from '#lib/api/handle.ts'
import { getTopEndpoint } from '#lib/monitoring/api.ts'
import { getTop } from '#lib/monitoring/get-top.ts'

export const GET = handle(getTopEndpoint, (ctx, { params, query }) => getTop(ctx, { ...params, ...query }))
