import { z } from 'zod'
import { ClusterParams, endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { Diagnosis, DiagnosisItem } from './schema.ts'

const tag = 'Groups'
const GroupParams = ClusterParams.extend({ groupName: z.string().min(1).max(255) })

export const runDiagnosisEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/diagnoses',
  tag,
  summary: 'Diagnose a group: ask all that has to do with it and name the causes, the most likely first',
  description:
    'Asks brokers, proxies and clients live, for at most some 30 s; writes nothing to them. The record is kept for 90 days and never changes.',
  status: 201,
  params: GroupParams,
  response: Diagnosis,
  permission: 'diagnosis:run',
  audit: { action: 'diagnosis.run', target: ({ params }) => ({ kind: 'group', name: params.groupName }) },
  idempotent: true,
})

export const listDiagnosesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/diagnoses',
  tag,
  summary: 'List the kept diagnoses of a group, newest first',
  params: GroupParams,
  query: z.strictObject(listQuery('at')),
  response: listOf(DiagnosisItem),
  permission: 'group:read',
})

export const getDiagnosisEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/diagnoses/{diagnosisId}',
  tag,
  summary: 'Show a kept diagnosis as it was',
  params: GroupParams.extend({ diagnosisId: z.string().min(1).max(64) }),
  response: Diagnosis,
  permission: 'group:read',
})
