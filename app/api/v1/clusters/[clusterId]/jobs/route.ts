import { handle } from '#lib/api/handle.ts'
import { listJobsEndpoint } from '#lib/jobs/api.ts'
import { listJobs } from '#lib/jobs/list-jobs.ts'

export const GET = handle(listJobsEndpoint, (ctx, { params, query }) => listJobs(ctx, { ...params, ...query }))
