import { ClusterParams, endpoint } from '#lib/api/endpoint.ts'
import { MetricsAnswer, MetricsQuery } from './schema.ts'

export const queryMetricsEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/metrics/query',
  tag: 'Monitoring',
  summary: 'Read stored samples of one metric',
  description:
    'Of the objects asked for, at the finest step that fits or the one asked for. What was not sampled is null.',
  params: ClusterParams,
  body: MetricsQuery,
  response: MetricsAnswer,
  permission: 'monitoring:read',
  isRead: true,
})
