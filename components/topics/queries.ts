import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import { getClusterEndpoint } from '#lib/clusters/api.ts'
import { queryMessagesEndpoint } from '#lib/messages/api.ts'
import { listNodesEndpoint } from '#lib/nodes/api.ts'
import {
  getDeletedTopicEndpoint,
  getTopicConfigsEndpoint,
  getTopicEndpoint,
  getTopicImpactEndpoint,
  getTopicProducersEndpoint,
  getTopicQueuesEndpoint,
  getTopicRouteEndpoint,
  getTopicSubscriptionsEndpoint,
  listTopicsEndpoint,
} from '#lib/topics/api.ts'

/** All of them begin with `all`: a write to one topic makes the lists stale too. */
export const topicKeys = {
  all: (clusterId: string) => ['clusters', clusterId, 'topics'] as const,
  list: (clusterId: string, query: object) => ['clusters', clusterId, 'topics', 'list', query] as const,
  one: (clusterId: string, topicName: string) => ['clusters', clusterId, 'topics', 'one', topicName] as const,
}

export type TopicsFilter = Partial<z.output<NonNullable<typeof listTopicsEndpoint.query>>>

export const topicsQuery = (clusterId: string, query: TopicsFilter) =>
  queryOptions({
    queryKey: topicKeys.list(clusterId, query),
    queryFn: ({ signal }) => call(listTopicsEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const topicQuery = (clusterId: string, topicName: string) =>
  queryOptions({
    queryKey: topicKeys.one(clusterId, topicName),
    queryFn: ({ signal }) => call(getTopicEndpoint, { params: { clusterId, topicName } }, { signal }),
  })

type QueuesFilter = Partial<z.output<NonNullable<typeof getTopicQueuesEndpoint.query>>>

export const topicQueuesQuery = (clusterId: string, topicName: string, query: QueuesFilter) =>
  queryOptions({
    queryKey: [...topicKeys.one(clusterId, topicName), 'queues', query],
    queryFn: ({ signal }) => call(getTopicQueuesEndpoint, { params: { clusterId, topicName }, query }, { signal }),
  })

type SubscriptionsFilter = Partial<z.output<NonNullable<typeof getTopicSubscriptionsEndpoint.query>>>

export const topicSubscriptionsQuery = (clusterId: string, topicName: string, query: SubscriptionsFilter) =>
  queryOptions({
    queryKey: [...topicKeys.one(clusterId, topicName), 'subscriptions', query],
    queryFn: ({ signal }) =>
      call(getTopicSubscriptionsEndpoint, { params: { clusterId, topicName }, query }, { signal }),
  })

type ProducersFilter = Partial<z.output<NonNullable<typeof getTopicProducersEndpoint.query>>>

export const topicProducersQuery = (clusterId: string, topicName: string, query: ProducersFilter) =>
  queryOptions({
    queryKey: [...topicKeys.one(clusterId, topicName), 'producers', query],
    queryFn: ({ signal }) => call(getTopicProducersEndpoint, { params: { clusterId, topicName }, query }, { signal }),
  })

export const topicConfigsQuery = (clusterId: string, topicName: string) =>
  queryOptions({
    queryKey: [...topicKeys.one(clusterId, topicName), 'configs'],
    queryFn: ({ signal }) => call(getTopicConfigsEndpoint, { params: { clusterId, topicName } }, { signal }),
  })

/** What a deletion would take along. Read anew by every dialog, and not again behind its back. */
export const topicImpactQuery = (clusterId: string, topicName: string) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'topic-impact', topicName],
    queryFn: ({ signal }) => call(getTopicImpactEndpoint, { params: { clusterId, topicName } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })

/** What a topic was that was deleted here; NOT_FOUND when none was. */
export const deletedTopicQuery = (clusterId: string, topicName: string) =>
  queryOptions({
    queryKey: [...topicKeys.one(clusterId, topicName), 'deleted'],
    queryFn: ({ signal }) => call(getDeletedTopicEndpoint, { params: { clusterId, topicName } }, { signal }),
    retry: false,
  })

export const topicRouteQuery = (clusterId: string, topicName: string) =>
  queryOptions({
    queryKey: [...topicKeys.one(clusterId, topicName), 'route'],
    queryFn: ({ signal }) => call(getTopicRouteEndpoint, { params: { clusterId, topicName } }, { signal }),
  })

export const NEWEST_SHOWN = 20

export const newestMessagesQuery = (clusterId: string, topicName: string) =>
  queryOptions({
    queryKey: [...topicKeys.one(clusterId, topicName), 'newest'],
    queryFn: ({ signal }) =>
      call(
        queryMessagesEndpoint,
        { params: { clusterId }, query: { topic: topicName, mode: 'newest', n: NEWEST_SHOWN } },
        { signal },
      ),
  })

/** Where topics can go. As the last node check saw it, which is what the console knows without asking again. */
export const mastersQuery = (clusterId: string) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'nodes', 'masters'],
    queryFn: ({ signal }) =>
      call(
        listNodesEndpoint,
        { params: { clusterId }, query: { kind: ['broker'], sort: 'brokerName', pageSize: 500 } },
        { signal },
      ),
    staleTime: 30_000,
  })

/** The registration: its name servers stand in the command. */
export const registrationQuery = (clusterId: string) =>
  queryOptions({
    queryKey: ['clusters', clusterId],
    queryFn: ({ signal }) => call(getClusterEndpoint, { params: { clusterId } }, { signal }),
    staleTime: 30_000,
  })
