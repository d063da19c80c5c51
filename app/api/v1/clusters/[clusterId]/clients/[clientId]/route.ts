import { handle } from '#lib/api/handle.ts'
import { getClientEndpoint } from '#lib/clients/api.ts'
import { getClient } from '#lib/clients/get-client.ts'

export const GET = handle(getClientEndpoint, (ctx, { params, query }) => getClient(ctx, { ...params, ...query }))
