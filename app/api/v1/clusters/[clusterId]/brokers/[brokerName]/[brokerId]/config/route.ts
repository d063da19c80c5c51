import { handle } from '#lib/api/handle.ts'
import { getBrokerConfigEndpoint } from '#lib/nodes/api.ts'
import { getBrokerConfig } from '#lib/nodes/get-broker-config.ts'

export const GET = handle(getBrokerConfigEndpoint, (ctx, { params }) => getBrokerConfig(ctx, params))
