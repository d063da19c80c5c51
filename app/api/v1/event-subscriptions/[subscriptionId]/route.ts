import { handle } from '#lib/api/handle.ts'
import {
  deleteEventSubscriptionEndpoint,
  getEventSubscriptionEndpoint,
  updateEventSubscriptionEndpoint,
} from '#lib/events/api.ts'
import { deleteSubscription } from '#lib/events/delete-subscription.ts'
import { getSubscription } from '#lib/events/list-subscriptions.ts'
import { updateSubscription } from '#lib/events/update-subscription.ts'

export const GET = handle(getEventSubscriptionEndpoint, (ctx, { params }) =>
  getSubscription(ctx, params.subscriptionId),
)
export const PATCH = handle(updateEventSubscriptionEndpoint, (ctx, { params, body }) =>
  updateSubscription(ctx, { ...params, ...body }),
)
export const DELETE = handle(deleteEventSubscriptionEndpoint, (ctx, { params }) =>
  deleteSubscription(ctx, params.subscriptionId),
)
