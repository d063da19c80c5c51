import { handle } from '#lib/api/handle.ts'
import { getNameServerConfigEndpoint } from '#lib/nodes/api.ts'
import { getNameServerConfig } from '#lib/nodes/get-server-config.ts'

export const GET = handle(getNameServerConfigEndpoint, (ctx, { params }) => getNameServerConfig(ctx, params))
