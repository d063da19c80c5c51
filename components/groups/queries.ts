import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import {
  getGroupEndpoint,
  getGroupImpactEndpoint,
  getGroupProgressEndpoint,
  getGroupRetryEndpoint,
  getGroupSubscriptionsEndpoint,
  listGroupsEndpoint,
} from '#lib/groups/api.ts'

export const groupKeys = {
  all: (clusterId: string) => ['clusters', clusterId, 'groups'] as const,
  list: (clusterId: string, query: object) => ['clusters', clusterId, 'groups', 'list', query] as const,
  one: (clusterId: string, groupName: string) => ['clusters', clusterId, 'groups', 'one', groupName] as const,
}

export type GroupsFilter = Partial<z.output<NonNullable<typeof listGroupsEndpoint.query>>>

export const groupsQuery = (clusterId: string, query: GroupsFilter) =>
  queryOptions({
    queryKey: groupKeys.list(clusterId, query),
    queryFn: ({ signal }) => call(listGroupsEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const groupQuery = (clusterId: string, groupName: string) =>
  queryOptions({
    queryKey: groupKeys.one(clusterId, groupName),
    queryFn: ({ signal }) => call(getGroupEndpoint, { params: { clusterId, groupName } }, { signal }),
  })

/** @param topic only this one; all when absent */
export const groupProgressQuery = (clusterId: string, groupName: string, topic?: string) =>
  queryOptions({
    queryKey: [...groupKeys.one(clusterId, groupName), 'progress', topic ?? null],
    queryFn: ({ signal }) =>
      call(
        getGroupProgressEndpoint,
        { params: { clusterId, groupName }, query: topic === undefined ? {} : { topic } },
        { signal },
      ),
  })

export const groupSubscriptionsQuery = (clusterId: string, groupName: string) =>
  queryOptions({
    queryKey: [...groupKeys.one(clusterId, groupName), 'subscriptions'],
    queryFn: ({ signal }) => call(getGroupSubscriptionsEndpoint, { params: { clusterId, groupName } }, { signal }),
  })

export const groupRetryQuery = (clusterId: string, groupName: string) =>
  queryOptions({
    queryKey: [...groupKeys.one(clusterId, groupName), 'retry'],
    queryFn: ({ signal }) => call(getGroupRetryEndpoint, { params: { clusterId, groupName } }, { signal }),
  })

/** What a deletion would take, read anew each time the dialog is opened. */
export const groupImpactQuery = (
  clusterId: string,
  groupName: string,
  scope: { retryTopics: boolean; deadLetters: boolean },
) =>
  queryOptions({
    queryKey: [...groupKeys.one(clusterId, groupName), 'impact', scope],
    queryFn: ({ signal }) =>
      call(getGroupImpactEndpoint, { params: { clusterId, groupName }, query: scope }, { signal }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
