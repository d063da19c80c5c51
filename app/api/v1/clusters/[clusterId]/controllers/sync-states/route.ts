import { handle } from '#lib/api/handle.ts'
import { getSyncStatesEndpoint } from '#lib/nodes/api.ts'
import { getSyncStates } from '#lib/nodes/get-sync-states.ts'

export const GET = handle(getSyncStatesEndpoint, (ctx, { params }) => getSyncStates(ctx, params))
