import { handle } from '#lib/api/handle.ts'
import { getBrokerEndpoint } from '#lib/nodes/api.ts'
import { getBroker } from '#lib/nodes/get-broker.ts'

export const GET = handle(getBrokerEndpoint, (ctx, { params }) => getBroker(ctx, params))
