import { ClusterParams, endpoint } from '#lib/api/endpoint.ts'
import { TracePage, TraceQuery } from './schema.ts'

export const queryTracesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/traces',
  tag: 'Messages',
  summary: 'Trace messages',
  description:
    'By id (window: sent −1 min to +3 days, from and to override it), by key (last 3 days), or by topic with from and to, which scans the trace topics page by page. Of an id also what clients did not trace is told, from offsets, filters and copies in retry and dead-letter topics, as hops with isInferred. `gaps` say why there is no trace or not all of it.',
  params: ClusterParams,
  query: TraceQuery,
  response: TracePage,
  permission: 'trace:read',
})
