import { handle } from '#lib/api/handle.ts'
import { getVerifyClientsEndpoint, verifyConsumptionEndpoint } from '#lib/messages/api.ts'
import { getVerifyClients } from '#lib/messages/verify/get-verify-clients.ts'
import { verifyConsumption } from '#lib/messages/verify/verify-consumption.ts'

export const GET = handle(getVerifyClientsEndpoint, (ctx, { params, query }) =>
  getVerifyClients(ctx, { ...params, ...query }),
)
export const POST = handle(verifyConsumptionEndpoint, (ctx, { params, query, body }) =>
  verifyConsumption(ctx, { ...params, ...query, ...body }),
)
