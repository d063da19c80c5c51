import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import { getEventSubscriptionEndpoint, listEventSubscriptionsEndpoint } from '#lib/events/api.ts'

export const eventKeys = { all: ['event-subscriptions'] as const }

type Filter = Partial<z.output<NonNullable<typeof listEventSubscriptionsEndpoint.query>>>
export const subscriptionsQuery = (query: Filter) =>
  queryOptions({
    queryKey: [...eventKeys.all, 'list', query],
    queryFn: ({ signal }) => call(listEventSubscriptionsEndpoint, { query }, { signal }),
  })

export const subscriptionQuery = (subscriptionId: string) =>
  queryOptions({
    queryKey: [...eventKeys.all, 'one', subscriptionId],
    queryFn: ({ signal }) => call(getEventSubscriptionEndpoint, { params: { subscriptionId } }, { signal }),
  })
