import { queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import { getDiagnosisEndpoint, listDiagnosesEndpoint } from '#lib/diagnoses/api.ts'

export const diagnosisKeys = {
  all: (clusterId: string, groupName: string) =>
    ['clusters', clusterId, 'groups', 'one', groupName, 'diagnoses'] as const,
}

/** More than anybody looks through; the API has pages. */
const pageSize = 100

export const diagnosesQuery = (clusterId: string, groupName: string) =>
  queryOptions({
    queryKey: diagnosisKeys.all(clusterId, groupName),
    queryFn: ({ signal }) =>
      call(listDiagnosesEndpoint, { params: { clusterId, groupName }, query: { pageSize } }, { signal }),
  })

/** A record never changes. */
export const diagnosisQuery = (clusterId: string, groupName: string, diagnosisId: string) =>
  queryOptions({
    queryKey: [...diagnosisKeys.all(clusterId, groupName), diagnosisId],
    queryFn: ({ signal }) => call(getDiagnosisEndpoint, { params: { clusterId, groupName, diagnosisId } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
