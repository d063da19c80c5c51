import { handle } from '#lib/api/handle.ts'
import { listNameServersEndpoint } from '#lib/nodes/api.ts'
import { listNameServers } from '#lib/nodes/list-name-servers.ts'

export const GET = handle(listNameServersEndpoint, (ctx, { params, query }) =>
  listNameServers(ctx, { ...params, ...query }),
)
