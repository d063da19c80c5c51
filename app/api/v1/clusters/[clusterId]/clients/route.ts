import { handle } from '#lib/api/handle.ts'
import { listClientsEndpoint } from '#lib/clients/api.ts'
import { listClients } from '#lib/clients/list-clients.ts'

export const GET = handle(listClientsEndpoint, (ctx, { params, query }) => listClients(ctx, { ...params, ...query }))
