import { handle } from '#lib/api/handle.ts'
import { listProducersEndpoint } from '#lib/clients/api.ts'
import { listProducers } from '#lib/clients/list-producers.ts'

export const GET = handle(listProducersEndpoint, (ctx, { params, query }) =>
  listProducers(ctx, { ...params, ...query }),
)
