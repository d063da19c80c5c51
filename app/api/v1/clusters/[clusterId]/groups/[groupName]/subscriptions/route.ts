import { handle } from '#lib/api/handle.ts'
import { getGroupSubscriptionsEndpoint } from '#lib/groups/api.ts'
import { getGroupSubscriptions } from '#lib/groups/get-group-subscriptions.ts'

export const GET = handle(getGroupSubscriptionsEndpoint, (ctx, { params }) => getGroupSubscriptions(ctx, params))
