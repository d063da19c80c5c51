import { handle } from '#lib/api/handle.ts'
import { listMetricsEndpoint } from '#lib/monitoring/api.ts'
import { listMetrics } from '#lib/monitoring/list-metrics.ts'

export const GET = handle(listMetricsEndpoint, (ctx, { params }) => listMetrics(ctx, params))
