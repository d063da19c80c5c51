import { handle } from '#lib/api/handle.ts'
import { testEventSubscriptionEndpoint } from '#lib/events/api.ts'
import { testSubscription } from '#lib/events/test-subscription.ts'

export const POST = handle(testEventSubscriptionEndpoint, (ctx, { params }) =>
  testSubscription(ctx, params.subscriptionId),
)
