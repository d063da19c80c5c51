import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import { getJobEndpoint, listJobItemsEndpoint, listJobsEndpoint } from '#lib/jobs/api.ts'

/** All of them begin with `all`: whatever is done to a job makes the list stale too. */
export const jobKeys = {
  all: (clusterId: string) => ['clusters', clusterId, 'jobs'] as const,
}

export type JobsFilter = Partial<z.output<NonNullable<typeof listJobsEndpoint.query>>>
export type JobItemsFilter = Partial<z.output<NonNullable<typeof listJobItemsEndpoint.query>>>

export const jobsQuery = (clusterId: string, query: JobsFilter) =>
  queryOptions({
    queryKey: [...jobKeys.all(clusterId), 'list', query],
    queryFn: ({ signal }) => call(listJobsEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const jobQuery = (clusterId: string, jobId: string) =>
  queryOptions({
    queryKey: [...jobKeys.all(clusterId), 'one', jobId],
    queryFn: ({ signal }) => call(getJobEndpoint, { params: { clusterId, jobId } }, { signal }),
  })

export const jobItemsQuery = (clusterId: string, jobId: string, query: JobItemsFilter) =>
  queryOptions({
    queryKey: [...jobKeys.all(clusterId), 'one', jobId, 'items', query],
    queryFn: ({ signal }) => call(listJobItemsEndpoint, { params: { clusterId, jobId }, query }, { signal }),
  })
