import { ClusterParams, endpoint } from '#lib/api/endpoint.ts'
import {
  ChartEventsAnswer,
  ChartEventsQuery,
  MetricCatalogue,
  MetricsAnswer,
  MetricsQuery,
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
