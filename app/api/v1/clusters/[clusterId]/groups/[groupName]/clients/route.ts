import { handle } from '#lib/api/handle.ts'
import { listGroupClientsEndpoint } from '#lib/groups/api.ts'
import { listGroupClients } from '#lib/groups/list-group-clients.ts'

export const GET = handle(listGroupClientsEndpoint, (ctx, { params, query }) =>
  listGroupClients(ctx, { ...params, ...query }),
)
