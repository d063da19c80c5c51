import { handle } from '#lib/api/handle.ts'
import { getConnectEndpoint } from '#lib/connect/api.ts'
import { getConnect } from '#lib/connect/get-connect.ts'

export const GET = handle(getConnectEndpoint, (ctx, { params }) => getConnect(ctx, params))
