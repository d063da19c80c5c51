import { handle } from '#lib/api/handle.ts'
import { listChartEventsEndpoint } from '#lib/monitoring/api.ts'
import { listChartEvents } from '#lib/monitoring/list-chart-events.ts'

export const GET = handle(listChartEventsEndpoint, (ctx, { params, query }) =>
  listChartEvents(ctx, { ...params, ...query }),
)
