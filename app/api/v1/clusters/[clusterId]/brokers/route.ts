import { handle } from '#lib/api/handle.ts'
import { listBrokersEndpoint } from '#lib/nodes/api.ts'
import { listBrokers } from '#lib/nodes/list-brokers.ts'

export const GET = handle(listBrokersEndpoint, (ctx, { params, query }) => listBrokers(ctx, { ...params, ...query }))
