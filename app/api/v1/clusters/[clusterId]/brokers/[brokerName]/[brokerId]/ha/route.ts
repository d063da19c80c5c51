import { handle } from '#lib/api/handle.ts'
import { getBrokerHaEndpoint } from '#lib/nodes/api.ts'
import { getBrokerHa } from '#lib/nodes/get-broker-ha.ts'

export const GET = handle(getBrokerHaEndpoint, (ctx, { params }) => getBrokerHa(ctx, params))
