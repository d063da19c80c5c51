import { handle } from '#lib/api/handle.ts'
import { getControllerConfigEndpoint } from '#lib/nodes/api.ts'
import { getControllerConfig } from '#lib/nodes/get-server-config.ts'

export const GET = handle(getControllerConfigEndpoint, (ctx, { params }) => getControllerConfig(ctx, params))
