import { handle } from '#lib/api/handle.ts'
import { forgetBrokerEndpoint, getBrokerEndpoint } from '#lib/nodes/api.ts'
import { forgetBroker } from '#lib/nodes/forget-broker.ts'
import { getBroker } from '#lib/nodes/get-broker.ts'

export const GET = handle(getBrokerEndpoint, (ctx, { params }) => getBroker(ctx, params))
export const DELETE = handle(forgetBrokerEndpoint, (ctx, { params }) => forgetBroker(ctx, params))
