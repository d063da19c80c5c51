import { handle } from '#lib/api/handle.ts'
import { getOverviewEndpoint } from '#lib/overview/api.ts'
import { getOverview } from '#lib/overview/get-overview.ts'

export const GET = handle(getOverviewEndpoint, (ctx, { params }) => getOverview(ctx, params))
