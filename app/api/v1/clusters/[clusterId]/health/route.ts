import { handle } from '#lib/api/handle.ts'
import { getHealthEndpoint } from '#lib/nodes/api.ts'
import { getHealth } from '#lib/nodes/get-health.ts'

export const GET = handle(getHealthEndpoint, (ctx, { params }) => getHealth(ctx, params))
