import { queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import { getOffsetResetEndpoint, listOffsetResetsEndpoint, listOffsetSnapshotsEndpoint } from '#lib/offsets/api.ts'

export const offsetKeys = {
  snapshots: (clusterId: string, groupName: string) =>
    ['clusters', clusterId, 'groups', 'one', groupName, 'offset-snapshots'] as const,
  resets: (clusterId: string, groupName: string) =>
    ['clusters', clusterId, 'groups', 'one', groupName, 'resets'] as const,
}

/** More than anybody looks through; the API has pages. */
const pageSize = 100

export const snapshotsQuery = (clusterId: string, groupName: string) =>
  queryOptions({
    queryKey: offsetKeys.snapshots(clusterId, groupName),
    queryFn: ({ signal }) =>
      call(listOffsetSnapshotsEndpoint, { params: { clusterId, groupName }, query: { pageSize } }, { signal }),
  })

export const resetsQuery = (clusterId: string, groupName: string) =>
  queryOptions({
    queryKey: offsetKeys.resets(clusterId, groupName),
    queryFn: ({ signal }) =>
      call(listOffsetResetsEndpoint, { params: { clusterId, groupName }, query: { pageSize } }, { signal }),
  })

/** Asked again while it is being verified. */
const VERIFYING_MS = 2_000

export const resetQuery = (clusterId: string, groupName: string, resetId: string) =>
  queryOptions({
    queryKey: [...offsetKeys.resets(clusterId, groupName), resetId],
    queryFn: ({ signal }) => call(getOffsetResetEndpoint, { params: { clusterId, groupName, resetId } }, { signal }),
    refetchInterval: ({ state }) => (state.data && state.data.nextCheckAt === null ? false : VERIFYING_MS),
  })
