import { handle } from '#lib/api/handle.ts'
import { getBrokerConfigEndpoint, updateBrokerConfigEndpoint } from '#lib/nodes/api.ts'
import { getBrokerConfig } from '#lib/nodes/get-broker-config.ts'
import { updateBrokerConfig } from '#lib/nodes/update-broker-config.ts'

export const GET = handle(getBrokerConfigEndpoint, (ctx, { params }) => getBrokerConfig(ctx, params))
export const PATCH = handle(updateBrokerConfigEndpoint, (ctx, { params, query, body }) =>
  updateBrokerConfig(ctx, { ...params, ...query, ...body }),
)
