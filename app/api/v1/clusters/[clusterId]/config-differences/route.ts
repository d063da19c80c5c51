import { handle } from '#lib/api/handle.ts'
import { getConfigDifferencesEndpoint } from '#lib/nodes/api.ts'
import { getConfigDifferences } from '#lib/nodes/get-config-differences.ts'

export const GET = handle(getConfigDifferencesEndpoint, (ctx, { params }) => getConfigDifferences(ctx, params))
