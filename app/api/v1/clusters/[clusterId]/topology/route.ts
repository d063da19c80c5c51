import { handle } from '#lib/api/handle.ts'
import { getTopologyEndpoint } from '#lib/topology/api.ts'
import { getTopology } from '#lib/topology/get-topology.ts'

export const GET = handle(getTopologyEndpoint, (ctx, { params, query }) => getTopology(ctx, { ...params, ...query }))
