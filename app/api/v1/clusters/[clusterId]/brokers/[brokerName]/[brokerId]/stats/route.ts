import { handle } from '#lib/api/handle.ts'
import { getBrokerStatsEndpoint } from '#lib/nodes/api.ts'
import { getBrokerStats } from '#lib/nodes/get-broker-stats.ts'

export const GET = handle(getBrokerStatsEndpoint, (ctx, { params }) => getBrokerStats(ctx, params))
