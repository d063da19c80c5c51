import { handle } from '#lib/api/handle.ts'
import { createEventSubscriptionEndpoint, listEventSubscriptionsEndpoint } from '#lib/events/api.ts'
import { createSubscription } from '#lib/events/create-subscription.ts'
import { listSubscriptions } from '#lib/events/list-subscriptions.ts'

export const GET = handle(listEventSubscriptionsEndpoint, (ctx, { query }) => listSubscriptions(ctx, query))
export const POST = handle(createEventSubscriptionEndpoint, (ctx, { body }) => createSubscription(ctx, body))
