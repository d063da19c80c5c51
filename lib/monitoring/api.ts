import { z } from 'zod'
import { ClusterParams, endpoint } from '#lib/api/endpoint.ts'
import {
  ChartEventsAnswer,
  ChartEventsQuery,
  MetricCatalogue,
  MetricsAnswer,
  MetricsQuery,
  Sampler,
  SamplerPatch,
  TopAnswer,
  TopQuery,
} from './schema.ts'

export const listMetricsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/metrics/catalogue',
  tag: 'Monitoring',
  summary: 'List the metrics there are',
  description: 'With what each is of, and from which source this cluster has it now, or why not and what to set.',
  params: ClusterParams,
  response: MetricCatalogue,
  permission: 'monitoring:read',
})

export const queryMetricsEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/metrics/query',
  tag: 'Monitoring',
  summary: 'Read stored samples of one metric',
  description:
    'Of the objects asked for, at the finest step that fits or the one asked for. What was not sampled is null. The area under a curve is the same at each step.',
  params: ClusterParams,
  query: z.strictObject({
    format: z.literal('csv').optional().meta({
      description:
        'A file instead: a row per step (ISO 8601 UTC), a column per series, values as computed, empty where unknown',
    }),
  }),
  body: MetricsQuery,
  response: MetricsAnswer,
  permission: 'monitoring:read',
  isRead: true,
})

export const getTopEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/metrics/top',
  tag: 'Monitoring',
  summary: 'Rank objects by one metric',
  description: 'By the values that charts show. What is unknown has no rank.',
  params: ClusterParams,
  query: TopQuery,
  response: TopAnswer,
  permission: 'monitoring:read',
})

export const listChartEventsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/metrics/events',
  tag: 'Monitoring',
  summary: 'List what happened to an object in a time, for charts to mark',
  description:
    'Of one topic, group, namespace or broker, else of the cluster itself: changes by people, starts of brokers, changes of the number of clients. Changes are told to whoever may read the object.',
  params: ClusterParams,
  query: ChartEventsQuery,
  response: ChartEventsAnswer,
  permission: 'monitoring:read',
})

const samplerPath = '/api/v1/clusters/{clusterId}/sampler'

export const getSamplerEndpoint = endpoint({
  method: 'GET',
  path: samplerPath,
  tag: 'Monitoring',
  summary: 'Show how a cluster is sampled, and what that costs',
  description:
    'Requests and bytes of the last minute by server with the share of the budget, how old the numbers are, what is skipped and why, and what a day takes in the database.',
  params: ClusterParams,
  response: Sampler,
  permission: 'monitoring:read',
})

export const updateSamplerEndpoint = endpoint({
  method: 'PATCH',
  path: samplerPath,
  tag: 'Monitoring',
  summary: 'Change how a cluster is sampled',
  description: 'While it is paused every number grows stale and says so.',
  params: ClusterParams,
  body: SamplerPatch,
  response: Sampler,
  permission: 'cluster:update',
  audit: { action: 'sampler.update', target: ({ params }) => ({ kind: 'cluster', name: params.clusterId }) },
})
