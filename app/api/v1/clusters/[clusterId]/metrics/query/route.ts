import { asksForFile } from '#lib/api/export-list.ts'
import { handle, handleStream } from '#lib/api/handle.ts'
import { queryMetricsEndpoint } from '#lib/monitoring/api.ts'
import { exportChart } from '#lib/monitoring/export-chart.ts'
import { queryMetrics } from '#lib/monitoring/query-metrics.ts'

const answer = handle(queryMetricsEndpoint, (ctx, { params, body }) => queryMetrics(ctx, { ...params, ...body }))
const file = handleStream(queryMetricsEndpoint, (ctx, { params, body }) => exportChart(ctx, { ...params, ...body }))

export const POST = (request: Request) => (asksForFile(request.url) ? file(request) : answer(request))
