import { handle } from '#lib/api/handle.ts'
import { listProxiesEndpoint } from '#lib/nodes/api.ts'
import { listProxies } from '#lib/nodes/list-proxies.ts'

export const GET = handle(listProxiesEndpoint, (ctx, { params, query }) => listProxies(ctx, { ...params, ...query }))
