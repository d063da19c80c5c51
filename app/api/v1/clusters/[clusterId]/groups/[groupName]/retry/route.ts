import { handle } from '#lib/api/handle.ts'
import { getGroupRetryEndpoint } from '#lib/groups/api.ts'
import { getGroupRetry } from '#lib/groups/get-group-retry.ts'

export const GET = handle(getGroupRetryEndpoint, (ctx, { params }) => getGroupRetry(ctx, params))
