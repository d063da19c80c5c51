import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import {
  getChannelEndpoint,
  listChannelsEndpoint,
  listDeliveriesEndpoint,
  listPoliciesEndpoint,
  openAlarmLinkEndpoint,
} from '#lib/notifications/api.ts'

/** Channels, policies and what they sent; a change of one shows in the others. */
export const notificationKeys = {
  all: ['notifications'] as const,
  deliveries: ['notifications', 'deliveries'] as const,
}

type ChannelsFilter = Partial<z.output<NonNullable<typeof listChannelsEndpoint.query>>>
export const channelsQuery = (query: ChannelsFilter) =>
  queryOptions({
    queryKey: [...notificationKeys.all, 'channels', query],
    queryFn: ({ signal }) => call(listChannelsEndpoint, { query }, { signal }),
  })

export const channelQuery = (channelId: string) =>
  queryOptions({
    queryKey: [...notificationKeys.all, 'channel', channelId],
    queryFn: ({ signal }) => call(getChannelEndpoint, { params: { channelId } }, { signal }),
  })

export const policiesQuery = () =>
  queryOptions({
    queryKey: [...notificationKeys.all, 'policies'],
    queryFn: ({ signal }) => call(listPoliciesEndpoint, { query: { pageSize: 500 } }, { signal }),
  })

type DeliveriesFilter = Partial<z.output<NonNullable<typeof listDeliveriesEndpoint.query>>>
export const deliveriesQuery = (query: DeliveriesFilter) =>
  queryOptions({
    queryKey: [...notificationKeys.deliveries, query],
    queryFn: ({ signal }) => call(listDeliveriesEndpoint, { query }, { signal }),
  })

export const alarmLinkQuery = (link: string) =>
  queryOptions({
    queryKey: [...notificationKeys.all, 'link', link],
    queryFn: ({ signal }) => call(openAlarmLinkEndpoint, { params: { link } }, { signal }),
    retry: false,
  })
