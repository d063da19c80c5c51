import { handle } from '#lib/api/handle.ts'
import { getBrokerRuntimeEndpoint } from '#lib/nodes/api.ts'
import { getBrokerRuntime } from '#lib/nodes/get-broker-runtime.ts'

export const GET = handle(getBrokerRuntimeEndpoint, (ctx, { params }) => getBrokerRuntime(ctx, params))
