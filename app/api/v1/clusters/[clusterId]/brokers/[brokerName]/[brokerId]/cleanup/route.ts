import { handle } from '#lib/api/handle.ts'
import { cleanUpBrokerEndpoint } from '#lib/nodes/api.ts'
import { startCleanup } from '#lib/nodes/clean-up-broker.ts'

export const POST = handle(cleanUpBrokerEndpoint, (ctx, { params, body }) => startCleanup(ctx, { ...params, ...body }))
