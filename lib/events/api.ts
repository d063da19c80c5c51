import { z } from 'zod'
import { endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { EventSubscription, EventSubscriptionPatch, EventTest, NewEventSubscription } from './schema.ts'

const tag = 'Events'
const Params = z.object({ subscriptionId: z.string().min(1).max(64) })
const ofPath = ({ params }: { params: { subscriptionId: string } }) => ({
  kind: 'event-subscription',
  name: params.subscriptionId,
})
const needsExport = 'With the type `audit` it needs audit:export too, for that is what it does.'

export const listEventSubscriptionsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/event-subscriptions',
  tag,
  summary: 'List where events and the audit are sent',
  query: z.strictObject({
    ...listQuery('name', 'createdAt', 'lastSuccessAt'),
    q: z.string().max(64).optional().meta({ description: 'Part of the name' }),
  }),
  response: listOf(EventSubscription),
  permission: 'channel:manage',
})

export const getEventSubscriptionEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/event-subscriptions/{subscriptionId}',
  tag,
  summary: 'Show a subscription',
  params: Params,
  response: EventSubscription,
  permission: 'channel:manage',
})

export const createEventSubscriptionEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/event-subscriptions',
  tag,
  summary: 'Send events, or the audit, to a webhook or to syslog',
  description: `What happens from now on is sent in order, at least once, each message with an id of its own. ${needsExport} Private and loopback addresses are refused unless APOGEE_EGRESS_ALLOW names them.`,
  status: 201,
  body: NewEventSubscription,
  response: EventSubscription,
  permission: 'channel:manage',
  audit: {
    action: 'event-subscription.create',
    target: ({ body }) => ({ kind: 'event-subscription', name: body.name }),
  },
  idempotent: true,
})

export const updateEventSubscriptionEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/event-subscriptions/{subscriptionId}',
  tag,
  summary: 'Change a subscription',
  description: `What happened while it was switched off is not sent later. ${needsExport}`,
  params: Params,
  body: EventSubscriptionPatch,
  response: EventSubscription,
  permission: 'channel:manage',
  audit: { action: 'event-subscription.update', target: ofPath },
})

export const deleteEventSubscriptionEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/event-subscriptions/{subscriptionId}',
  tag,
  summary: 'Delete a subscription',
  status: 204,
  params: Params,
  response: z.undefined(),
  permission: 'channel:manage',
  audit: { action: 'event-subscription.delete', target: ofPath },
})

export const testEventSubscriptionEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/event-subscriptions/{subscriptionId}/test',
  tag,
  summary: 'Send a test event now, and show what was sent and answered',
  params: Params,
  response: EventTest,
  permission: 'channel:manage',
  audit: { action: 'event-subscription.test', target: ofPath },
})
