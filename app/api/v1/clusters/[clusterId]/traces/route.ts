import { handle } from '#lib/api/handle.ts'
import { queryTracesEndpoint } from '#lib/traces/api.ts'
import { queryTraces } from '#lib/traces/query-traces.ts'

export const GET = handle(queryTracesEndpoint, (ctx, { params, query }) => queryTraces(ctx, { ...params, ...query }))
