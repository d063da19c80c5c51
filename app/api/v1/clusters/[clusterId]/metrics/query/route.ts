import { handle } from '#lib/api/handle.ts'
import { queryMetricsEndpoint } from '#lib/monitoring/api.ts'
import { queryMetrics } from '#lib/monitoring/query-metrics.ts'

export const POST = handle(queryMetricsEndpoint, (ctx, { params, body }) => queryMetrics(ctx, { ...params, ...body }))
