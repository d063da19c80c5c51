import { ClusterParams, endpoint } from '#lib/api/endpoint.ts'
import { TransactionPage, TransactionQuery } from './schema.ts'

export const listTransactionsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/transactions',
  tag: 'Messages',
  summary: 'List undecided transactions',
  description:
    'UNDECIDED: half messages (RMQ_SYS_TRANS_HALF_TOPIC) that no decision (RMQ_SYS_TRANS_OP_HALF_TOPIC) names, oldest first. GIVEN_UP: those that were checked as often as the broker does (TRANS_CHECK_MAX_TIME_TOPIC), newest first. A message that was rolled back is in neither, and visible nowhere.',
  params: ClusterParams,
  query: TransactionQuery,
  response: TransactionPage,
  permission: 'message:read',
})
