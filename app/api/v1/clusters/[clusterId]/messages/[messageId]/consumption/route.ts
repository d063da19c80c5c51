import { handle } from '#lib/api/handle.ts'
import { getConsumptionEndpoint } from '#lib/messages/api.ts'
import { getConsumption } from '#lib/messages/get-consumption.ts'

export const GET = handle(getConsumptionEndpoint, (ctx, { params, query }) =>
  getConsumption(ctx, { ...params, ...query }),
)
