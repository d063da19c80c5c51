import { handle } from '#lib/api/handle.ts'
import { getTopicSubscriptionsEndpoint } from '#lib/topics/api.ts'
import { getTopicSubscriptions } from '#lib/topics/get-topic-subscriptions.ts'

export const GET = handle(getTopicSubscriptionsEndpoint, (ctx, { params, query }) =>
  getTopicSubscriptions(ctx, { ...params, ...query }),
)
