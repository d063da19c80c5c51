import { handle } from '#lib/api/handle.ts'
import { getScenarioEndpoint } from '#lib/connect/api.ts'
import { getScenario } from '#lib/connect/get-scenario.ts'

export const GET = handle(getScenarioEndpoint, (ctx, { params, query }) => getScenario(ctx, { ...params, ...query }))
