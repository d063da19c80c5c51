import { handle } from '#lib/api/handle.ts'
import { getLimitsEndpoint, setLimitsEndpoint } from '#lib/clusters/api.ts'
import { getLimits } from '#lib/clusters/get-limits.ts'
import { setLimits } from '#lib/clusters/set-limits.ts'

export const GET = handle(getLimitsEndpoint, (ctx, { params }) => getLimits(ctx, params))
export const PUT = handle(setLimitsEndpoint, (ctx, { params, body }) => setLimits(ctx, { ...params, ...body }))
